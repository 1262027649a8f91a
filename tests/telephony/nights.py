"""Deliveries one after another: each is loaded, and only the days the planner names are rebuilt."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from assets.config_tables.tables import COLUMNS, config_tables
from assets.ingest import ingest
from assets.readers.registry import built_in_words
from assets.settings.settings import Settings
from pipelines import ledger
from pipelines.engine.duckdb import DuckDBEngine
from pipelines.house import Declarations
from tests.warehouse import deliver

CHAIN = (
    *("staging.queue_event", "staging.call", "core.queue_log_event", "core.queue_log_leg", "core.wrap_up"),
    *("core.twin_call", "core.queue_leg", "core.contact_sequel", "core.contact"),
)
FIRST, LAST, TODAY = date(2024, 6, 1), date(2024, 6, 3), date(2024, 6, 5)
Files = Mapping[str, str]
LEGS = "select source_id, contact_id, business_date, leg_seq, hold_s from core.queue_leg order by contact_id, leg_seq, leg_id"


def run_after_run(
    settings: Settings, landing: Path, deliveries: Sequence[Files], *, asked: str = LEGS, days_of: str = "core.queue_leg"
) -> tuple[list[tuple[Any, ...]], list[date]]:
    """Load one delivery after the other and rebuild what the planner says, and no more.

    Gives what is asked, and the days of a table that the last run built again.
    """
    declared = Declarations().of(settings)
    models = {model.table: model for model in declared.models}
    with duckdb.connect(config={"threads": 1}) as con:
        engine = DuckDBEngine(con, Path("memory"))
        for table, frame in config_tables(settings, first_date=FIRST, last_date=LAST, words=built_in_words()).items():
            engine.write(table, frame, columns=COLUMNS[table])
        engine.run("create schema raw")
        ledger.open_books(engine)
        ledger.settle(engine, declared.hashes, today=TODAY)
        for number, files in enumerate(deliveries):
            for name, content in files.items():
                deliver(landing, name, content)
            ingest(settings, engine, landing=landing, load_id=f"run-{number}", now=datetime(2026, 1, 1, tzinfo=UTC))
            ledger.plan_run(engine, declared, today=TODAY)
            for table in CHAIN:
                if table in ("staging.call", "core.contact"):
                    engine.view(table, models[table].sql)
                else:
                    engine.build(table, models[table].sql, spans=ledger.spans_of(engine, table))
            ledger.settle(engine, declared.hashes, today=TODAY)
        return engine.rows(asked), ledger.days_of(engine, days_of)
