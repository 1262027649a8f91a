"""The last step: what passed every check becomes what outsiders read, in one step, and the books are closed.

Belongs here: the published files. Does not: what is in them (`sql/marts`).
"""

import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import dagster as dg
import pandas as pd

from pipelines.balance import BALANCE
from pipelines.house import Declarations, House
from pipelines.ledger import settle
from pipelines.page import FRESH, written_in
from pipelines.partitions import PUBLISHED_DAY, days_partitions
from pipelines.promised import RUN_TABLE, files_of, missing_tables, published_tables
from pipelines.report.build import NEWEST, reported_months, write_reports
from pipelines.sql_models import OWNERS, key_of
from pipelines.work import SETTINGS_HASH, settings_hash

STORAGE_VERSION = "v1.0.0"  # the oldest there is; clients from 1.1 on are tried (tests/runs/test_publication.py)
SHOWN_DAYS = 62  # an event a day costs Dagster 15 ms: of a long history the newest days are shown, ops.known_day has all
PUBLISHED = dg.AssetKey(["marts", "published"])
PUBLICATION_COLUMNS = {"content_hash": "varchar", "published_at_utc": "timestamp", "run_id": "varchar"}


def publish_assets(declared: Declarations) -> list[dg.AssetsDefinition]:
    """Make the asset of the publication, and the one that shows which days are published."""
    tables = published_tables(declared)

    @dg.asset(
        key=PUBLISHED,
        deps=[BALANCE, *(key_of(table) for table in tables if table != RUN_TABLE)],
        group_name="marts",
        kinds={"duckdb", "parquet"},
        owners=OWNERS,
        metadata=written_in(Path(__file__)),
        freshness_policy=FRESH,
        required_resource_keys={"house"},
        backfill_policy=dg.BackfillPolicy.single_run(),
        description="The published database and extracts: the only files outsiders read. Runs after every check has passed.",
    )
    def published(context: dg.AssetExecutionContext) -> dg.MaterializeResult:  # type: ignore[type-arg]  # Dagster knows only the bare name
        house: House = context.resources.house
        reports = write_reports(house.engine, house.place.published, reported_months(house.engine)[-NEWEST:])
        path, changed = publish(house, tables, run_id=context.run_id)
        hashes = {**declared.hashes, SETTINGS_HASH: settings_hash(house.place.config)}
        fresh = settle(house.engine, hashes, today=house.today())
        for day in fresh[-SHOWN_DAYS:]:
            if days_partitions().has_partition_key(day.isoformat()):
                context.instance.report_runless_asset_event(dg.AssetMaterialization(asset_key=PUBLISHED_DAY, partition=day.isoformat()))
        return dg.MaterializeResult(
            metadata={
                "path": dg.MetadataValue.path(str(path)),
                "changed": changed,
                "reports": [str(report) for report in reports],
                "tables": len(tables),
                "days_published_first": len(fresh),
            }
        )

    shown = dg.AssetSpec(
        PUBLISHED_DAY,
        partitions_def=days_partitions(),
        group_name="ops",
        owners=OWNERS,
        description=(
            "Business days that stand in the published database. Not executable: a day appears here once it is published; "
            f"of a first load the newest {SHOWN_DAYS} days appear, ops.known_day lists all."
        ),
    )
    return [published, dg.AssetsDefinition(specs=[shown])]


def publish(house: House, tables: dict[str, list[str]], *, run_id: str) -> tuple[Any, bool]:
    """Replace the published files when their content would differ or one is missing; gives the database and whether it was replaced."""
    engine, target = house.engine, house.place.database
    content = "-".join(engine.content_hash(table) for table in sorted(tables) if table != RUN_TABLE)
    before = engine.rows("select content_hash from ops.publication") if engine.exists("ops.publication") else []
    if before == [(content,)] and not missing_tables(house.place, tables):
        return target, False
    _write_run(house, run_id)
    engine.publish(tables, target, storage_version=STORAGE_VERSION, known=never_null(house.declared, tables))
    keep_copy(target, keep=house.settings.centre.keep_copies, now=house.now())
    for table, key in tables.items():
        for path in files_of(house.place, table):
            engine.export(table, path, order=key)
    row = pd.DataFrame({"content_hash": [content], "published_at_utc": [house.now().replace(tzinfo=None)], "run_id": [run_id]})
    engine.write("ops.publication", row, columns=PUBLICATION_COLUMNS)
    return target, True


def never_null(declared: Declarations, tables: Iterable[str]) -> dict[str, list[str]]:
    """Name, by table, the columns that a critical promise keeps from being null."""
    return {
        table: [
            str(promise.kwargs["column"])
            for promise in declared.suites.get(table, ())
            if promise.type == "expect_column_values_to_not_be_null" and promise.severity == "critical" and "mostly" not in promise.kwargs
        ]
        for table in tables
    }


def keep_copy(target: Path, *, keep: int, now: datetime) -> None:
    """Keep the publication under its date beside the newest, and of all such copies the last `keep`."""
    folder = target.parent / "copies"
    if keep:
        folder.mkdir(exist_ok=True)
        copy = folder / f"{target.stem}-{now:%Y%m%dT%H%M%S}{target.suffix}"
        copy.unlink(missing_ok=True)
        try:
            copy.hardlink_to(target)  # the same bytes, not a second time
        except OSError:
            shutil.copy2(target, copy)
    for old in sorted(folder.glob(f"{target.stem}-*{target.suffix}"))[: -keep or None] if folder.exists() else ():
        old.unlink()


def _write_run(house: House, run_id: str) -> None:
    """Write the one row that says when and from what the publication was made."""
    through = house.engine.rows("select business_date from ops.data_through")
    frame = pd.DataFrame(
        {
            "run_id": [run_id],
            "built_at_utc": [house.now().replace(tzinfo=None)],
            "data_through_date": [through[0][0] if through else None],
            "centre_name": [house.settings.centre.name],
            "files": [int(house.engine.rows("select count(*) from ops.file_manifest where status = 'loaded'")[0][0])],
        }
    )
    columns = {
        "run_id": "varchar",
        "built_at_utc": "timestamp",
        "data_through_date": "date",
        "centre_name": "varchar",
        "files": "bigint",
    }
    house.engine.write(RUN_TABLE, frame, columns=columns)
    words = {name: house.declared.dictionary[name] for name in columns if name in house.declared.dictionary}
    house.engine.comment(RUN_TABLE, "When this file was made, and from what.", words)
