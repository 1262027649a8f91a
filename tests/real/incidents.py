"""A second, independent reading of the incident audit: plain Python over its rows.

Belongs here: what each incident's own updates say. Does not: running the pipeline (running), comparing (test_desks).
"""

import csv
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

ROME = ZoneInfo("Europe/Rome")
SOLVED = ("Resolved", "Closed")


@dataclass(frozen=True)
class Incident:
    """One incident as its updates tell it."""

    created: datetime
    first_solved: datetime | None
    reopens: int
    state: str
    group: str
    made_sla: bool


def at_utc(text: str) -> datetime:
    """Read a time of the export, day first, on Rome's clock."""
    day, clock = text.split(" ")
    dd, mm, yyyy = map(int, day.split("-"))
    hour, minute = map(int, clock.split(":"))
    return datetime(yyyy, mm, dd, hour, minute, tzinfo=ROME).astimezone(UTC).replace(tzinfo=None)


def incidents(path: Path) -> dict[str, Incident]:
    """Give every incident of the audit."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    told: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        told.setdefault(row["number"], []).append(row)
    return {number: _incident(updates) for number, updates in told.items()}


def _incident(updates: list[dict[str, str]]) -> Incident:
    updates = sorted(updates, key=lambda row: (int(row["sys_mod_count"]), at_utc(row["sys_updated_at"])))
    # what differs from the update before is what happened, and when it happened its clock says: two updates of the file are
    # dated before the one they follow, and no reopening comes of that
    states = ["", *(row["incident_state"] for row in updates)]
    happened = sorted(
        (at_utc(row["sys_updated_at"]), row["incident_state"]) for row, before in zip(updates, states) if row["incident_state"] != before
    )
    solved = [at for at, state in happened if state in SOLVED]
    told = [state in SOLVED for _, state in happened]
    last = updates[-1]
    return Incident(
        created=at_utc(last["opened_at"]),
        first_solved=min(solved, default=None),
        reopens=sum(before and not after for before, after in pairwise(told)),
        state=last["incident_state"],
        group=last["assignment_group"],
        made_sla=last["made_sla"] == "TRUE",
    )
