"""A switch in memory: its log goes through ingest and the SQL of the house, up to contacts, states and intervals.

Belongs here: the settings, the chain of tables, and the way from files to them. Does not: tests.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from assets.config_tables.tables import COLUMNS, config_tables
from assets.ingest import IngestReport, ingest
from assets.readers.registry import built_in_words
from pipelines import ledger
from pipelines.declarations import read_models
from pipelines.engine.base import Span
from pipelines.engine.duckdb import DuckDBEngine
from tests.warehouse import deliver, settings_of

SQL = Path(__file__).parents[2] / "sql"
MODELS = {model.table: model for model in read_models(SQL)}
CHAIN = (
    *("staging.queue_event", "staging.call", "core.queue_log_event", "core.queue_log_leg", "core.wrap_up"),
    *("core.twin_call", "core.queue_leg"),
    *("staging.interval_total", "core.queue_total", "core.missed_ring", "core.agent_segment", "core.queue_interval"),
    *("core.contact_sequel", "core.contact", "core.service_level_interval"),
    *("core.agent_contact_span", "core.agent_state", "core.agent_interval"),
)
SETTINGS = settings_of({"id": "pbx", "reader": "queue_log", "files": "pbx/*", "site": "berlin", "queue_names": {"billing": ["support"]}})
WINDOW = Span(date(2024, 5, 1), date(2024, 6, 30))
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


@contextmanager
def opened() -> Iterator[DuckDBEngine]:
    """Open a warehouse that holds the settings and no record."""
    con = duckdb.connect(config={"threads": 1})
    try:
        engine = DuckDBEngine(con, Path("memory"))
        frames = config_tables(SETTINGS, first_date=WINDOW.first, last_date=WINDOW.last, words=built_in_words())
        for table, frame in frames.items():
            engine.write(table, frame, columns=COLUMNS[table])
        yield engine
    finally:
        con.close()


def load(engine: DuckDBEngine, landing: Path, files: Mapping[str, str | bytes], *, load_id: str = "run-1") -> IngestReport:
    """Deliver files and load them in one run."""
    for name, content in files.items():
        deliver(landing, name, content)
    return ingest(SETTINGS, engine, landing=landing, load_id=load_id, now=LONG_AGO)


def build(engine: DuckDBEngine, span: Span = WINDOW) -> None:
    """Build the chain for these days from what is loaded."""
    ledger.open_books(engine)
    engine.run("create schema if not exists raw")
    for table in CHAIN:
        engine.build(table, MODELS[table].sql, spans=[span])
