"""A help desk over Easter 2024 and two tickets in it: holiday, change of the clock, private note, reopening, an opening by an agent.

Belongs here: rows that several tests work out by hand. Does not: what is expected of them.
"""

from typing import Any

from tests.tables import Rows
from tests.tickets.desk import comment, event

BERLIN_9_TO_17 = [
    {
        **{"source_id": "desk", "schedule_id": "office", "timezone": "Europe/Berlin", "created_at_utc": "2020-01-01 00:00:00"},
        **{"week_start_s": (day * 24 + 9) * 3600, "week_end_s": (day * 24 + 17) * 3600},
    }
    for day in range(1, 6)
]
EASTER_MONDAY = [{"source_id": "desk", "schedule_id": "office", "holiday_id": "h", "first_date": "2024-04-01", "last_date": "2024-04-01"}]
THURSDAY = "2024-03-28 14:00:00"  # 15:00 on the wall of Berlin; from Sunday on the wall is two hours ahead of UTC
AGENT, OTHER, CUSTOMER = 5, 6, 9


def said(name: str, at: str, who: int, **more: Any) -> dict[str, Any]:
    role = "end_user" if who == CUSTOMER else "agent"
    return comment(name, at, role, **more) | {"actor_key": who}


def state(name: str, at: str, value: str) -> dict[str, Any]:
    return event(name, at, "status", value, actor_role="agent", actor_key=AGENT)


ASKED: Rows = [
    said("asked", THURSDAY, CUSTOMER),
    state("asked", THURSDAY, "new"),
    event("asked", THURSDAY, "group", "4711"),
    event("asked", "2024-03-28 14:30:00", "assign", "ann"),
    state("asked", "2024-03-28 14:30:00", "open"),
    said("asked", "2024-03-28 14:40:00", OTHER, is_public=False),
    said("asked", "2024-04-02 08:00:00", AGENT),
    state("asked", "2024-04-02 08:00:00", "pending"),
    said("asked", "2024-04-03 07:00:00", CUSTOMER),
    state("asked", "2024-04-03 07:00:00", "open"),
    said("asked", "2024-04-03 09:00:00", AGENT),
    state("asked", "2024-04-03 09:00:00", "solved"),
    said("asked", "2024-04-04 10:00:00", CUSTOMER),
    state("asked", "2024-04-04 10:00:00", "open"),
    said("asked", "2024-04-04 12:00:00", AGENT),
    state("asked", "2024-04-04 12:00:00", "solved"),
    state("asked", "2024-04-08 12:00:00", "closed"),
]
# an agent writes to a customer, who answers and is answered
OPENED: Rows = [
    said("opened", THURSDAY, AGENT),
    state("opened", THURSDAY, "open"),
    event("opened", THURSDAY, "assign", "ann"),
    said("opened", "2024-03-28 15:00:00", CUSTOMER),
    said("opened", "2024-03-28 15:30:00", AGENT),
    state("opened", "2024-03-28 15:30:00", "solved"),
]
