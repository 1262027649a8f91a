"""Who still waits is asked at the end of the last complete day: what came later neither ends a wait nor begins one."""

from collections.abc import Iterator

import pytest

from assets.analysis.ticket_wait import READS
from pipelines.engine.duckdb import DuckDBEngine
from tests.tickets.desk import build, comment, event, open_desk, ticket

HOUR = 3600.0


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDBEngine]:
    opened = open_desk()
    created = "2024-01-05 12:00:00"
    answers = {"quick": "2024-01-05 13:00:00", "tomorrow": "2024-01-06 12:00:00", "next_day": "2024-01-06 12:10:00"}
    build(
        opened,
        {
            "raw.ticket": [ticket(name, created) for name in ("quick", "tomorrow", "never")] + [ticket("next_day", "2024-01-06 12:00:00")],
            "raw.ticket_event": [comment(name, at, "agent") for name, at in answers.items()]
            + [event(name, at, "status", "solved", old_value="open") for name, at in answers.items()],
            "ops.data_through": [{"business_date": "2024-01-05"}],
        },
        years=(2024, 2024),
    )
    yield opened
    opened.con.close()


@pytest.mark.parametrize("wait", ["first_response", "resolution"])
def test_a_day_that_is_not_complete_yet_makes_no_desk_look_quicker(engine: DuckDBEngine, wait: str) -> None:
    found = engine.rows(f"select wait_s, is_over, tickets from ({READS['waits']}) as told where wait = '{wait}'")
    # the day ends at 06:00 UTC in Chicago: two of three have waited 18 hours by then
    assert found == [(HOUR, True, 1), (18 * HOUR, False, 2)]
