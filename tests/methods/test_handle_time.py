"""Handle time by weekday and hour, shrunk where contacts are few."""

import numpy as np
import pandas as pd
import pytest

from assets.methods.forecasting import handle_time_forecast


def history(handled: float = 40.0, aht_s: float = 200.0) -> pd.DataFrame:
    starts = pd.date_range("2026-01-05 08:00", periods=24 * 56, freq="h")
    return pd.DataFrame({"start_local": starts, "handled": handled, "handle_s": handled * aht_s})


def ahead(*starts: str) -> pd.DataFrame:
    return pd.DataFrame({"start_local": pd.to_datetime(list(starts))})


def test_a_slow_hour_is_found_where_contacts_are_many() -> None:
    past = history()
    past.loc[past["start_local"].dt.hour == 9, "handle_s"] *= 1.5
    slow, usual = handle_time_forecast(past, future=ahead("2026-03-03 09:30", "2026-03-03 15:00"))
    assert slow == pytest.approx(300, abs=15)
    assert usual == pytest.approx(200, abs=5)


def test_one_long_contact_at_night_does_not_set_the_night() -> None:
    past = history()
    past["handled"] = np.where(past["start_local"].dt.hour == 3, 0.0, past["handled"])
    past["handle_s"] = past["handled"] * 200.0
    past.loc[past["start_local"] == "2026-02-10 03:00", ["handled", "handle_s"]] = [1.0, 3600.0]
    night = handle_time_forecast(past, future=ahead("2026-03-03 03:00")).iloc[0]
    assert 200 < night < 350


@pytest.mark.parametrize("handle_s", [-1.0, np.nan, np.inf])
def test_bad_sums_are_refused(handle_s: float) -> None:
    with pytest.raises(ValueError, match="missing or negative"):
        handle_time_forecast(history().assign(handle_s=handle_s), future=ahead("2026-03-03 09:30"))


def test_without_a_handled_contact_there_is_nothing_to_learn_from() -> None:
    with pytest.raises(ValueError, match="no handled contact"):
        handle_time_forecast(history(handled=0.0), future=ahead("2026-03-03 09:30"))


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda past: past.drop(columns="handled"), "no column handled"),
        (lambda past: past.assign(start_local=pd.NaT), "start_local is missing"),
        (lambda past: past.assign(handle_s="long"), "missing or negative in 1344 row"),
        (lambda past: past.assign(start_local=past["start_local"].dt.tz_localize("UTC")), "without a zone"),
    ],
)
def test_what_is_no_history_is_refused_with_the_reason(spoil: object, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        handle_time_forecast(spoil(history()), future=ahead("2026-03-03 09:30"))  # type: ignore[operator]
