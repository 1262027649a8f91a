"""What an honest estimate must find: planted numbers, and the service level that follows from them in expectation.

Belongs here: the file of truths for tests. No module of the pipeline reads it.

Expected service levels have no formula in a centre with shifts and breaks, so they are means over repeated simulations of
the same rosters with fresh callers; the step's effect is the difference to the same centre without the extra agents.
"""

from datetime import date, timedelta
from typing import Any

import numpy as np

from assets.sample.calendar import EPOCH, Flags, Floats, Lanes, day_number, part_of
from assets.sample.demand import HANGS_UP, Demand, draw_demand, stream
from assets.sample.people import ANSWERED, HUNG_UP, Calls
from assets.sample.plan import CASEWORK, HOLIDAY_VOLUME_SHARE, PEOPLE, SUPPORT, SURVEYS, PhoneQueue
from assets.sample.queueing import Outcome, simulate
from assets.sample.staffing import Staffing
from assets.sample.surveys import expected_score

WORTH_SIMULATING = 1_600_000  # calls; their standard error is about 0.3 points on a queue's year


def in_time_and_counted(queues: tuple[PhoneQueue, ...], lanes: Lanes, demand: Demand, outcome: Outcome) -> tuple[Floats, Floats]:
    """Return each lane's calls answered in time and calls that count: all but those who hang up at once."""
    queue = lanes.queue[demand.lane]
    threshold = np.array([plan.threshold_s for plan in queues])[queue]
    short = np.array([plan.short_abandon_s for plan in queues])[queue]
    in_time = outcome.is_answered & (outcome.wait_s <= threshold)
    at_once = ~outcome.is_answered & (demand.leave_how == HANGS_UP) & (outcome.wait_s < short)
    return (
        np.bincount(demand.lane[in_time], minlength=len(lanes)).astype(float),
        np.bincount(demand.lane[~at_once], minlength=len(lanes)).astype(float),
    )


def expected_service(
    queues: tuple[PhoneQueue, ...], lanes: Lanes, expected: Floats, *, staffing: Staffing, seed: int, only: Flags, worth_calls: int
) -> tuple[Floats, Floats]:
    """Return expected calls answered in time and calls that count, of the lanes in `only`; 0 where a lane was not simulated.

    A large centre needs fewer days for the same precision: then a random part of the lanes stands for all.
    """
    chosen = np.flatnonzero(only)
    total = max(float(expected[chosen].sum()), 1.0)
    rng = stream(seed, "truth lanes")
    chosen = chosen[rng.random(len(chosen)) < worth_calls / total]
    replicas = int(np.clip(worth_calls // total, 1, 8))
    some, roster = part_of(lanes, chosen), Staffing(*(column[chosen] for column in vars(staffing).values()))
    in_time, counted = np.zeros(len(lanes)), np.zeros(len(lanes))
    for replica in range(replicas):
        demand = draw_demand(queues, some, expected[chosen], stream(seed, f"truth {replica}"))
        answered, offered = in_time_and_counted(queues, some, demand, simulate(demand, roster))
        in_time[chosen] += answered / replicas
        counted[chosen] += offered / replicas
    return in_time, counted


def _ratio(above: Floats, below: Floats, rows: Flags) -> float | None:
    return round(float(above[rows].sum() / below[rows].sum()), 5) if below[rows].sum() else None


def _month_labels(lanes: Lanes) -> np.ndarray:
    return np.array([(EPOCH + timedelta(days=int(day))).strftime("%Y-%m") for day in lanes.day])


def planted(
    queues: tuple[PhoneQueue, ...],
    lanes: Lanes,
    expected: Floats,
    *,
    service: tuple[Floats, Floats],
    service_without_step: tuple[Floats, Floats],
    staffing: Staffing,
    step_on: date,
    calls: Calls,
) -> dict[str, Any]:
    """Return all truths as one document."""
    months = _month_labels(lanes)
    after = lanes.day >= day_number(step_on)
    is_support = np.array([plan.name == SUPPORT.name for plan in queues])[lanes.queue]
    document: dict[str, Any] = {"queues": {}}
    for number, plan in enumerate(queues):
        mine = lanes.queue == number
        answered = (calls.queue == number) & (calls.outcome == ANSWERED)
        lost = (calls.queue == number) & (calls.outcome == HUNG_UP)
        document["queues"][plan.name] = {
            "site": plan.site,
            "expected_calls": round(float(expected[mine].sum()), 1),
            "expected_service_level": _ratio(*service, mine),
            "expected_service_level_by_month": {
                month: _ratio(*service, mine & (months == month)) for month in sorted(set(months[mine].tolist()))
            },
            "patience_mean_s": plan.patience_mean_s,
            "patience_distribution": "exponential, rounded to whole seconds",
            "talk_mean_s": plan.talk_mean_s,
            "hold_mean_s": plan.hold_share * plan.hold_mean_s,
            "wrap_mean_s": plan.wrap_mean_s,
            "handle_mean_s": plan.handle_mean_s,
            "wrap_is_logged": plan.site != "harbour",
            "ring_mean_s": plan.ring_mean_s,
            "growth_per_month": plan.growth_per_month,
            "yearly_amplitude": plan.yearly_amplitude,
            "yearly_peak_day_of_year": plan.yearly_peak_day,
            "yearly_share_followed_by_staffing": plan.yearly_followed_share,
            "day_noise_cv": plan.day_noise_cv,
            "mean_agents_a_day": round(float(staffing.agents[mine].mean()), 2) if mine.any() else None,
            "expected_csat_mean": round(expected_score(calls.wait_s[answered]), 4),
            "repeat_calls": int(calls.is_repeat[calls.queue == number].sum()),
            "calls": int((calls.queue == number).sum()),
            "answered": int(answered.sum()),
            "abandoned": int(lost.sum()),
        }
    before, with_step = _ratio(*service, is_support & ~after), _ratio(*service, is_support & after)
    without = _ratio(*service_without_step, is_support & after)
    document["changes"] = {
        "support": {
            "kind": "step",
            "kpi": "service_level",
            "on": step_on.isoformat(),
            "within_period": bool(after.any() and not after.all()),
            "extra_staff_share": SUPPORT.step_extra_share,
            "expected_before": before,
            "expected_after": with_step,
            "expected_after_without_step": without,
            "expected_effect": round(with_step - without, 5) if with_step is not None and without is not None else None,
        },
        "orders": {"kind": "season", "kpi": "service_level", "expected_effect": 0.0, "period_days": 365.25},
        "billing": {"kind": "growth", "kpi": "offered", "growth_per_month": queues[2].growth_per_month, "days_per_month": 365.25 / 12},
    }
    document["holiday_volume_share"] = HOLIDAY_VOLUME_SHARE
    document |= {"casework": vars(CASEWORK), "surveys": vars(SURVEYS), "people": vars(PEOPLE)}
    return document
