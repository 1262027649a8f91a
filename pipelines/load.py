"""The first two steps of every run: settings become config tables, files of the landing folder become raw records.

Belongs here: the assets of the floors `config`, `raw` and `ops`, and the decision whether anything runs at all.
"""

from collections.abc import Iterator
from typing import Any

import dagster as dg
import pandas as pd

from assets import ingest
from assets.config_tables.tables import COLUMNS, FIRST_DATE, LAST_DATE, config_tables
from assets.days_to_come import told_of_days_to_come
from assets.readers import registry
from assets.readers.records import KINDS
from pipelines import ledger
from pipelines.house import ROOT, Declarations, House
from pipelines.page import FRESH, column_schema, look_into, written_in
from pipelines.sql_models import OWNERS, floor_of, key_of
from pipelines.work import SETTINGS_HASH, SETTLE_S, look, settings_hash

DOOR = dg.AssetKey(["ops", "business_day"])
SETTINGS_CODE, INGEST_CODE = (ROOT / "assets" / name for name in ("config_tables/tables.py", "ingest.py"))
RECONCILED = "every_record_is_accounted_for"
SAME_COLUMNS = "columns_are_those_of_before"
NOT_OF_TOMORROW = "no_record_is_of_days_to_come"
SINGLE = dg.BackfillPolicy.single_run()


def load_assets(declared: Declarations) -> list[dg.AssetsDefinition]:
    """Make the assets of config and raw."""
    return [_config_asset(declared), _raw_asset(declared)]


def _config_asset(declared: Declarations) -> dg.AssetsDefinition:
    specs = [
        dg.AssetSpec(
            key_of(table),
            deps=[DOOR],
            group_name="config",
            description=f"Settings as SQL sees them: {table}.",
            kinds={"duckdb", "yaml"},
            owners=OWNERS,
            skippable=True,
            metadata=column_schema(COLUMNS[table], declared.dictionary) | written_in(SETTINGS_CODE),
        )
        for table in COLUMNS
    ]

    @dg.multi_asset(specs=specs, name="settings_tables", required_resource_keys={"house"}, backfill_policy=SINGLE)
    def config(context: dg.AssetExecutionContext) -> Iterator[Any]:
        """Write config/*.yaml as tables. Does nothing, and so lets the whole run rest, when nothing waits."""
        house: House = context.resources.house
        work = look(house.engine, house.settings, house.place, declared, now=house.now(), today=house.today())
        if not work:
            context.log.info(f"nothing to do: {work.idle}")
            return
        context.log.debug(f"to do: {work}")
        counts = write_settings(house)
        for table, rows in counts.items():
            yield dg.MaterializeResult(asset_key=key_of(table), metadata={"dagster/row_count": rows, "dagster/table_name": table})

    return config


def write_settings(house: House) -> dict[str, int]:
    """Bring the config tables up to config/*.yaml; what reads a table that changed becomes stale. Gives rows by table."""
    engine = house.engine
    now_hash = settings_hash(house.place.config)
    if SETTINGS_HASH in ledger.changed_definitions(engine, {SETTINGS_HASH: now_hash}):
        frames = config_tables(
            house.settings,
            first_date=FIRST_DATE,
            last_date=LAST_DATE,
            words=registry.built_in_words(),
            better=house.declared.better,
        )
        with engine.transaction():
            for table, frame in frames.items():
                before = engine.content_hash(table) if engine.exists(table) else None
                engine.write(table, frame, columns=COLUMNS[table])
                if before is None or before != engine.content_hash(table):
                    engine.run("insert into ops.stale values ($name, $reason)", {"name": table, "reason": "config/ changed"})
                engine.comment(table, f"Settings as SQL sees them: {table}.", {})
            row = pd.DataFrame({"table_name": [SETTINGS_HASH], "definition_hash": [now_hash]})
            engine.write("ops.definition", row, columns=ledger.DEFINITION_COLUMNS, how="upsert", by=("table_name",))
    return {table: int(engine.rows(f"select count(*) from {table}")[0][0]) for table in COLUMNS}


def _raw_asset(declared: Declarations) -> dg.AssetsDefinition:
    config = [key_of(table) for table in COLUMNS]
    tables = {kind.table: f"Records of kind {kind.name} as the exports say them, typed, with file and line." for kind in KINDS.values()}
    shapes = {
        kind.table: column_schema({c.name: c.type for c in kind.columns}, {c.name: c.meaning for c in kind.columns})
        for kind in KINDS.values()
    }
    tables |= {
        "ops.file_manifest": "What became of every file of the landing folder.",
        "ops.quarantine": "Every record that could not be loaded: file, line, reason, text.",
        "ops.duplicate": "Every record that was told before, and where it was told.",
        "ops.unmapped": "Words and queue names that no setting knows, with the place they were first met.",
        "ops.reconciliation": "Proof per file that every record is loaded, duplicate, quarantined or skipped.",
        "ops.source_column": "Columns that the exports of every source have had.",
        "ops.data_through": "The last complete day.",
    }
    specs = [
        dg.AssetSpec(
            key_of(table),
            deps=config,
            group_name=floor_of(table),
            description=words,
            kinds={"duckdb", "python"},
            owners=OWNERS,
            skippable=True,
            metadata=shapes.get(table, {}) | written_in(INGEST_CODE),
            freshness_policy=FRESH if table == "ops.file_manifest" else None,
        )
        for table, words in tables.items()
    ]
    checks = [
        dg.AssetCheckSpec(
            name=RECONCILED,
            asset=key_of("ops.reconciliation"),
            blocking=True,
            description="Records counted from the bytes equal records loaded, duplicate, quarantined and skipped, file by file.",
        ),
        dg.AssetCheckSpec(
            name=SAME_COLUMNS,
            asset=key_of("ops.source_column"),
            description="Exports have the columns that those before them had; a change never stops a run.",
        ),
        dg.AssetCheckSpec(
            name=NOT_OF_TOMORROW,
            asset=key_of("ops.file_manifest"),
            description="What was loaded has happened; a date that lies ahead is a date read or written wrongly. Plans are left out.",
        ),
    ]

    @dg.multi_asset(specs=specs, check_specs=checks, name="landing", required_resource_keys={"house"}, backfill_policy=SINGLE)
    def landing(context: dg.AssetExecutionContext) -> Iterator[Any]:
        """Load what is new, then decide which days every table rebuilds."""
        house: House = context.resources.house
        engine, today = house.engine, house.today()
        report = ingest.ingest(
            house.settings, engine, landing=house.place.landing, load_id=context.run_id, now=house.now(), settle_s=SETTLE_S
        )
        late = ledger.seal(engine, today=today, seal_days=ledger.seal_after_days(declared, house.settings.centre.restate_days))
        todo = ledger.plan_run(engine, declared, today=today)
        days = {day for days in todo.values() for day in days}
        for warning in (*report.warnings, *filter(None, [ledger.moved_back(engine)])):
            context.log.warning(warning)
        rows = sum(report.rows_by_source.values())
        context.log.info(f"{len(report.files)} files looked at, {rows:,} rows loaded; {len(days)} days to rebuild")
        if late:
            context.log.info(f"{late} late day{'s are' if late > 1 else ' is'} sealed and left unchanged; the job `rebuild` opens them")
        for table in tables:
            count = int(engine.rows(f"select count(*) from {table}")[0][0])
            told: dict[str, Any] = {"dagster/row_count": count, "dagster/table_name": table} | look_into(engine, table)
            yield dg.MaterializeResult(asset_key=key_of(table), metadata=told)
        yield _reconciled(engine)
        yield _changed_columns(engine, context.run_id)
        yield _of_days_to_come(house, context.run_id)

    return landing


def _changed_columns(engine: Any, run_id: str) -> dg.AssetCheckResult:
    told = engine.rows(
        "select message from ops.file_manifest where load_id = $run_id and status = 'loaded' and message is not null order by file_id",
        {"run_id": run_id},
    )
    return dg.AssetCheckResult(
        check_name=SAME_COLUMNS,
        asset_key=key_of("ops.source_column"),
        passed=not told,
        severity=dg.AssetCheckSeverity.WARN,
        description="\n".join(message for (message,) in told) or "no export has other columns than those before it",
    )


def _of_days_to_come(house: House, run_id: str) -> dg.AssetCheckResult:
    told = told_of_days_to_come(house.engine, now=house.now(), today=house.today(), load_id=run_id)
    return dg.AssetCheckResult(
        check_name=NOT_OF_TOMORROW,
        asset_key=key_of("ops.file_manifest"),
        passed=not told,
        severity=dg.AssetCheckSeverity.WARN,
        description="\n".join(told) or "no record lies ahead",
    )


def _reconciled(engine: Any) -> dg.AssetCheckResult:
    wrong = ingest.reconcile(engine)
    wrong = wrong[~wrong["passed"].astype(bool)]
    paths = dict(engine.rows("select file_id, path from ops.file_manifest"))
    lines = [
        f"{paths[r.file_id]} ({r.source_id}): {r.lhs} records in the file, {r.rhs} accounted for. Raw rows were changed by hand: "
        "put the warehouse's backup back, or delete the warehouse and run again; every file is then loaded anew."
        for r in wrong.itertuples()
    ]
    return dg.AssetCheckResult(
        check_name=RECONCILED,
        asset_key=key_of("ops.reconciliation"),
        passed=not lines,
        severity=dg.AssetCheckSeverity.ERROR,
        description="\n".join(lines) or "every record of every file is accounted for",
    )
