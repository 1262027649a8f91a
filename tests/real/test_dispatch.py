"""A fire department's dispatch export, by YAML alone, against a second reading of it with pandas."""

from datetime import date

import pandas as pd
import pytest

from tests.real.centres import CENTRES
from tests.real.running import Outcome
from tests.real.test_real import outcome_of

pytestmark = pytest.mark.slow
CLOCK = "%m/%d/%Y %I:%M:%S %p"
SERVICES = {"Medical Incident": "medical", "Traffic Collision": "medical"} | dict.fromkeys(
    ["Structure Fire", "Outside Fire", "Alarms", "Smoke Investigation (Outside)", "Vehicle Fire"], "fire"
)
TARGETS_S = {("medical", "2"): 120, ("medical", "3"): 60, ("medical", "E"): 60, ("fire", "2"): 60, ("fire", "3"): 60, ("fire", "E"): 60}


@pytest.fixture
def city(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return outcome_of("sf_fire", tmp_path_factory)


@pytest.fixture(scope="module")
def units() -> pd.DataFrame:
    if CENTRES["sf_fire"].absent:
        pytest.skip(CENTRES["sf_fire"].absent)
    files = sorted(CENTRES["sf_fire"].folder.glob("*.csv"))
    rows = pd.concat([pd.read_csv(file, dtype=str) for file in files], ignore_index=True).drop_duplicates("RowID")
    for name in [name for name in rows.columns if name.endswith(" DtTm")]:
        rows[name] = pd.to_datetime(rows[name], format=CLOCK)
    rows["service"] = rows["Call Type"].map(SERVICES)
    rows["turnout_s"] = (rows["Response DtTm"] - rows["Dispatch DtTm"]).dt.total_seconds()
    rows["travel_s"] = (rows["On Scene DtTm"] - rows["Response DtTm"]).dt.total_seconds()
    rows["month"] = pd.to_datetime(rows["Watch Date"]).dt.to_period("M").dt.to_timestamp().dt.date
    return rows


@pytest.fixture(scope="module")
def calls(units: pd.DataFrame) -> pd.DataFrame:
    """One row a call: from its receipt to the first unit sent, and to the first on the scene."""
    by_call = units.groupby("Call Number")
    told = by_call[["Watch Date", "month", "service", "Priority"]].first()
    begun = by_call["Received DtTm"].min()
    told["sent_s"] = (by_call["Dispatch DtTm"].min() - begun).dt.total_seconds()
    told["there_s"] = (by_call["On Scene DtTm"].min() - begun).dt.total_seconds()
    told["target_s"] = [TARGETS_S.get(key) for key in zip(told["service"], told["Priority"])]
    return told


def test_units_are_not_calls(city: Outcome, units: pd.DataFrame, calls: pd.DataFrame) -> None:
    assert len(units) > 2 * len(calls)
    assert sum(city.monthly("incidents").values()) == len(calls)
    assert city.warehouse("select count(*), count(distinct incident_id) from core.dispatch_unit") == [(len(units), len(calls))]
    assert city.published("select sum(units) from marts.dispatch_month where site_id = 'all' and service = 'all'") == [(len(units),)]


def test_the_business_day_that_starts_at_eight_is_the_watch_day_the_export_itself_names(city: Outcome, calls: pd.DataFrame) -> None:
    watches = pd.to_datetime(calls["Watch Date"]).dt.date
    told = dict(city.warehouse("select incident_id, business_date from core.incident"))
    assert told == watches.to_dict()
    assert city.daily("incidents") == watches.value_counts().to_dict()


def test_times_to_dispatch_are_those_of_the_other_reading(city: Outcome, calls: pd.DataFrame) -> None:
    sent = calls.groupby("month")["sent_s"]
    assert city.monthly("time_to_dispatch") == pytest.approx(sent.mean().to_dict())
    assert city.monthly("time_to_dispatch_p50") == pytest.approx(sent.median().to_dict())
    assert city.monthly("time_to_dispatch_p90") == pytest.approx(sent.quantile(0.9).to_dict())
    with_target = calls.dropna(subset="target_s")
    share = (with_target["sent_s"] <= with_target["target_s"]).groupby(with_target["month"]).mean()
    rows = city.published(
        "select month, sum(within_target) / sum(measured) from marts.dispatch_month"
        " where site_id = 'all' and service in ('medical', 'fire') and priority = 'all' group by month"
    )
    assert dict(rows) == pytest.approx(share.to_dict())


def test_service_and_priority_have_figures_of_their_own(city: Outcome, calls: pd.DataFrame) -> None:
    medical = calls[calls["service"] == "medical"].groupby(["month", "Priority"])["sent_s"]
    rows = city.published(
        "select month, priority, incidents, time_to_dispatch_p90_s, basis from marts.dispatch_month"
        " where site_id = 'all' and service = 'medical' and priority <> 'all'"
    )
    assert {(month, priority): n for month, priority, n, _, _ in rows} == medical.size().to_dict()
    assert {(month, priority): p90 for month, priority, _, p90, _ in rows} == pytest.approx(medical.quantile(0.9).to_dict())
    assert {basis for *_, basis in rows} == {"received"}
    assert {priority for _, priority, *_ in rows} == {"2", "3", "E"}


def test_turnout_travel_and_response_leave_out_what_has_no_time(city: Outcome, units: pd.DataFrame, calls: pd.DataFrame) -> None:
    assert calls["there_s"].isna().any()
    assert units["travel_s"].isna().any()
    by_month = units.groupby("month")
    assert city.monthly("turnout_time_p90") == pytest.approx(by_month["turnout_s"].quantile(0.9).to_dict())
    assert city.monthly("travel_time_p90") == pytest.approx(by_month["travel_s"].quantile(0.9).to_dict())
    assert city.monthly("response_time_p90") == pytest.approx(calls.groupby("month")["there_s"].quantile(0.9).to_dict())


def test_the_standard_is_judged_over_the_month_with_an_interval(city: Outcome, calls: pd.DataFrame) -> None:
    fire = calls[(calls["service"] == "fire") & (calls["month"] == date(2016, 12, 1))]
    share = (fire["sent_s"] <= 60).mean()
    ((found, low, high, days, verdict),) = city.published(
        "select in_time_share, ci_low, ci_high, days, verdict from marts.standard_month where standard_id = 'nfpa_1225_2022'"
        " and scope_id = 'fire' and month = date '2016-12-01' and measure = 'processing' and part_of_day = 'whole_day'"
    )
    assert (found, days, verdict) == (pytest.approx(share), fire["Watch Date"].nunique(), "missed")
    assert low < share < high < 0.9


def test_nothing_else_is_claimed_of_a_centre_without_telephone_data(city: Outcome) -> None:
    assert city.monthly("offered") == {}
    assert set(city.monthly("dispatch_from_answer").values()) == {0.0}
    assert city.published("select count(*) from marts.standard_month where measure = 'answer'") == [(0,)]
