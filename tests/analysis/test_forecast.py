"""Which history a queue's forecast sees, and which intervals it is asked for."""

import numpy as np
import pandas as pd
import pytest

from assets.analysis import forecast
from assets.zones import zone_day

ZONES = zone_day({"Europe/Berlin"})
ZONES = ZONES[(ZONES["reading"] == "utc") & ZONES["date"].between(pd.Timestamp("2025-06-01"), pd.Timestamp("2026-12-31"))]


def calls(first: str, last: str, *, closed: tuple[str, ...] = (), queue: str = "orders") -> pd.DataFrame:
    """Ten calls a half-hour, 08:00 to 20:00 in Berlin, Monday to Friday; three minutes each."""
    local = pd.date_range(first, f"{last} 23:30", freq="30min")
    local = local[(local.hour >= 8) & (local.hour < 20) & (local.day_of_week < 5) & ~local.normalize().isin(pd.to_datetime(list(closed)))]
    utc = local.tz_localize("Europe/Berlin").tz_convert("UTC").tz_localize(None)
    frame = pd.DataFrame({"queue_id": queue, "interval_start_utc": utc, "offered": 10, "handle_s": 1800.0, "handled": 10})
    return frame[frame.index % 7 != 3]


def made(intervals: pd.DataFrame, *, through: str, **frames: pd.DataFrame) -> pd.DataFrame:
    hours = {"queue_id": "orders", "weekday": range(1, 6), "start_s": 8 * 3600, "end_s": 20 * 3600}
    site = {"queue_id": ["orders"], "site_id": ["harbour"], "channel": ["phone"], "timezone": ["Europe/Berlin"], "day_start_s": [0]}
    given = {
        "open_intervals": pd.DataFrame(hours),
        "holidays": pd.DataFrame({"site_id": pd.Series(dtype=object), "date": pd.Series(dtype="datetime64[us]")}),
        "queues": pd.DataFrame(site),
        "interval": pd.DataFrame({"interval_s": [1800]}),
        "zone_days": ZONES,
        "lost": pd.DataFrame({"queue_id": [], "redial_share": [], "blocked_share": [], "failed_share": []}),
        "data_through": pd.DataFrame({"business_date": [pd.Timestamp(through)]}),
    }
    result = forecast.rows(intervals=intervals, **(given | frames))  # type: ignore[arg-type]
    assert list(result.columns) == list(forecast.COLUMNS)
    assert not result.duplicated(list(forecast.GRAIN)).any()
    return result


def test_four_weeks_of_open_intervals_follow_the_last_complete_day() -> None:
    rows = made(calls("2026-01-05", "2026-05-01"), through="2026-05-01")
    assert len(rows) == 20 * 24
    assert rows["business_date"].min() == pd.Timestamp("2026-05-04")
    assert rows["business_date"].max() == pd.Timestamp("2026-05-29")
    assert (rows["as_of_date"] == pd.Timestamp("2026-05-01")).all()
    assert set(rows["interval_start_local"].dt.hour) == set(range(8, 20))
    assert rows["note"].isna().all()
    assert (rows["handle_time_s"].round(6) == 180).all()
    assert rows["backtest_wape"].notna().all()


def test_callers_who_try_twice_are_taken_out_of_the_unconstrained_demand_and_told() -> None:
    known = pd.DataFrame({"queue_id": ["orders"], "redial_share": [0.05], "blocked_share": [np.nan], "failed_share": [0.012]})
    rows = made(calls("2026-01-05", "2026-05-01"), through="2026-05-01", lost=known)
    assert rows["volume_unconstrained"].to_numpy() == pytest.approx(0.95 * rows["volume"].to_numpy())
    said = "offered calls, 5.0% of them redials; 1.2% failed calls are in it; calls blocked before the queue are not known"
    assert rows["demand_basis"].unique().tolist() == [said]


def test_calls_that_were_blocked_belong_to_the_unconstrained_demand() -> None:
    known = pd.DataFrame({"queue_id": ["orders"], "redial_share": [0.1], "blocked_share": [0.2], "failed_share": [0.0]})
    rows = made(calls("2026-01-05", "2026-05-01"), through="2026-05-01", lost=known)
    assert rows["volume_unconstrained"].to_numpy() == pytest.approx(0.9 / 0.8 * rows["volume"].to_numpy())
    assert rows["demand_basis"].iloc[0] == "offered calls, 10.0% of them redials; 20.0% of all calls were blocked and are not in it"


def test_where_no_customer_is_known_the_demand_says_so_and_stays() -> None:
    rows = made(calls("2026-01-05", "2026-05-01"), through="2026-05-01")
    assert (rows["volume_unconstrained"] == rows["volume"]).all()
    assert rows["redial_share"].isna().all()
    assert rows["demand_basis"].iloc[0].startswith("offered calls; redials are not known")


def test_an_open_interval_without_rows_counts_as_no_calls_and_not_as_closed() -> None:
    rows = made(calls("2026-01-05", "2026-05-01"), through="2026-05-01")
    assert rows["volume"].mean() == pytest.approx(10 * 6 / 7, rel=0.03)


def test_local_hours_stay_while_utc_hours_move_with_the_clock() -> None:
    rows = made(calls("2025-12-01", "2026-03-20"), through="2026-03-20")
    offset = rows["interval_start_local"] - rows["interval_start_utc"]
    assert set(offset[rows["business_date"] < "2026-03-29"]) == {pd.Timedelta(hours=1)}
    assert set(offset[rows["business_date"] > "2026-03-29"]) == {pd.Timedelta(hours=2)}


def test_round_the_clock_the_repeated_hour_has_two_rows_and_the_missing_hour_none() -> None:
    hours = pd.DataFrame({"queue_id": "orders", "weekday": range(1, 8), "start_s": 0, "end_s": 86_400})
    autumn = made(calls("2026-07-06", "2026-10-16"), through="2026-10-16", open_intervals=hours)
    assert (autumn["business_date"] == "2026-10-25").sum() == 50
    spring = made(calls("2025-12-01", "2026-03-20"), through="2026-03-20", open_intervals=hours)
    assert (spring["business_date"] == "2026-03-29").sum() == 46


def test_a_day_that_starts_at_seven_is_not_cut_at_midnight() -> None:
    site = {"queue_id": ["orders"], "site_id": ["harbour"], "channel": ["phone"], "timezone": ["Europe/Berlin"], "day_start_s": [7 * 3600]}
    hours = pd.DataFrame({"queue_id": "orders", "weekday": range(1, 8), "start_s": 0, "end_s": 86_400})
    rows = made(calls("2026-01-05", "2026-05-01"), through="2026-05-01", queues=pd.DataFrame(site), open_intervals=hours)
    assert rows["interval_start_local"].min() == pd.Timestamp("2026-05-02 07:00")
    assert rows["interval_start_local"].max() == pd.Timestamp("2026-05-30 06:30")
    assert rows["volume"].notna().all()


def test_holidays_without_calls_so_far_are_left_out_ahead() -> None:
    days = pd.to_datetime(["2026-01-06", "2026-04-03", "2026-04-06", "2026-05-01", "2026-05-14"])
    holidays = pd.DataFrame({"site_id": "harbour", "date": days})
    shut = made(
        calls("2026-01-05", "2026-04-24", closed=("2026-01-06", "2026-04-03", "2026-04-06")), through="2026-04-24", holidays=holidays
    )
    assert not shut["business_date"].isin(days).any()
    worked = made(calls("2026-01-05", "2026-04-24"), through="2026-04-24", holidays=holidays)
    assert (worked["business_date"] == "2026-05-01").sum() == 24


def test_a_queue_that_was_never_open_gets_rows_with_the_reason() -> None:
    rows = made(calls("2026-01-05", "2026-05-01", queue="other"), through="2026-05-01")
    assert len(rows) == 20 * 24
    assert rows["volume"].isna().all()
    assert rows["note"].str.contains("never open").all()
    assert (rows["model"] == "none").all()


def test_a_queue_of_tickets_without_calls_is_left_out() -> None:
    site = {"queue_id": ["orders"], "site_id": ["harbour"], "channel": ["ticket"], "timezone": ["Europe/Berlin"], "day_start_s": [0]}
    assert made(calls("2026-01-05", "2026-05-01", queue="other"), through="2026-05-01", queues=pd.DataFrame(site)).empty


def test_without_a_complete_day_there_are_no_rows() -> None:
    none = pd.DataFrame({"business_date": pd.Series(dtype="datetime64[us]")})
    assert made(calls("2026-01-05", "2026-05-01"), through="2026-05-01", data_through=none).empty


def test_quantiles_rise_and_nothing_is_negative() -> None:
    rows = made(calls("2026-01-05", "2026-05-01"), through="2026-05-01")
    levels = rows[[f"volume_{name}" for name in forecast.LEVELS]].to_numpy()
    assert (np.diff(levels, axis=1) >= 0).all()
    assert (levels >= 0).all()
