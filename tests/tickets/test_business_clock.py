"""The clock itself: its promises hold to the very last day it covers."""

from pipelines.checks import broken_promises, read_suites
from tests.tables import ROOT
from tests.tickets.desk import build, hours, open_desk, ticket


def test_a_calendar_that_never_closes_keeps_its_promises_on_either_side_of_the_world() -> None:
    engine = open_desk()
    build(
        engine,
        {
            "raw.ticket": [ticket("1", "2024-01-10 08:00:00")],
            "config.calendar": [{"calendar_id": "always", "zone": "America/Chicago"}, {"calendar_id": "east", "zone": "Europe/Berlin"}],
            "config.calendar_hours": hours("always", range(1, 8), (0, 24)) + hours("east", range(1, 8), (0, 24)),
        },
        years=(2024, 2024),
    )
    suite = read_suites(ROOT / "expectations")["core.business_clock"]
    broken = broken_promises(engine.cursor(), suite, query="select * from core.business_clock", table="core.business_clock")
    assert broken == []
    assert engine.rows("select count(*) from core.business_clock where not is_open and date between '2024-01-10' and '2025-01-01'") == [
        (0,)
    ]
    engine.con.close()
