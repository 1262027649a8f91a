"""A warehouse in memory with the config of a small centre, for tests of ingest.

Belongs here: what those tests share. Does not: tests.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from assets.config_tables.tables import COLUMNS, config_tables
from assets.ingest import IngestReport, ingest
from assets.readers.registry import built_in_words
from assets.settings.centre import Centre
from assets.settings.settings import Settings
from assets.settings.sources import Source
from assets.settings.staffing import Staffing
from pipelines.engine.duckdb import DuckDBEngine

NOW = datetime(2026, 3, 1, tzinfo=UTC)

CENTRE: dict[str, Any] = {
    "name": "Test centre",
    "currency": "EUR",
    "sites": [
        {"id": "berlin", "name": "Berlin", "timezone": "Europe/Berlin"},
        {"id": "chicago", "name": "Chicago", "timezone": "America/Chicago", "day_start": "07:00"},
    ],
    "queues": [
        {"id": "orders", "name": "Orders", "site": "berlin", "aliases": ["orders", "Orders"]},
        {"id": "billing", "name": "Billing", "site": "chicago", "aliases": ["Billing"]},
    ],
}

QUEUE_LOG = {"id": "pbx", "reader": "queue_log", "files": "pbx/queue_log*", "site": "berlin"}
CALLS = {
    "id": "acd",
    "reader": "delimited",
    "kind": "call",
    "files": "acd/*.csv*",
    "site": "berlin",
    "timezone": "Europe/Berlin",
    "timestamp": "%Y-%m-%d %H:%M:%S",
    "columns": {
        "leg_id": "Call ID",
        "queue": "Skill",
        "customer_key": "ANI",
        "entered_at_utc": "Start",
        "wait_s": "Wait",
        "talk_s": {"column": "Talk", "format": "h:mm:ss"},
        "outcome": "Result",
    },
    "words": {"outcome": {"answered": ["Handled"], "abandoned": ["Lost"]}},
}
CALLS_HEADER = "Call ID,Skill,ANI,Start,Wait,Talk,Result\n"


def settings_of(*sources: Mapping[str, Any]) -> Settings:
    """Settings of the small centre with these sources."""
    return Settings(
        centre=Centre.model_validate(CENTRE),
        sources=tuple(Source.model_validate(source) for source in sources),
        targets=(),
        staffing=Staffing(),
    )


@contextmanager
def open_warehouse(settings: Settings, path: Path | None = None) -> Iterator[DuckDBEngine]:
    """Open a warehouse whose config.* tables hold `settings`."""
    con = duckdb.connect(str(path or ":memory:"), config={"threads": 1})
    try:
        engine = DuckDBEngine(con, path or Path("memory"))
        write_config(engine, settings)
        yield engine
    finally:
        con.close()


_TABLES: dict[str, dict[str, pd.DataFrame]] = {}
READ_BY_INGEST = tuple(
    f"config.{name}" for name in ("site", "source", "queue", "queue_alias", "agent_alias", "word", "queue_verb", "zone_day")
)


def write_config(engine: DuckDBEngine, settings: Settings) -> None:
    """Write the config.* tables that ingest reads."""
    key = settings.model_dump_json()
    if key not in _TABLES:
        _TABLES[key] = config_tables(settings, first_date=date(2024, 1, 1), last_date=date(2024, 1, 2), words=built_in_words())
    for table in READ_BY_INGEST:
        engine.write(table, _TABLES[key][table], columns=COLUMNS[table])


def deliver(landing: Path, name: str, content: str | bytes) -> Path:
    """Put a file into the landing folder."""
    path = landing / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def run_ingest(settings: Settings, engine: DuckDBEngine, landing: Path, load_id: str = "run-1") -> IngestReport:
    """Ingest the landing folder, nothing left to settle."""
    return ingest(settings, engine, landing=landing, load_id=load_id, now=NOW)
