"""Which comparisons are made again from one run to the next, and which are taken over as they stand."""

import pandas as pd
import pytest

from assets.analysis import baseline, baseline_compare, compared_windows
from tests.analysis.scopes import DEFINITION, KPIS, QUEUES, through
from tests.analysis.scopes import days_of as series_of

CENTRE = pd.DataFrame({"baseline_days": [28]})
HOLIDAYS = pd.DataFrame({"site_id": ["harbour"], "date": [pd.Timestamp("2022-12-26")]})


def days_of(kpi: str, *, days_after: int = 230) -> pd.DataFrame:
    return series_of(kpi, days_before=0, days_after=days_after)


def again(daily: pd.DataFrame, previous: pd.DataFrame | None, *, last: pd.Timestamp) -> pd.DataFrame:
    base = baseline.rows(daily=daily, definition=DEFINITION, data_through=through(daily, last), centre=CENTRE)
    frames = {"baseline": base, "definition": DEFINITION, "queues": QUEUES, "holidays": HOLIDAYS, "data_through": through(daily, last)}
    return baseline_compare.rows(daily=daily, previous=previous, **frames)


def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    made: list[str] = []
    compared = compared_windows._compared

    def counting(one: compared_windows.Measured, *rest: object) -> object:
        made.append(one.kpi.kpi)
        return compared(one, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(compared_windows, "_compared", counting)
    return made


def test_a_day_later_nothing_is_compared_again_and_the_rows_are_the_same(monkeypatch: pytest.MonkeyPatch):
    daily = pd.concat([days_of(kpi) for kpi in KPIS])
    last = daily["business_date"].max().replace(day=10)
    first = again(daily[daily["business_date"] <= last], None, last=last)
    made = counted(monkeypatch)
    later = last + pd.Timedelta(days=1)
    pd.testing.assert_frame_equal(again(daily[daily["business_date"] <= later], first, last=later), first)
    assert made == []


def test_only_the_kpi_whose_days_were_restated_is_compared_again(monkeypatch: pytest.MonkeyPatch):
    daily = pd.concat([days_of(kpi) for kpi in KPIS])
    last = daily["business_date"].max().replace(day=10)
    first = again(daily, None, last=last)
    restated = daily.copy()
    inside = (daily["kpi"] == "handle_time") & (daily["business_date"] == first["window_end"].iloc[0])
    restated.loc[inside, ["numerator", "value"]] *= 1.2
    made = counted(monkeypatch)
    found = again(restated, first, last=last)
    assert made == ["handle_time"]
    pd.testing.assert_frame_equal(found, again(restated, None, last=last))


def test_a_new_month_teaches_the_season_of_finished_windows(monkeypatch: pytest.MonkeyPatch):
    daily = days_of("entered", days_after=300)
    last = daily["business_date"].max().replace(day=10)
    first = again(daily, None, last=last - pd.DateOffset(months=1))
    made = counted(monkeypatch)
    again(daily, first, last=last)
    assert made == ["entered"]


def test_the_table_as_the_warehouse_gives_it_back_serves_as_well(monkeypatch: pytest.MonkeyPatch):
    daily = days_of("entered", days_after=0)
    last = daily["business_date"].min() + pd.Timedelta(days=70)
    first = again(daily, None, last=last)
    made = counted(monkeypatch)
    back = first.astype(dict.fromkeys(("baseline_start", "window_end"), "datetime64[us]")).astype({"note": "object"})
    pd.testing.assert_frame_equal(again(daily, back, last=last), first)
    assert made == []
