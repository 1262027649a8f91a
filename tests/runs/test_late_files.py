"""What comes late restates its days and months, and what follows from them; nothing else."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.runs.centre import Centre, days_that_differ
from tests.runs.files import acd_day, pbx_call, pbx_day, take_out

pytestmark = pytest.mark.slow

BY_DAY = ("core.queue_leg", "core.contact", "core.agent_segment", "core.queue_interval", "kpi.daily", "kpi.interval")
MARTS_BY_DAY = ("marts.kpi_daily", "marts.queue_day", "marts.queue_interval")
LATE_CALLS = {date(2026, 9, 8), date(2026, 9, 15)}
WITH_BASE = ("marts.monthly_extract", "marts.scorecard")
LATE_LOG = date(2026, 9, 22)
# a call is a repeat because of a call up to 7 times 24 hours before: the days after a late one may change with it
OF_KPIS = ("kpi.daily", "marts.kpi_daily")
REPEATS_WITHIN_DAYS = 8
# and whether a contact settled its matter is told by the days after it
RETURNS_WITHIN_DAYS = 8


@pytest.fixture(scope="module")
def late(delivered: Centre, tmp_path_factory: pytest.TempPathFactory) -> tuple[Centre, dict[str, str]]:
    """Run the centre without some records, and give it with the files that bring them later."""
    centre = delivered.copied_to(tmp_path_factory.mktemp("late"))
    export = centre.landing / "acd" / "calls_2026-09.csv"
    header = export.read_text(encoding="utf-8").splitlines(keepends=True)[0]
    calls = take_out(export, lambda line: acd_day(line) in LATE_CALLS)
    assert len(calls) > 4
    log = [
        line
        for path in sorted(centre.landing.glob("asterisk/*"))
        for line in take_out(path, lambda line: pbx_day(line) == LATE_LOG and "|ENTERQUEUE|" not in line and pbx_call(line) != "NONE")
    ]
    assert sum("|CONNECT|" in line for line in log) > 10
    centre.good_run()
    return centre, {"acd/calls_late.csv": header + "".join(calls), "asterisk/queue_log-late": "".join(log)}


def differing(before: Centre, after: Centre, table: str, column: str) -> set[date]:
    return days_that_differ(before.content_by(table, column), after.content_by(table, column))


def neighbours(days: set[date]) -> set[date]:
    return {day + timedelta(days=k) for day in days for k in range(-RETURNS_WITHIN_DAYS, REPEATS_WITHIN_DAYS + 1)}


def only_these(before: Centre, after: Centre, table: str, days: set[date]) -> None:
    found = differing(before, after, table, "business_date")
    assert days <= found <= (neighbours(days) if table in OF_KPIS else days), table


def test_late_calls_restate_their_days_and_months_only(late: tuple[Centre, dict[str, str]], tmp_path: Path) -> None:
    before, files = late
    centre = before.copied_to(tmp_path)
    centre.deliver("acd/calls_late.csv", files["acd/calls_late.csv"])
    said = centre.good_run()
    assert "2 days restated (2026-09-08 to 2026-09-15) and what follows from them" in said.words
    for table in BY_DAY + MARTS_BY_DAY:
        # the agents and the log of the other site say nothing new
        only_these(before, centre, table, LATE_CALLS)
    for table in ("kpi.monthly", "marts.kpi_monthly"):
        assert differing(before, centre, table, "month") == {date(2026, 9, 1)}, table
    untouched = ("staging.ticket", "core.ticket", "core.ticket_event", "core.ticket_status_interval", "core.queue_log_leg")
    assert before.content(untouched) == centre.content(untouched)


def test_a_connect_in_a_later_file_than_its_enterqueue_is_one_answered_leg_of_the_earlier_day(
    late: tuple[Centre, dict[str, str]], tmp_path: Path
) -> None:
    before, files = late
    centre = before.copied_to(tmp_path)
    legs = f"from core.queue_leg where source_id = 'asterisk' and business_date = date '{LATE_LOG}'"
    (count,), (answered,) = before.rows(f"select count(*) {legs}")[0], before.rows(f"select count(*) filter (where is_answered) {legs}")[0]
    assert count > 10 and answered == 0
    centre.deliver("asterisk/queue_log-late", files["asterisk/queue_log-late"])
    centre.good_run()
    assert centre.rows(f"select count(*) {legs}") == [(count,)]
    connects = sum("|CONNECT|" in line for line in files["asterisk/queue_log-late"].splitlines())
    assert centre.rows(f"select count(*) filter (where is_answered) {legs}") == [(connects,)]
    for table in BY_DAY + MARTS_BY_DAY:
        only_these(before, centre, table, {LATE_LOG})
    assert differing(before, centre, "kpi.monthly", "month") == {date(2026, 9, 1)}


def test_once_all_is_there_it_makes_no_difference_that_some_came_late(
    late: tuple[Centre, dict[str, str]], undisturbed: Centre, tmp_path: Path
) -> None:
    before, files = late
    centre = before.copied_to(tmp_path)
    for name, text in files.items():
        centre.deliver(name, text)
    centre.good_run()
    # what was frozen as a base stays as it was frozen, whatever comes later, and so does what is compared with it
    tables = [table for table in undisturbed.tables() if "baseline" not in table and table not in WITH_BASE]
    assert differing_tables(undisturbed, centre, tables) == []


def differing_tables(one: Centre, other: Centre, tables: list[str]) -> list[str]:
    left, right = one.content(tables), other.content(tables)
    return [table for table in left if left[table] != right[table]]


def test_what_is_delivered_day_by_day_ends_as_what_is_delivered_at_once(delivered: Centre, undisturbed: Centre, tmp_path: Path) -> None:
    centre = delivered.copied_to(tmp_path)
    last = _taken_from(centre, date(2026, 10, 31))
    last_but_one = _taken_from(centre, date(2026, 10, 29))
    centre.good_run(today="2026-10-29")
    for today, files in (("2026-10-31", last_but_one), ("2026-11-01", last)):
        for name, text in files.items():
            centre.deliver(name, text)
        centre.good_run(today=today)
    tables = [table for table in undisturbed.tables(("staging", "core", "kpi")) if table != "kpi.definition"]
    assert differing_tables(undisturbed, centre, tables) == []


def _taken_from(centre: Centre, first: date) -> dict[str, str]:
    """Take the calls from a day on out of the exports; tickets and surveys stay."""
    logs = sorted(centre.landing.glob("asterisk/queue_log*"))
    log = [line for path in logs for line in take_out(path, lambda line: pbx_day(line) >= first)]
    export = centre.landing / "acd" / "calls_2026-10.csv"
    calls = take_out(export, lambda line: (acd_day(line) or date.min) >= first)
    header = export.read_text(encoding="utf-8").splitlines(keepends=True)[0]
    return {f"asterisk/queue_log-from-{first}": "".join(log), f"acd/calls_from_{first}.csv": header + "".join(calls)}
