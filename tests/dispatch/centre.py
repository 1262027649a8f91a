"""A dispatch centre in memory: exports of four trades, delivered, loaded and built up to the incident.

Belongs here: the settings of the four sources, and the way from a file to the tables. Does not: tests.
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
from pipelines.engine.base import Span
from pipelines.engine.duckdb import DuckDBEngine
from tests.tables import MODELS, make_table
from tests.warehouse import deliver

EXPORTS = Path(__file__).parent / "exports"
CHAIN = ("staging.dispatch", "staging.dispatch_event", "core.dispatch_event", "core.incident", "core.dispatch_unit")
WINDOW = Span(date(2026, 1, 1), date(2026, 1, 31))
NOW = datetime(2026, 3, 1, tzinfo=UTC)

CENTRE: dict[str, Any] = {
    "name": "Dispatch",
    "currency": "EUR",
    "sites": [
        {"id": "city", "name": "City", "timezone": "America/Los_Angeles", "day_start": "07:00"},
        {"id": "town", "name": "Town", "timezone": "Europe/Berlin"},
    ],
    "queues": [{"id": "emergency", "name": "Emergency", "site": "city", "service": "police"}],
    "services": [
        {"id": "fire", "standards": "nfpa_1225_2022", "dispatch_targets_s": {"2": 30}},
        {"id": "medical", "dispatch_target_s": 120},
        {"id": "Taxi", "arrival_tolerance_s": 60},
    ],
}
CITY: dict[str, Any] = {
    "id": "city_cad",
    "reader": "delimited",
    "kind": "dispatch",
    "files": "city/*.csv",
    "site": "city",
    "timezone": "America/Los_Angeles",
    "timestamp": "%m/%d/%Y %I:%M:%S %p",
    "columns": {
        "incident_id": "Call Number",
        "unit_id": "Unit ID",
        "service": "Call Type",
        "priority": "Priority",
        "disposition": "Call Final Disposition",
        "area": "Neighborhood  District",
        "received_at_utc": "Received DtTm",
        "created_at_utc": "Entry DtTm",
        "dispatched_at_utc": "Dispatch DtTm",
        "enroute_at_utc": "Response DtTm",
        "arrived_at_utc": "On Scene DtTm",
        "transporting_at_utc": "Transport DtTm",
        "delivered_at_utc": "Hospital DtTm",
        "closed_at_utc": "Available DtTm",
    },
    "words": {"service": {"fire": ["Structure Fire", "Alarms"], "medical": ["Medical Incident"]}},
    "options": {"renamed": {"Neighborhood  District": ["Neighborhooods - Analysis Boundaries"]}},
}
POLICE: dict[str, Any] = {
    "id": "police_cad",
    "reader": "delimited",
    "kind": "dispatch",
    "files": "police/*.txt",
    "site": "town",
    "timezone": "Europe/Berlin",
    "timestamp": "%Y-%m-%d %H:%M:%S",
    "delimiter": "|",
    "columns": {
        "incident_id": "event_no",
        "unit_id": "car",
        "contact_id": "call_taker_ref",
        "priority": "pri",
        "disposition": "dispo",
        "area": "beat",
        "received_at_utc": ["date", "time_rcvd"],
        "created_at_utc": ["date", "time_entered"],
        "dispatched_at_utc": ["date", "time_disp"],
        "enroute_at_utc": ["date", "time_enrt"],
        "arrived_at_utc": ["date", "time_arrv"],
        "closed_at_utc": ["date", "time_clear"],
    },
    "words": {"service": {"police": [""]}, "disposition": {"excluded": ["TEST"]}},
}
TAXI: dict[str, Any] = {
    "id": "taxi",
    "reader": "delimited",
    "kind": "dispatch",
    "files": "taxi/*.csv",
    "site": "town",
    "timezone": "Europe/Berlin",
    "timestamp": "%d.%m.%Y %H:%M",
    "encoding": "cp1252",
    "columns": {
        "incident_id": "Auftrag",
        "unit_id": "Wagen",
        "area": "Zone",
        "disposition": "Status",
        "received_at_utc": "Bestellt am",
        "promised_at_utc": {"column": "Bestellt am", "plus": "Zugesagt in Min", "format": "minutes"},
        "dispatched_at_utc": "Vergeben am",
        "enroute_at_utc": "Abfahrt",
        "arrived_at_utc": "Ankunft",
    },
    "words": {"service": {"taxi": [""]}, "disposition": {"cancelled": ["storniert"]}},
}
HAULAGE: dict[str, Any] = {
    "id": "haulage",
    "reader": "delimited",
    "kind": "dispatch_event",
    "files": "haulage/*.csv",
    "site": "town",
    "timezone": "UTC",
    "columns": {"incident_id": "job", "event": "what", "at_utc": "when", "unit_id": "vehicle", "contact_id": "customer_call"},
    "words": {
        "service": {"truck": [""]},
        "event": {
            "created": ["Booked"],
            "dispatched": ["Assigned"],
            "arrived": ["At customer"],
            "closed": ["Done"],
            "other": ["Note"],
        },
    },
}


_TABLES: dict[str, dict[str, pd.DataFrame]] = {}


def _config(settings: Settings) -> dict[str, pd.DataFrame]:
    key = settings.model_dump_json()
    if key not in _TABLES:
        _TABLES[key] = config_tables(settings, first_date=WINDOW.first, last_date=WINDOW.last, words=built_in_words())
    return _TABLES[key]


@contextmanager
def open_centre(*sources: dict[str, Any], centre: Mapping[str, Any] = CENTRE) -> Iterator[tuple[Settings, DuckDBEngine]]:
    """Open a warehouse whose config.* tables hold the centre with these sources."""
    settings = Settings(
        centre=Centre.model_validate(centre),
        sources=tuple(Source.model_validate(source) for source in sources),
        targets=(),
        staffing=Staffing(),
    )
    con = duckdb.connect(config={"threads": 1})
    try:
        engine = DuckDBEngine(con, Path("memory"))
        for table, frame in _config(settings).items():
            engine.write(table, frame, columns=COLUMNS[table])
        make_table(engine, "core.queue_leg", [])
        yield settings, engine
    finally:
        con.close()


def load(settings: Settings, engine: DuckDBEngine, landing: Path, *names: str, load_id: str = "run-1") -> IngestReport:
    """Deliver exports under the folder of their source, load them, and build the tables up to the incident."""
    for name in names:
        folder, _, file = name.partition("/")
        deliver(landing, f"{folder}/{file}", (EXPORTS / file).read_bytes())
    report = ingest(settings, engine, landing=landing, load_id=load_id, now=NOW)
    for table in CHAIN:
        engine.build(table, MODELS[table].sql, spans=[WINDOW])
    return report
