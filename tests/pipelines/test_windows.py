from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pipelines.windows import Node, days_between, month_spans, plan, spans

DAY = date(2026, 3, 10)
days_strategy = st.sets(st.integers(0, 400).map(lambda k: date(2026, 1, 1) + timedelta(days=k)), max_size=30)


def span_days(windows):
    return [day for window in windows for day in days_between(window.first, window.last)]


def test_days_less_than_three_apart_share_a_window():
    assert spans([DAY, DAY + timedelta(days=2)]) == [(DAY, DAY + timedelta(days=2))]
    assert len(spans([DAY, DAY + timedelta(days=3)])) == 2


def test_a_day_that_must_not_be_rebuilt_keeps_two_windows_apart():
    days, sealed = [DAY, DAY + timedelta(days=2)], DAY + timedelta(days=1)
    assert spans(days, apart={sealed}) == [(DAY, DAY), (days[1], days[1])]
    assert spans([*days, sealed], apart={sealed}) == [(DAY, days[1])]


@given(days_strategy, days_strategy)
def test_no_window_holds_a_day_kept_apart_that_nobody_asked_for(days, apart):
    assert set(span_days(spans(days, apart=apart))) & apart <= days


@given(days_strategy)
def test_windows_cover_every_day_once_and_in_order(days):
    covered = span_days(spans(days))
    assert set(days) <= set(covered)
    assert covered == sorted(set(covered))


@given(days_strategy)
def test_month_windows_are_whole_months(days):
    windows = month_spans(days)
    for window in windows:
        assert window.first.day == 1
        assert (window.last + timedelta(days=1)).day == 1
    assert {day.replace(day=1) for day in days} == {day.replace(day=1) for day in span_days(windows)}
    assert all(later.first - earlier.last > timedelta(days=1) for earlier, later in pairwise(windows))


def planned(nodes, *, dirty=None, known=None, stale=frozenset(), through=None):
    return plan(nodes, dirty=dirty or {}, known=known or {}, stale=stale, through=through)


HISTORY = set(days_between(date(2026, 3, 1), date(2026, 3, 31)))


def test_a_dirty_day_travels_down_the_lineage_and_touches_nothing_else():
    nodes = [Node("staging.call", ("raw.call",)), Node("core.leg", ("staging.call",)), Node("core.ticket", ("raw.ticket",))]
    todo = planned(nodes, dirty={"raw.call": {DAY}}, known={"raw.call": HISTORY, "raw.ticket": HISTORY})
    assert todo["core.leg"] == {DAY}
    assert todo["core.ticket"] == frozenset()


def test_a_day_reaches_back_as_far_as_the_definition_says_but_only_to_days_that_exist():
    nodes = [Node("kpi/fcr", ("raw.call",), back_days=7)]
    todo = planned(nodes, dirty={"raw.call": {date(2026, 3, 3)}}, known={"raw.call": HISTORY})
    assert todo["kpi/fcr"] == set(days_between(date(2026, 3, 1), date(2026, 3, 3)))


def test_what_changes_for_ever_after_reaches_the_last_complete_day_also_where_nothing_happened():
    nodes = [Node("kpi/backlog", ("raw.ticket",), forward=True)]
    todo = planned(nodes, dirty={"raw.ticket": {DAY}}, known={"raw.ticket": {DAY}}, through=date(2026, 3, 14))
    assert todo["kpi/backlog"] == set(days_between(DAY, date(2026, 3, 14)))


def test_a_changed_definition_rebuilds_every_day_of_its_own_and_of_all_that_reads_it():
    nodes = [Node("staging.call", ("raw.call",)), Node("core.leg", ("staging.call",)), Node("staging.ticket", ("raw.ticket",))]
    todo = planned(nodes, known={"raw.call": HISTORY, "raw.ticket": HISTORY}, stale={"staging.call"})
    assert todo["staging.call"] == todo["core.leg"] == HISTORY
    assert todo["staging.ticket"] == frozenset()


def test_a_changed_settings_table_rebuilds_what_reads_it():
    nodes = [Node("core.leg", ("raw.call", "config.queue_day")), Node("core.other", ("raw.call",))]
    todo = planned(nodes, known={"raw.call": HISTORY}, stale={"config.queue_day"})
    assert todo["core.leg"] == HISTORY
    assert todo["core.other"] == frozenset()


def test_what_looks_back_some_days_is_rebuilt_that_many_days_ahead_and_no_further() -> None:
    known = {"raw.call": {date(2026, 3, day) for day in range(1, 21)}}
    nodes = [Node("kpi/repeats", ("raw.call",), ahead_days=3)]
    todo = plan(nodes, dirty={"raw.call": {date(2026, 3, 5)}}, known=known, stale=set(), through=date(2026, 3, 20))
    assert todo["kpi/repeats"] == {date(2026, 3, day) for day in (5, 6, 7, 8)}
