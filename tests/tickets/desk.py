"""A small help desk: raw rows in, the tables of tickets out, through the real SQL on the real calendars.

Belongs here: what tests of whole chains of tables share. Does not: tests.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import yaml

from assets.config_tables.tables import COLUMNS as CONFIG_TABLES
from assets.config_tables.tables import dates, frame_of
from assets.zones import zone_day, zone_switch
from pipelines.engine.base import Span
from pipelines.engine.duckdb import DuckDBEngine
from pipelines.ledger import is_daily
from tests.tables import CASES, MODELS, VIEWS, Rows, make_table

ZONES = ("UTC", "Europe/Berlin", "America/Chicago")
CHAIN = (
    *(
        "staging.schedule",
        "staging.schedule_holiday",
        "staging.sla_target",
        "staging.ticket_user",
        "staging.ticket",
        "staging.ticket_event",
    ),
    *("staging.ticket_source", "staging.ticket_work", "core.business_clock", "core.ticket_event", "core.ticket_status_interval"),
    *("core.ticket", "core.ticket_reply", "core.ticket_update", "core.ticket_sla"),
)
REAL = ("config.dates", "config.zone_day", "config.zone_switch", "config.zone_word")
ALWAYS = {"valid_from": date(1990, 1, 1), "valid_to": date(2040, 12, 31)}


def open_desk() -> DuckDBEngine:
    """Open an empty warehouse in memory with the real calendars and zones."""
    engine = DuckDBEngine(duckdb.connect(":memory:", config={"threads": 1}), Path("memory"))
    real = {
        "config.dates": dates(),
        "config.zone_day": frame_of("config.zone_day", zone_day(ZONES)),
        "config.zone_switch": frame_of("config.zone_switch", zone_switch(ZONES)),
    }
    for table, frame in real.items():
        engine.write(table, frame, columns=CONFIG_TABLES[table])
    make_table(engine, "config.zone_word", [{"word": zone.lower(), "zone": zone} for zone in ZONES])
    return engine


def build(engine: DuckDBEngine, given: Mapping[str, Rows], *, years: tuple[int, int] = (2020, 2024)) -> None:
    """Build every table of tickets from raw rows and settings; what is not given is the small centre's, or empty."""
    centre: dict[str, Rows] = yaml.safe_load((CASES / "config.yaml").read_text(encoding="utf-8"))
    centre["config.ticket"] = [{"first_response_clock": "calendar", "conflict_rating_at_most": 2.0}]
    told = {**centre, **given}
    for name in {read for table in CHAIN for read in MODELS[table].reads} - set(REAL) - set(CHAIN):
        make_table(engine, name, told.get(name, []))
    for table in CHAIN:
        if table in VIEWS:
            engine.view(table, MODELS[table].sql)
            continue
        spans = [Span(date(years[0], 1, 1), date(years[1], 12, 31))] if is_daily(MODELS[table]) else None
        engine.build(table, MODELS[table].sql, spans=spans)


def ticket(ticket_id: str, created: str, **more: Any) -> dict[str, Any]:
    """Give a raw ticket of the desk."""
    return {"source_id": "desk", "ticket_id": ticket_id, "created_at_utc": created, "queue": "4711", "is_merged": False, **more}


def event(ticket_id: str, at: str, event_type: str, new_value: str | None = None, **more: Any) -> dict[str, Any]:
    """Give a raw event of a ticket, its id made of its content."""
    event_id = f"{event_type}|{at}|{new_value}"
    return {
        "source_id": "desk",
        "ticket_id": ticket_id,
        "event_id": event_id,
        "at_utc": at,
        "event_type": event_type,
        "new_value": new_value,
        **more,
    }


def comment(ticket_id: str, at: str, role: str, *, is_public: bool = True) -> dict[str, Any]:
    """Give a raw comment."""
    return event(ticket_id, at, "comment", actor_role=role, is_public=is_public)


def hours(calendar_id: str, weekdays: range, *spans: tuple[int, int], **more: Any) -> Rows:
    """Give opening hours of a calendar, by weekday and hour of the day."""
    return [
        {"calendar_id": calendar_id, "weekday": day, "start_s": int(a * 3600), "end_s": int(b * 3600), **ALWAYS, **more}
        for day in weekdays
        for a, b in spans
    ]
