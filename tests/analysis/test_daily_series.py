"""From the long table of days to one series a KPI and scope, and to what the methods read."""

import numpy as np
import pandas as pd

from assets.analysis import daily_series, measured
from assets.methods.readings import read
from tests.analysis.scopes import DEFINITION, days_of

KPIS = measured.kpis(DEFINITION)


def only(daily: pd.DataFrame) -> daily_series.Days:
    (found,) = daily_series.series(daily).values()
    return found


def test_series_are_told_apart_and_keep_their_days_in_order() -> None:
    daily = pd.concat([days_of("service_level"), days_of("entered", scope=("company", "all"))])
    found = daily_series.series(daily.sample(frac=1.0, random_state=1))
    assert list(found) == [("entered", 1, "company", "all"), ("service_level", 1, "queue", "orders")]
    assert sum(len(mine.day) for mine in found.values()) == len(daily)
    assert all((np.diff(mine.day) > 0).all() for mine in found.values())
    assert daily_series.series(daily.iloc[:0]) == {}


def test_a_row_without_a_date_or_a_scope_is_no_day() -> None:
    daily = days_of("entered").reset_index(drop=True)
    daily.loc[3, "business_date"] = pd.NaT
    daily.loc[5, "scope_id"] = None
    assert len(only(daily).day) == len(daily) - 2


def test_an_infinite_number_is_none() -> None:
    daily = days_of("service_level").sort_values("business_date").reset_index(drop=True)
    daily.loc[2, ["numerator", "value"]] = np.inf
    assert np.isnan(only(daily).numerator[2])
    assert np.isnan(only(daily).value[2])


def test_the_methods_read_the_same_from_arrays_as_from_a_frame() -> None:
    """Sums for ratios, plain values for counts, values weighted by their cases for anything else."""
    for name, columns in (("service_level", ["numerator", "denominator"]), ("entered", ["value"])):
        daily = days_of(name)
        mine, plain = (
            daily_series.readings(only(daily), KPIS[name, 1]),
            read(daily.rename(columns={"business_date": "date"})[["date", *columns]]),
        )
        np.testing.assert_allclose(mine.value, plain.value)
        np.testing.assert_allclose(mine.denominator, plain.denominator)
        assert (mine.first_day, mine.is_ratio, mine.has_cases) == (plain.first_day, plain.is_ratio, plain.has_cases)
    quantile = measured.Kpi("wait_p90", 1, "Wait", "seconds", "lower", "quantile 0.9", 0)
    daily = days_of("service_level").assign(n=4.0)
    weighted = daily_series.readings(only(daily), quantile)
    assert set(weighted.denominator[weighted.observed]) == {4.0}


def test_days_end_with_the_one_they_are_asked_for() -> None:
    mine = only(days_of("service_level"))
    last, first = int(mine.day[-10]), int(mine.day[5])
    assert mine.through(last).day[-1] == last
    assert mine.inside(first, last).day[[0, -1]].tolist() == [first, last]
    assert len(mine.inside(last, first).day) == 0


def test_one_figure_a_month_is_told_from_days() -> None:
    months = pd.date_range("2015-04-01", periods=6, freq="MS")
    daily = days_of("entered").head(6).assign(business_date=months)
    assert only(daily).is_monthly
    assert not only(days_of("entered")).is_monthly
    assert not only(daily.head(1)).is_monthly


def test_a_count_is_nought_on_its_quiet_days_and_no_other_series_is_touched() -> None:
    told = daily_series.series(pd.concat([days_of("entered"), days_of("handle_time")]))
    (entered, days), (other, _) = sorted(told.items())
    first = int(days.day[0])
    kept = days.chosen(~np.isin(days.day, [first + 2, first + 5]))
    dates = [str(np.datetime64(first + 5, "D")), str(np.datetime64(first + 2, "D"))]
    quiet = pd.DataFrame([(*entered, date) for date in dates], columns=[*daily_series.KEY, "business_date"])
    stranger = quiet.assign(kpi="nobody counts this")
    found = daily_series.with_quiet_days({entered: kept, other: told[other]}, pd.concat([quiet, stranger]))
    assert set(found) == set(told)
    assert found[other] is told[other]
    assert found[entered].day.tolist() == days.day.tolist()
    assert found[entered].value[[2, 5]].tolist() == found[entered].numerator[[2, 5]].tolist() == found[entered].n[[2, 5]].tolist() == [0, 0]
    assert np.isnan(found[entered].denominator[[2, 5]]).all()


def test_without_quiet_days_the_series_are_as_told() -> None:
    told = daily_series.series(days_of("entered"))
    assert daily_series.with_quiet_days(told, pd.DataFrame(columns=[*daily_series.KEY, "business_date"])) == told


def test_days_on_which_more_would_warn_than_recommend_are_days_of_a_net_promoter_score() -> None:
    day = np.arange(20000, 20040)
    numerator = np.where(day % 2 == 0, -200.0, 300.0)
    days = daily_series.Days(day, numerator, np.full(40, 10.0), numerator / 10, np.full(40, 10.0))
    nps = measured.Kpi("nps", 1, "Net promoter score", "score", "higher", "mean", 0)
    assert np.nanmean(daily_series.readings(days, nps).value) == 5.0
    wait = measured.Kpi("speed_of_answer", 1, "Speed of answer", "seconds", "lower", "mean", 0)
    assert np.nanmin(daily_series.readings(days, wait).value) == 30.0
