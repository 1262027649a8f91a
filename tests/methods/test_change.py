"""The comparison of a window with its baseline: what it finds, what it refuses, and how often it is wrong."""

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from assets.methods.change import COLUMNS, assess, compare
from assets.methods.verdict import VERDICTS
from tests.methods.series import known_series

DATES = pd.date_range("2023-01-01", periods=700)
CASES = np.random.default_rng(1).integers(1, 5000, 700) / 7
BASELINE = ("2024-06-01", "2024-06-28")
WINDOWS = {"one": ("2024-07-01", "2024-07-28"), "three": ("2024-09-01", "2024-09-28")}


def steady(*, seed: int = 3, level: float = 100.0, sd: float = 5.0) -> pd.DataFrame:
    return pd.DataFrame({"date": DATES, "value": level + np.random.default_rng(seed).normal(0, sd, len(DATES))})


def between(frame: pd.DataFrame, first: str, last: str) -> pd.Series:
    return (frame["date"] >= first) & (frame["date"] <= last)


def test_one_row_a_label_in_the_order_given_with_exactly_the_named_columns():
    found = compare(steady(), baseline=BASELINE, windows={"b": WINDOWS["three"], "a": WINDOWS["one"]})
    assert tuple(found.columns) == COLUMNS
    assert found["label"].tolist() == ["b", "a"]


def test_windows_are_ratios_of_sums_and_not_means_of_days():
    daily = pd.DataFrame({"date": DATES, "numerator": 50.0, "denominator": 100.0})
    busy = between(daily, "2024-07-01", "2024-07-07")
    daily.loc[busy, ["numerator", "denominator"]] = [900.0, 1000.0]
    found = compare(daily, baseline=BASELINE, windows=WINDOWS)
    assert found["value_base"][0] == pytest.approx(0.5)
    assert found["value_win"][0] == pytest.approx((7 * 900 + 21 * 50) / (7 * 1000 + 21 * 100))


@pytest.mark.parametrize("kind", ["share", "seconds", "count"])
def test_a_large_change_is_found_with_its_size_and_direction(kind):
    for change in (0.4, -0.4):
        known = known_series(11, kind=kind, change_link=change, sigma=0.05)
        found = compare(known.daily, baseline=known.baseline, windows=known.windows, holidays=known.holidays)
        assert set(found["verdict"]) == {"improved" if change > 0 else "worsened"}
        assert (found["adj_rung"] == "seasonal").all()
        truth = np.array([known.change[label] for label in found["label"]])
        assert (np.abs(found["delta_adj"] - truth) < 0.3 * np.abs(truth)).all()


def test_without_history_nothing_is_significant_and_no_interval_pretends():
    for seed in range(5):
        known = known_series(seed, change_link=0.5, days_before=0)
        found = compare(known.daily, baseline=known.baseline, windows=known.windows, holidays=known.holidays)
        assert set(found["verdict"]) == {"season_not_separated"}
        assert found[["ci_low", "ci_high", "p_value", "mde"]].isna().all(axis=None)
        assert found["delta_adj"].notna().all()
        assert (found["adj_rung"] == "dow").all()


def test_the_same_weeks_a_year_later_need_no_other_history():
    daily = steady()
    low, high = pd.Timestamp("2023-06-03"), pd.Timestamp("2023-06-30")
    year = pd.Timedelta(days=364)
    only = daily[daily["date"].between(low, high) | daily["date"].between(low + year, high + year)]
    found = compare(only, baseline=(low, high), windows={"year": (low + year, high + year)})
    assert found["adj_rung"][0] == "yoy"
    assert found["verdict"][0] == "no_detectable_change"


def test_order_of_rows_and_kind_of_dates_do_not_matter():
    daily = steady()
    plain = compare(daily, baseline=BASELINE, windows=WINDOWS)
    for other in (
        daily.sample(frac=1.0, random_state=1),
        daily.assign(date=[day.date() for day in DATES]),
        daily.assign(date=DATES.strftime("%Y-%m-%d")),
        daily.assign(date=DATES.strftime("%Y-%m-%dT13:45:00")),
        daily.assign(date=DATES.strftime("%Y%m%d").astype(int)),
        daily.assign(date=[day.strftime("%Y-%m-%d") if day.day % 2 else day.strftime("%Y/%m/%d") for day in DATES]),
        daily.assign(date=DATES.strftime("%d.%m.%Y")),
        daily.assign(date=DATES.tz_localize("Europe/Berlin")),
        daily.assign(date=[day.isoformat() for day in DATES.tz_localize("Europe/Berlin")]),
        daily.assign(date=list(DATES.tz_localize("America/New_York"))),
        daily.assign(value=[Decimal(repr(value)) for value in daily["value"]], queue="orders"),
        daily.convert_dtypes(dtype_backend="pyarrow"),
    ):
        pd.testing.assert_frame_equal(compare(other, baseline=BASELINE, windows=WINDOWS), plain)


def test_a_baseline_that_is_no_pair_of_dates_or_ends_before_it_begins_is_compared_with_nothing():
    for baseline in (("2024-06-28", "2024-06-01"), (pd.NaT, "2024-06-28")):
        found = compare(steady(), baseline=baseline, windows=WINDOWS)
        assert set(found["verdict"]) == {"insufficient_data"}
        assert "the baseline" in found.attrs["notes"]["one"]


def test_a_baseline_of_a_year_shows_its_season_itself():
    found = compare(steady(), baseline=("2023-01-01", "2024-05-31"), windows=WINDOWS)
    assert (found["adj_rung"] == "seasonal").all()
    assert set(found["verdict"]) == {"no_detectable_change"}


def test_tiny_values_are_not_taken_for_a_share_that_never_varies():
    found = compare(steady().assign(value=lambda frame: frame["value"] * 1e-9), baseline=BASELINE, windows=WINDOWS)
    assert found["p_value"].to_numpy() == pytest.approx(compare(steady(), baseline=BASELINE, windows=WINDOWS)["p_value"].to_numpy())


def test_a_change_beyond_doubt_has_a_p_of_nothing_and_not_less():
    daily = steady(sd=0.5)
    daily.loc[daily["date"] > BASELINE[1], "value"] *= 3
    found = compare(daily, baseline=BASELINE, windows=WINDOWS)
    assert (found["p_value"] >= 0).all()
    assert (found["p_value"] < 1e-12).all()


def test_equal_rows_of_one_date_count_once_and_are_named():
    daily = steady()
    found = compare(pd.concat([daily, daily.head(400)]), baseline=BASELINE, windows=WINDOWS)
    pd.testing.assert_frame_equal(found, compare(daily, baseline=BASELINE, windows=WINDOWS))
    assert "400 rows repeat earlier ones" in found.attrs["notes"]["one"]


def broken(case: str) -> tuple[pd.DataFrame, dict[str, tuple[str, str]]]:
    daily = steady()
    cases = {
        "too few days": (daily[(daily["date"] < "2024-06-05") | (daily["date"] > "2024-06-28")], WINDOWS),
        "nothing in the windows": (daily[daily["date"] < "2024-07-01"], WINDOWS),
        "no rows": (daily.head(0), WINDOWS),
        "one row": (daily.head(1), WINDOWS),
        "no numbers": (daily.assign(value="n/a"), WINDOWS),
        "all missing": (daily.assign(value=np.nan), WINDOWS),
        "constant": (daily.assign(value=5.0), WINDOWS),
        "zeros": (daily.assign(value=0.0), WINDOWS),
        "constant but for the arithmetic": (pd.DataFrame({"date": DATES, "numerator": 1e-6 * CASES, "denominator": CASES}), WINDOWS),
        "always perfect": (pd.DataFrame({"date": DATES, "numerator": 100, "denominator": 100}), WINDOWS),
        "zero denominators": (pd.DataFrame({"date": DATES, "numerator": 1, "denominator": 0}), WINDOWS),
        "before the baseline": (daily, {"one": ("2024-01-01", "2024-01-28")}),
        "on the baseline": (daily, {"one": ("2024-06-20", "2024-07-17")}),
        "reversed": (daily, {"one": ("2024-07-28", "2024-07-01")}),
        "still to come": (daily, {"one": ("2027-07-01", "2027-07-28")}),
        "no dates": (daily.assign(date="now"), WINDOWS),
        "no pair of dates": (daily, {"one": (None, "2024-07-28")}),
        "no dates at all": (daily, {"one": ("soon", "later")}),
        "negative numerators": (pd.DataFrame({"date": DATES, "numerator": -5, "denominator": 10}), WINDOWS),
    }
    return cases[case]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("case", "reason"),
    [
        ("too few days", "4 days with a value in the baseline"),
        ("nothing in the windows", "0 days with a value in the window"),
        ("no rows", "0 days"),
        ("one row", "0 days"),
        ("no numbers", "0 days"),
        ("all missing", "0 days"),
        ("constant", "every day has the same value"),
        ("zeros", "every day has the same value"),
        ("constant but for the arithmetic", "every day has the same value"),
        ("always perfect", "every day has the same value"),
        ("zero denominators", "no denominator"),
        ("before the baseline", "before the baseline"),
        ("on the baseline", "on the baseline"),
        ("reversed", "ends before it begins"),
        ("no dates", "700 rows have no readable date"),
        ("no pair of dates", "not a pair of dates"),
        ("no dates at all", "not a pair of dates"),
        ("negative numerators", "700 days have a negative numerator"),
        ("still to come", "0 days with a value in the window"),
    ],
)
def test_bad_input_gets_a_verdict_that_says_so(case, reason):
    daily, windows = broken(case)
    found = compare(daily, baseline=BASELINE, windows=windows)
    assert set(found["verdict"]) == {"insufficient_data"}
    assert found["p_value"].isna().all()
    assert reason in found.attrs["notes"]["one"]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("day", ["2024-06-10", "2024-07-10", "2024-01-10"])
@pytest.mark.parametrize("size", [1e9, -1e9, 0.0])
def test_one_huge_outlier_moves_neither_the_adjusted_change_nor_its_scale(day, size):
    daily = steady()
    clean = compare(daily, baseline=BASELINE, windows=WINDOWS)
    daily.loc[daily["date"] == day, "value"] = size
    found = compare(daily, baseline=BASELINE, windows=WINDOWS)
    assert set(found["verdict"]) == {"no_detectable_change"}
    assert np.abs(found["delta_adj"] - clean["delta_adj"]).max() < 1.0
    assert found.attrs["notes"]["one"].startswith("1 ")
    assert "left out" in found.attrs["notes"]["one"]


@pytest.mark.filterwarnings("error")
def test_a_share_that_cannot_be_sets_no_level():
    cases = np.random.default_rng(2).poisson(400, len(DATES))
    daily = pd.DataFrame({"date": DATES, "numerator": 0.8 * cases + np.arange(len(DATES)) % 5, "denominator": cases})
    clean = compare(daily, baseline=BASELINE, windows=WINDOWS)
    daily.loc[daily["date"] == "2024-06-10", "numerator"] = 1e12
    found = compare(daily, baseline=BASELINE, windows=WINDOWS)
    assert found["value_base"].tolist() == pytest.approx(clean["value_base"].tolist(), abs=0.005)
    assert found["mde"].tolist() == pytest.approx(clean["mde"].tolist(), rel=0.2)
    assert "1 day of a value that cannot be" in found.attrs["notes"]["one"]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    "daily",
    [
        pd.DataFrame({"date": DATES, "value": np.where(DATES < "2024-06-30", 5.0, 7.0)}),
        pd.DataFrame({"date": DATES, "value": np.random.default_rng(1).poisson(0.5, 700)}),
        pd.DataFrame({"date": DATES, "numerator": np.random.default_rng(1).binomial(2, 0.1, 700), "denominator": 2}),
        pd.DataFrame({"date": DATES, "numerator": np.random.default_rng(1).binomial(300, 0.999, 700), "denominator": 300}),
        steady()[steady()["date"].dt.day_of_week < 5],
        pd.concat([steady(), pd.DataFrame({"date": pd.to_datetime(["1900-01-01", "2200-01-01"]), "value": [100.0, 100.0]})]),
        steady().assign(value=lambda frame: frame["value"].where(frame.index % 50 != 0, np.inf)),
    ],
    ids=["two levels", "rare counts", "tiny denominators", "near perfect", "weekdays only", "stray centuries", "infinities"],
)
def test_awkward_but_usable_series_get_numbers(daily):
    found = compare(daily, baseline=BASELINE, windows=WINDOWS)
    assert set(found["verdict"]) <= set(VERDICTS)
    assert found.drop(columns="label").notna().all(axis=None)
    assert (found["ci_low"] <= found["delta_adj"]).all()
    assert (found["delta_adj"] <= found["ci_high"]).all()


def test_a_steady_trend_before_the_baseline_is_not_a_change_of_the_baseline():
    inside = []
    for seed in range(12):
        known = known_series(seed, days_before=800, trend_a_year=0.3, sigma=0.04, rho=0.2)
        found = compare(known.daily, baseline=known.baseline, windows=known.windows, holidays=known.holidays)
        truth = np.array([known.change[label] for label in found["label"]])
        inside += list((found["ci_low"] <= truth) & (truth <= found["ci_high"]))
    assert np.mean(inside) > 0.8


def test_lower_is_better_where_the_kpi_says_so():
    known = known_series(11, kind="seconds", change_link=-0.4, sigma=0.05)
    found = assess(known.daily, baseline=known.baseline, windows=known.windows, better="lower")
    assert {change.verdict for change in found} == {"improved"}


def test_a_control_series_takes_out_what_moved_both():
    rng = np.random.default_rng(5)
    days = DATES[:120]
    shared = 0.3 * np.sin(np.arange(120) / 20)
    queue = pd.DataFrame({"date": days, "value": 200 * np.exp(shared + 0.03 * rng.normal(size=120) + 0.15 * (np.arange(120) >= 60))})
    other = pd.DataFrame({"date": days, "value": 90 * np.exp(shared + 0.03 * rng.normal(size=120))})
    found = assess(queue, baseline=(days[0], days[27]), windows={"w": (days[70], days[97])}, control=other)[0]
    assert found.adj_rung == "control"
    assert found.verdict == "improved"
    assert found.ci_low < found.value_base * np.expm1(0.15) < found.ci_high


def test_a_frozen_value_is_the_base_even_when_days_were_restated():
    found = assess(steady(), baseline=BASELINE, windows=WINDOWS, value_base=90.0)[0]
    assert found.value_base == 90.0
    assert found.delta_raw == pytest.approx(found.value_win - 90.0)


def test_more_windows_than_one_fit_takes_are_all_compared():
    starts = pd.date_range("2023-08-01", periods=12, freq="28D")
    windows = {start: (start, start + pd.Timedelta(days=27)) for start in starts}
    found = compare(steady(), baseline=("2023-07-01", "2023-07-28"), windows=windows)
    assert found["label"].tolist() == list(starts)
    assert found["p_value"].notna().all()


def test_a_frame_without_what_is_needed_is_refused_with_the_columns_named():
    with pytest.raises(ValueError, match="numerator and denominator, or value"):
        compare(pd.DataFrame({"date": [], "calls": []}), baseline=BASELINE, windows=WINDOWS)
    with pytest.raises(ValueError, match="logit, log, identity"):
        compare(steady(), baseline=BASELINE, windows=WINDOWS, link="probit")
