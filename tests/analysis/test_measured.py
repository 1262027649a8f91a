"""What is known of a KPI at a scope before a question is asked: definitions, days, holidays, what was done to it."""

import numpy as np
import pandas as pd
import pytest

from assets.analysis import measured
from tests.analysis.scopes import DEFINITION, QUEUES, days_of, through

SITE_OF = measured.sites(QUEUES)
BASE = (pd.Timestamp("2024-01-01"), pd.Timestamp("2024-03-31"))
WINDOW = (pd.Timestamp("2024-06-01"), pd.Timestamp("2024-06-30"))


def acts(*given: tuple[str, str, str | None]) -> list[measured.Intervention]:
    """Interventions on the orders queue: kind, first day, last day."""
    rows: list[dict[str, object]] = [
        {
            **{"intervention_id": f"i{number}", "kind": kind, "scope_type": "queue", "scope_id": "orders"},
            **{"from_date": pd.Timestamp(first), "to_date": pd.NaT if last is None else pd.Timestamp(last), "description": "New scripts"},
        }
        for number, (kind, first, last) in enumerate(given)
    ]
    return measured.interventions(pd.DataFrame(rows))


def test_the_smallest_change_that_matters_depends_on_the_unit() -> None:
    known = measured.kpis(DEFINITION)
    assert known["service_level", 1].margin(0.8) == 0.01
    assert known["handle_time", 1].margin(-200.0) == pytest.approx(10.0)
    assert known["service_level", 1].maturity_days == 0, "nothing said is no wait"
    assert [known[kpi, 1].is_ratio for kpi in ("service_level", "handle_time", "entered")] == [True, True, False]


def test_the_last_day_is_not_known_before_there_is_one() -> None:
    assert measured.last_day(through(days_of("entered"), "2024-05-01")) == pd.Timestamp("2024-05-01")
    assert measured.last_day(pd.DataFrame({"business_date": [None]})) is None


def test_holidays_are_those_of_the_site_and_all_of_them_for_the_company() -> None:
    holidays = pd.DataFrame({"date": ["2024-01-01", "2024-01-01", "2024-08-15"], "site_id": ["harbour", "lakeside", "lakeside"]})
    off = measured.off_days(holidays, site_of=SITE_OF | {"cases": None})
    assert [len(off(*scope)) for scope in (("queue", "orders"), ("queue", "billing"), ("site", "harbour"))] == [1, 2, 1]
    assert len(off("company", "all")) == len(off("queue", "cases")) == 2
    assert len(off("site", "elsewhere")) == 0


def test_what_is_done_to_a_site_touches_its_queues_and_no_others() -> None:
    site = ("site", "harbour")
    assert measured.is_within(("queue", "orders"), site, site_of=SITE_OF)
    assert not measured.is_within(("queue", "billing"), site, site_of=SITE_OF)
    assert not measured.is_within(site, ("queue", "orders"), site_of=SITE_OF)
    assert measured.is_within(site, ("company", "all"), site_of=SITE_OF)
    done = acts(("tool", "2024-02-01", None))
    assert [bool(measured.touching(scope, done, site_of=SITE_OF)) for scope in (site, ("queue", "support"))] == [True, False]


def test_interventions_come_in_the_order_of_their_days_and_have_names() -> None:
    found = acts(("tool", "2024-04-03", "2024-04-10"), ("training", "2024-02-01", None))
    assert [one.id for one in found] == ["i1", "i0"]
    assert found[1].name == "New scripts (3 April 2024)"
    assert [len(one.turns) for one in found] == [1, 2]
    assert measured.interventions(None) == []


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (("incident", "2024-03-25", "2024-04-05"), "7 days of the baseline lie in New scripts (25 March 2024)"),
        (("incident", "2024-03-26", "2024-04-05"), ""),
        (("incident", "2024-06-24", "2024-07-20"), "7 days of the window lie in New scripts (24 June 2024)"),
        (("tool", "2024-02-01", None), "the baseline holds days before and days after New scripts (1 February 2024)"),
        (("tool", "2024-01-05", None), ""),
        (("tool", "2024-05-01", None), ""),
        (("tool", "2024-06-15", None), ""),
    ],
)
def test_only_what_takes_a_week_makes_a_baseline_or_window_unusual(act: tuple[str, str, str | None], said: str) -> None:
    assert measured.confounding(BASE, WINDOW, acts(act)) == said


def test_days_are_numbers_and_back() -> None:
    assert measured.day_of(measured.number_of(pd.Timestamp("2024-02-29"))) == np.datetime64("2024-02-29")


def test_a_table_without_rows_keeps_its_columns_and_types() -> None:
    made = measured.table([], {"kpi": "varchar", "value": "double", "month": "date"})
    assert {name: str(kind) for name, kind in made.dtypes.items()} == {"kpi": "object", "value": "float64", "month": "datetime64[s]"}
