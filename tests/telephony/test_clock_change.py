"""The two days on which the clock is set: every half-hour that passes is one interval, and no call changes its day."""

import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.engine.base import Span
from tests.telephony.switch import build, load, opened


@pytest.mark.parametrize(
    ("day", "begins_utc", "half_hours", "on_the_wall"),
    [
        (date(2024, 3, 31), datetime(2024, 3, 30, 23, tzinfo=UTC), 46, 46),
        (date(2024, 10, 27), datetime(2024, 10, 26, 22, tzinfo=UTC), 50, 48),
    ],
    ids=["spring", "autumn"],
)
def test_a_day_has_as_many_half_hours_as_pass(day: date, begins_utc: datetime, half_hours: int, on_the_wall: int) -> None:
    first_s = int(begins_utc.timestamp())
    # a call in every half-hour, and one in the last second before and the first after the day
    entries = [first_s - 1, *(first_s + 1800 * number for number in range(half_hours)), first_s + 1800 * half_hours]
    log = "".join(f"{at}|c{at}|orders|NONE|ENTERQUEUE||0301234567|1\n{at}|c{at}|orders|NONE|ABANDON|1|1|0\n" for at in entries)
    with opened() as engine, tempfile.TemporaryDirectory() as folder:
        load(engine, Path(folder), {"pbx/queue_log": log})
        build(engine, Span(day - timedelta(days=2), day + timedelta(days=2)))
        of_day = f"from core.queue_interval where business_date = date '{day}'"
        counts = f"select count(*), count(distinct interval_start_utc), count(distinct interval_start_local), sum(entered) {of_day}"
        assert engine.rows(counts) == [(half_hours, half_hours, on_the_wall, half_hours)]
        assert engine.rows(f"select epoch(max(interval_start_utc)) - epoch(min(interval_start_utc)) {of_day}") == [
            (1800.0 * (half_hours - 1),)
        ]
        assert engine.rows("select sum(entered) from core.queue_interval") == [(half_hours + 2,)]
