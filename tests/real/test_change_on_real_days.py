"""Real days and months compared with their own baselines: a surge is seen, a season is none, and rates are ratios of sums."""

from datetime import date

import pandas as pd
import pytest

from assets.methods.change import compare
from tests.real.running import REAL

CENTRE = REAL / "daily_centre" / "daily_centre_to_2022-11-01.csv"
RETURNS = REAL / "nhs111" / "nhs111_2015-04_to_09.csv"
JANUARY = ("2022-01-01", "2022-01-28")
SURGE = {"April": ("2022-04-03", "2022-04-30"), "July": ("2022-07-04", "2022-07-31")}
AUTUMN = {"October": ("2022-10-03", "2022-10-30")}


@pytest.fixture
def centre() -> pd.DataFrame:
    if not CENTRE.is_file():
        pytest.skip("daily_centre is not beside the project")
    return pd.read_csv(CENTRE)


def test_the_surge_of_2022_is_seen_and_its_end_too(centre: pd.DataFrame) -> None:
    calls = centre[["date"]].assign(value=centre["incoming"])
    found = compare(calls, baseline=JANUARY, windows=SURGE | AUTUMN).set_index("label")
    assert found["adj_rung"].eq("seasonal").all()
    assert found["verdict"].to_dict() == {"April": "improved", "July": "improved", "October": "no_detectable_change"}
    assert found.loc["April", "ci_low"] > 300


def test_in_the_surge_callers_give_up_and_wait(centre: pd.DataFrame) -> None:
    given_up = pd.DataFrame({"date": centre["date"], "numerator": centre["abandoned"], "denominator": centre["incoming"]})
    in_time = pd.DataFrame(
        {"date": centre["date"], "numerator": centre["service_level_20s"] * centre["incoming"], "denominator": centre["incoming"]}
    )
    for daily, verdict in ((given_up, "improved"), (in_time, "worsened")):
        found = compare(daily, baseline=JANUARY, windows=SURGE | AUTUMN).set_index("label")
        assert found.loc["April", "verdict"] == verdict
        assert found.loc["October", "verdict"] == "no_detectable_change"
        inside = daily[pd.to_datetime(daily["date"]).between(*SURGE["April"])]
        assert found.loc["April", "value_win"] == pytest.approx(inside["numerator"].sum() / inside["denominator"].sum())


def test_a_season_is_not_mistaken_for_a_change(centre: pd.DataFrame) -> None:
    calls = centre[["date"]].assign(value=centre["incoming"])
    windows = {"April": ("2021-04-01", "2021-04-28"), "June": ("2021-06-01", "2021-06-28"), "September": ("2021-09-01", "2021-09-28")}
    found = compare(calls, baseline=("2021-03-01", "2021-03-28"), windows=windows).set_index("label")
    assert found.loc["June", "delta_raw"] > 0.3 * found.loc["June", "value_base"]
    assert set(found["verdict"]) == {"no_detectable_change"}


def test_the_first_year_of_a_centre_proves_nothing(centre: pd.DataFrame) -> None:
    calls = centre[["date"]].assign(value=centre["incoming"])[centre["date"] < "2021-01-01"]
    windows = {"March": ("2020-03-01", "2020-03-28"), "August": ("2020-08-01", "2020-08-28")}
    found = compare(calls, baseline=("2020-01-01", "2020-01-28"), windows=windows)
    assert set(found["verdict"]) == {"season_not_separated"}
    assert found["p_value"].isna().all()


def test_monthly_returns_are_compared_as_ratios_of_sums_and_one_figure_a_month_proves_nothing() -> None:
    if not RETURNS.is_file():
        pytest.skip("nhs111 is not beside the project")
    sites = pd.read_csv(RETURNS)
    month = pd.to_datetime(sites["Periodname"], format="%b-%y")
    answered = sites["Nhs1 Answered Calls SUM"]
    daily = pd.DataFrame({"date": month, "numerator": sites["Nhs1 Answered 60sec SUM"], "denominator": answered})
    windows = {"May": (date(2015, 5, 1), date(2015, 5, 31)), "June": (date(2015, 6, 1), date(2015, 6, 30))}
    found = compare(daily, baseline=(date(2015, 4, 1), date(2015, 4, 30)), windows=windows)
    # NHS England published 93.9 % for April 2015 and 93.6 % for May.
    assert found["value_base"].round(3).tolist() == [0.939, 0.939]
    assert found["value_win"].round(3)[0] == 0.936
    assert found["delta_raw"].tolist() == pytest.approx((found["value_win"] - found["value_base"]).tolist())
    assert set(found["verdict"]) == {"insufficient_data"}
    assert "1 day with a value in the baseline" in found.attrs["notes"]["May"]
