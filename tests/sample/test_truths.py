"""What was planted can be found again in the simulated calls, for seeds that were not used while building."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from assets.sample.calendar import day_number, weekday
from assets.sample.centre import Simulation, planted_truths, simulate_centre
from assets.sample.demand import HOLIDAY_VOLUME_SHARE, holiday_flags
from assets.sample.people import ANSWERED, HUNG_UP
from assets.sample.plan import DAYS_PER_MONTH, PHONE_QUEUES
from assets.sample.truth import in_time_and_counted

SEEDS = (211, 212, 213)
NUMBERS = {queue.name: place for place, queue in enumerate(PHONE_QUEUES)}


@pytest.fixture(scope="module", params=SEEDS)
def told(request: pytest.FixtureRequest) -> tuple[Simulation, dict[str, Any]]:
    run = simulate_centre(days=400, until=date(2026, 10, 31), calls_per_day=1000, seed=request.param)
    return run, planted_truths(run, request.param, worth_calls=500_000)


def service_by_lane(run: Simulation) -> tuple[np.ndarray, np.ndarray]:
    return in_time_and_counted(PHONE_QUEUES, run.lanes, run.demand, run.outcome)


def ratio_with_error(above: np.ndarray, below: np.ndarray) -> tuple[float, float]:
    """A ratio of sums and its standard error, days being independent."""
    ratio = above.sum() / below.sum()
    return float(ratio), float(np.sqrt(((above - ratio * below) ** 2).sum()) / below.sum())


def test_support_s_service_level_steps_up_by_the_planted_effect(told: tuple[Simulation, dict[str, Any]]) -> None:
    run, truth = told
    change = truth["changes"]["support"]
    assert change["on"] == "2025-12-01" and change["within_period"]
    in_time, counted = service_by_lane(run)
    support = run.lanes.queue == NUMBERS["support"]
    after = run.lanes.day >= day_number(date.fromisoformat(change["on"]))
    base, base_error = ratio_with_error(in_time[support & ~after], counted[support & ~after])
    now, now_error = ratio_with_error(in_time[support & after], counted[support & after])
    assert abs(base - change["expected_before"]) < 4 * base_error
    assert abs(now - change["expected_after"]) < 4 * now_error
    assert change["expected_effect"] > 0.05
    # the days before differ from those after in season and rounding of shifts, by about a point
    assert abs((now - base) - change["expected_effect"]) < 4 * np.hypot(base_error, now_error) + 0.01


def test_orders_swings_with_the_year_in_volume_and_in_service_level_and_comes_back(told: tuple[Simulation, dict[str, Any]]) -> None:
    run, truth = told
    plan = truth["queues"]["orders"]
    own = np.flatnonzero(run.lanes.queue == NUMBERS["orders"])
    day = run.lanes.day[own]
    calls = np.diff(run.demand.first)[own].astype(float)
    shape = np.array([calls[weekday(day) == number].mean() if (weekday(day) == number).any() else 1.0 for number in range(7)])
    level = calls / shape[weekday(day)] / np.where(holiday_flags("DE", day), HOLIDAY_VOLUME_SHARE, 1.0)
    angle = 2 * np.pi * (day - plan["yearly_peak_day_of_year"]) / 365.25
    design = np.column_stack([np.ones(len(day)), np.cos(angle), np.sin(angle)])
    (mean, swing, off_peak), *_ = np.linalg.lstsq(design, level, rcond=None)
    assert abs(swing / mean - plan["yearly_amplitude"]) < 0.04 and abs(off_peak / mean) < 0.04

    in_time, counted = service_by_lane(run)
    season = np.cos(2 * np.pi * (run.lanes.day - plan["yearly_peak_day_of_year"]) / 365.25)
    orders = run.lanes.queue == NUMBERS["orders"]
    busy, quiet = orders & (season > 0.7), orders & (season < -0.7)
    assert in_time[quiet].sum() / counted[quiet].sum() > in_time[busy].sum() / counted[busy].sum() + 0.02
    # the same weeks a year apart, where the period holds them: no real change
    first = orders & (run.lanes.day < run.lanes.day.min() + 35)
    last = orders & (run.lanes.day >= run.lanes.day.min() + 365)
    early, early_error = ratio_with_error(in_time[first], counted[first])
    late, late_error = ratio_with_error(in_time[last], counted[last])
    assert abs(late - early) < 4 * np.hypot(early_error, late_error)


def test_billing_grows_by_the_planted_share_a_month(told: tuple[Simulation, dict[str, Any]]) -> None:
    run, truth = told
    own = np.flatnonzero(run.lanes.queue == NUMBERS["billing"])
    day = run.lanes.day[own]
    kept = ~holiday_flags("US", day)
    calls = np.log(np.maximum(np.diff(run.demand.first)[own], 1))[kept]
    weekdays = (weekday(day)[kept, None] == np.arange(5)).astype(float)
    months = (day[kept] - day.min()) / DAYS_PER_MONTH
    (*_, slope), residual, *_ = np.linalg.lstsq(np.column_stack([weekdays, months]), calls, rcond=None)
    error = np.sqrt(residual[0] / len(calls)) / (months.std() * np.sqrt(len(calls)))
    assert abs(slope - np.log1p(truth["queues"]["billing"]["growth_per_month"])) < 4 * error
    assert error < 0.004


@pytest.mark.parametrize("name", list(NUMBERS))
def test_patience_and_handling_are_those_planted(told: tuple[Simulation, dict[str, Any]], name: str) -> None:
    run, truth = told
    plan = truth["queues"][name]
    own = run.calls.queue == NUMBERS[name]
    lost = own & (run.calls.outcome == HUNG_UP)
    # exponential patience, censored by the answer; waits are rounded to whole seconds, half a second either way
    patience = run.calls.wait_s[own].sum() / lost.sum()
    assert abs(patience / plan["patience_mean_s"] - 1) < 0.09
    answered = own & (run.calls.outcome == ANSWERED)
    assert abs(run.calls.talk_s[answered].mean() / plan["talk_mean_s"] - 1) < 0.03
    worked = (run.calls.talk_s + run.calls.hold_s + run.calls.wrap_s)[answered].mean()
    assert abs(worked / plan["handle_mean_s"] - 1) < 0.03


def test_the_centre_in_its_usual_size_looks_like_a_centre() -> None:
    run = simulate_centre(days=120, until=date(2026, 10, 31), calls_per_day=2000, seed=214)
    in_time, counted = service_by_lane(run)
    calls = run.calls
    assert abs(len(calls) / (120 * 2000) - 1) < 0.03
    assert 0.70 < in_time.sum() / counted.sum() < 0.90
    short = (calls.outcome == HUNG_UP) & (calls.wait_s < 5)
    assert 0.02 < ((calls.outcome == HUNG_UP) & ~short).sum() / (~short).sum() < 0.08
    assert 10 < calls.wait_s[calls.outcome == ANSWERED].mean() < 60


def test_casework_and_satisfaction_are_those_of_the_founding_figures(told: tuple[Simulation, dict[str, Any]]) -> None:
    run, truth = told
    tickets = run.tickets
    old = tickets.created_utc < (day_number(run.until) - 31) * 86_400
    response = (tickets.first_response_utc - tickets.created_utc)[old]
    assert 1.0 < np.median(response) / 3600 < 2.2
    last = np.where(tickets.solved_again_utc < 1 << 40, tickets.solved_again_utc, tickets.solved_utc)
    resolution = (last - tickets.created_utc)[old]
    assert 28 < np.median(resolution) / 3600 < 46
    assert abs((resolution <= 30 * 86_400).mean() - 0.90) < 0.03
    assert abs(len(tickets) / (0.0125 * len(run.calls)) - 1) < 0.08
    answered = run.phone.score > 0
    for answers, kept, name in ((run.web, run.web.call >= 0, "support"), (run.phone, answered, "billing")):
        own = kept & (run.calls.queue[answers.call] == NUMBERS[name])
        scores = answers.score[own]
        assert abs(scores.mean() - truth["queues"][name]["expected_csat_mean"]) < 4 * scores.std() / np.sqrt(len(scores))
        assert 4.0 < scores.mean() < 4.2


def test_who_hangs_up_often_calls_again_within_the_hour(told: tuple[Simulation, dict[str, Any]]) -> None:
    run, _ = told
    calls = run.calls
    own = np.flatnonzero(calls.queue == NUMBERS["orders"])
    order = own[np.lexsort((calls.enter_utc[own], calls.caller[own]))]
    gap = calls.enter_utc[order][1:] - calls.end_utc[order][:-1]
    again = (calls.caller[order][1:] == calls.caller[order][:-1]) & (gap < 3600)
    lost = (calls.outcome[order] == HUNG_UP)[:-1]
    assert 0.2 < again[lost].mean() < 0.4
    assert again[~lost].mean() < 0.05
