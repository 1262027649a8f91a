"""A person who names what is not there is told what is."""

from datetime import date

import pytest

from pipelines.desk.catalogue import Catalogue, NotThere, months_before


@pytest.mark.parametrize("asked", ["service_level", "Service level", "SERVICE-LEVEL", "servicelevel"])
def test_a_kpi_is_known_by_its_id_and_by_its_name(known: Catalogue, asked: str) -> None:
    assert known.kpi(asked).kpi == "service_level"


@pytest.mark.parametrize(("asked", "offered"), [("servicelevl", "service_level"), ("waiting", "average_wait"), ("wait", "average_wait")])
def test_an_unknown_kpi_is_answered_with_the_nearest(known: Catalogue, asked: str, offered: str) -> None:
    with pytest.raises(NotThere, match=f"unknown KPI '{asked}': did you mean '{offered}'"):
        known.kpi(asked)


def test_a_kpi_like_no_other_is_answered_with_the_way_to_all(known: Catalogue) -> None:
    with pytest.raises(NotThere, match="extract --list` shows all 2"):
        known.kpi("zzz")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("2027-01", "nothing for 2027-01: published months from 2026-03 to 2026-10; the nearest is 2026-10"),
        ("2020-05", "the nearest is 2026-03"),
        ("October", "is no month: write it as year-month, such as 2026-10; published months from 2026-03 to 2026-10"),
        ("2026-13", "is no month"),
    ],
)
def test_a_month_that_is_not_there_is_answered_with_the_range(known: Catalogue, asked: str, told: str) -> None:
    with pytest.raises(NotThere, match=told):
        known.month(asked)


def test_a_kpi_tells_its_own_months(known: Catalogue) -> None:
    with pytest.raises(NotThere, match="average_wait has months from 2026-04 to 2026-10"):
        known.month("2026-03", kpi=known.kpi("average_wait"))


def test_the_last_month_is_meant_where_none_is_named(known: Catalogue) -> None:
    assert known.month(None) == date(2026, 10, 1)


@pytest.mark.parametrize(
    ("asked", "scope"), [("company", ("company", "all")), ("queue/quotes", ("queue", "quotes")), ("quotes", ("queue", "quotes"))]
)
def test_a_scope_is_written_as_in_the_settings_or_shorter(known: Catalogue, asked: str, scope: tuple[str, str]) -> None:
    assert known.scope(asked) == scope


def test_an_unknown_scope_is_answered_with_the_nearest(known: Catalogue) -> None:
    with pytest.raises(NotThere, match="did you mean 'queue/quotes'"):
        known.scope("queue/quote")


def test_months_are_counted_back_over_the_year() -> None:
    assert months_before(date(2026, 2, 1), 14) == date(2024, 12, 1)
