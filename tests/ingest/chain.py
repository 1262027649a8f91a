"""Exports of one source, from the files to the tables of calls; no test lives here."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from assets.config_tables.tables import COLUMNS, config_tables
from assets.ingest import IngestReport
from assets.readers.registry import built_in_words
from pipelines.engine.base import Span
from pipelines.engine.duckdb import DuckDBEngine
from tests.tables import MODELS
from tests.warehouse import deliver, run_ingest, settings_of

CALLS = (
    *("staging.queue_event", "core.queue_log_event", "core.queue_log_leg", "core.wrap_up"),
    *("staging.call", "core.twin_call", "core.queue_leg", "core.contact_sequel", "core.contact"),
)


@contextmanager
def loaded(
    folder: Path, source: dict[str, Any], files: dict[str, str], *, days: tuple[date, date], tables: tuple[str, ...] = CALLS
) -> Iterator[tuple[IngestReport, DuckDBEngine]]:
    """Deliver files one after the other, load each, and build the tables of the days; give what the last load did, and the engine."""
    settings = settings_of({"files": "exports/*", "site": "berlin", **source})
    con = duckdb.connect(config={"threads": 1})
    try:
        engine = DuckDBEngine(con, Path("memory"))
        window = Span(*days)
        for table, frame in config_tables(settings, first_date=window.first, last_date=window.last, words=built_in_words()).items():
            engine.write(table, frame, columns=COLUMNS[table])
        for number, (name, content) in enumerate(files.items()):
            deliver(folder, f"exports/{name}", content)
            report = run_ingest(settings, engine, folder, load_id=f"run-{number}")
        for table in tables:
            engine.build(table, MODELS[table].sql, spans=[window])
        yield report, engine
    finally:
        con.close()
