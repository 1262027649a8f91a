"""The estimates of the pipeline cover what was planted in its sample, for seeds that were not used while building."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assets.sample.centre import write_sample
from tests.runs.centre import Centre, Machine

pytestmark = pytest.mark.slow

SEEDS = (901, 902, 903)
DAYS, CALLS_PER_DAY = 400, 300


@pytest.fixture(scope="module", params=SEEDS)
def told(
    request: pytest.FixtureRequest, machine: Machine, delivered: Centre, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Centre, dict[str, Any]]:
    folder: Path = tmp_path_factory.mktemp(f"seed-{request.param}")
    centre = Centre(machine, folder / "data", delivered.config)
    size = {"days": DAYS, "calls_per_day": CALLS_PER_DAY, "until": date(2026, 10, 31)}
    write_sample(centre.landing, folder / "truth.json", seed=request.param, **size)
    centre.good_run()
    return centre, json.loads((folder / "truth.json").read_text(encoding="utf-8"))


def compared(centre: Centre, queue: str) -> dict[int, tuple[str, float, float, float]]:
    """Verdict, change and its interval of a queue's service level, by months after the base."""
    found = centre.rows(
        "select horizon_months, verdict, delta_adj, ci_low, ci_high from analysis.baseline_compare"
        f" where kpi = 'service_level' and scope_type = 'queue' and scope_id = '{queue}' order by 1"
    )
    return {months: (verdict, change, low, high) for months, verdict, change, low, high in found}


def test_the_step_in_support_is_found_improved_and_its_interval_covers_the_planted_effect(told: tuple[Centre, dict[str, Any]]) -> None:
    centre, truth = told
    step = truth["changes"]["support"]
    effect = step["expected_effect"]
    assert step["within_period"] and effect > 0.05
    verdict, *_ = compared(centre, "support")[6]
    assert verdict in ("improved", "season_not_separated")
    before, after = centre.rows(
        "select sum(numerator) / sum(denominator), count(*), "
        "sqrt(sum((numerator - r * denominator) * (numerator - r * denominator))) / sum(denominator) from ("
        "select *, sum(numerator) over w / sum(denominator) over w as r, month >= date '" + step["on"] + "' as is_after from kpi.monthly "
        "where kpi = 'service_level' and scope_type = 'queue' and scope_id = 'support' "
        "window w as (partition by month >= date '" + step["on"] + "')) group by is_after order by is_after"
    )
    margin = 4 * (before[2] ** 2 + after[2] ** 2) ** 0.5 + 0.01
    assert abs(after[0] - before[0] - effect) < margin


def test_the_yearly_swing_of_orders_is_never_claimed_as_a_change(told: tuple[Centre, dict[str, Any]]) -> None:
    centre, _ = told
    verdicts = {months: verdict for months, (verdict, *_) in compared(centre, "orders").items()}
    assert set(verdicts) == {1, 3, 6}
    assert not set(verdicts.values()) & {"improved", "worsened"}, verdicts


def test_the_growth_of_billing_shows_in_its_volume(told: tuple[Centre, dict[str, Any]]) -> None:
    centre, truth = told
    rows = centre.rows(
        "select numerator / days from kpi.monthly where kpi = 'offered' and scope_id = 'billing' and days > 18 order by month"
    )
    volume = [value for (value,) in rows]
    assert len(volume) >= 12
    grown = (sum(volume[-3:]) / sum(volume[:3])) ** (1 / (len(volume) - 3)) - 1
    assert abs(grown - truth["changes"]["billing"]["growth_per_month"]) < 0.015
