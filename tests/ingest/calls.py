"""Call exports of the small centre, and the loading of one of them with its books balanced; no test lives here."""

from pathlib import Path

from assets.ingest import FileResult
from pipelines.engine.duckdb import DuckDBEngine
from tests.warehouse import CALLS, QUEUE_LOG, deliver, run_ingest, settings_of

SETTINGS = settings_of(QUEUE_LOG, CALLS)


def call(number: int, **changed: str) -> str:
    """One good record of the small centre's ACD export."""
    told = {
        "leg": str(number),
        "queue": "Orders",
        "ani": f"+49 30 {number:07d}",
        "start": f"2024-01-{1 + number % 28:02d} 10:00:00",
        "wait": "5",
        "talk": "0:01:05",
        "result": "Handled",
    } | changed
    return ",".join(told.values()) + "\n"


def ingest_calls(engine: DuckDBEngine, landing: Path, content: str | bytes, name: str = "acd/calls.csv") -> FileResult:
    """Ingest one file and give what became of it, its books balanced."""
    deliver(landing, name, content)
    result = next(file for file in run_ingest(SETTINGS, engine, landing).files if file.name == name)
    assert engine.rows("select count(*) from ops.reconciliation where not passed") == [(0,)]
    if result.status == "loaded":
        assert result.records == result.loaded + result.duplicates + result.quarantined + result.skipped
    return result
