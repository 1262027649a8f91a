"""Required agents follow forecast and targets as the golden table says; what cannot be planned says why."""

import numpy as np
import pandas as pd
import pytest

from assets.analysis import staffing


def planned(
    volume: float = 100.0,
    aht_s: float | None = 180.0,
    note: str | None = None,
    parts: list[tuple[str, str, float]] | None = None,
    spread: float = 13.0,
    formula: str = "default",
    patience: float | None = None,
    targets: list[tuple[str, str, str, float]] | None = None,
    states: dict[str, float] | None = None,
    shared: list[tuple[str, str, float]] | None = None,
    roster: list[tuple[str, int, int, int, float]] | None = None,
    schedule: list[tuple[str, str, pd.Timestamp, pd.Timestamp]] | None = None,
    free: list[str] | None = None,
    hours_planned: dict[str, float] | None = None,
    others: tuple[str, ...] = (),
    **rule: object,
) -> pd.Series:
    """The plan row of one half-hour of one queue."""
    start = pd.Timestamp("2026-03-02 09:00")
    forecast = pd.DataFrame(
        {
            "queue_id": ["orders"],
            "as_of_date": [pd.Timestamp("2026-03-01")],
            "interval_start_local": [start],
            "interval_start_utc": [start],
            "business_date": [start.normalize()],
            "volume": [volume],
            "volume_q10": [volume - spread],
            "volume_q90": [volume + spread],
            "handle_time_s": pd.Series([aht_s], dtype=float),
            "note": pd.Series([note], dtype=object),
        }
    )
    rules = {"service_level_target": 0.8, "threshold_s": 20.0, "max_occupancy": np.nan, "min_agents": 1, "loaded_rate_per_hour": 32.0}
    rules |= {"shrinkage": 0.3, "patience_s": np.nan} | rule
    known = {"queue_id": "orders", "patience_s": patience, "abandons": 412, "patience_basis": "hang-ups and waits of the queue itself"}
    known |= {"is_exponential": True, "weibull_shape": np.nan, "weibull_scale_s": np.nan}
    queue_ids = [*others, "orders"]
    made = staffing.rows(
        forecast=pd.concat([forecast.assign(queue_id=queue_id) for queue_id in queue_ids]),
        staffing=pd.DataFrame([{"queue_id": queue_id} | rules for queue_id in queue_ids]),
        shrinkage=pd.DataFrame(parts or [], columns=["queue_id", "component", "share"]).astype({"share": float}),
        queues=pd.DataFrame({"queue_id": queue_ids, "name": "Orders", "site_id": "harbour", "channel": "phone"}),
        interval=pd.DataFrame({"interval_s": [1800]}),
        rules=pd.DataFrame({"queue_id": ["orders"], "service_level": [formula], "short_abandon_s": [5.0]}),
        patience=pd.DataFrame([known] if patience else [], columns=list(known)),
        targets=pd.DataFrame(targets or [], columns=["kpi", "scope_type", "scope_id", "target"]),
        handled=pd.DataFrame({"queue_id": ["orders"], "handle_cv": [1.0]}),
        planned=pd.DataFrame(
            [("orders", kind, 3600 * hours) for kind, hours in (hours_planned or {}).items()],
            columns=["queue_id", "activity_class", "planned_s"],
        ),
        states=pd.DataFrame([("orders", *pair) for pair in (states or {}).items()], columns=["queue_id", "state", "state_s"]),
        shared=pd.DataFrame(shared or [], columns=["queue_id", "other_queue_id", "shared_share"]),
        schedule=pd.DataFrame(schedule or [], columns=["queue_id", "agent_id", "started_at_utc", "ended_at_utc"]),
        roster=pd.DataFrame(roster or [], columns=["queue_id", "weekday", "start_s", "end_s", "people"]),
        holidays=pd.DataFrame({"site_id": "harbour", "date": pd.to_datetime(free or [])}),
    )
    assert list(made.columns) == list(staffing.COLUMNS)
    counts = made[["agents_required", "agents_scheduled", "agents_required_q80", "agents_required_q90", "agents_risk_adjusted"]]
    assert counts.dtypes.eq("int64").all()
    return made[made["queue_id"] == "orders"].iloc[0]


def test_a_hundred_calls_need_fourteen_agents_for_eighty_in_twenty() -> None:
    row = planned()
    assert row["load_erlangs"] == pytest.approx(10.0)
    assert row["agents_required"] == 14
    assert 13 < row["agents_fractional"] <= 14
    assert row["service_level_expected"] == pytest.approx(0.88835, abs=1e-5)
    assert row["speed_of_answer_expected_s"] == pytest.approx(7.84, abs=0.005)
    assert row["occupancy_expected"] == pytest.approx(10 / 14)
    assert row["binding_target"] == "service_level"
    assert pd.isna(row["note"])


@pytest.mark.parametrize(("target", "agents"), [(0.38, 11), (0.64, 12), (0.79, 13), (0.88, 14), (0.94, 15), (0.97, 16), (0.98, 17)])
def test_a_changed_target_changes_the_agents_as_the_golden_table_says(target: float, agents: int) -> None:
    assert planned(service_level_target=target)["agents_required"] == agents


def test_a_changed_forecast_changes_the_agents() -> None:
    assert planned(volume=100)["agents_required"] < planned(volume=130)["agents_required"]
    assert planned(volume=100)["agents_required_q80"] <= planned(volume=100)["agents_required_q90"]


def test_the_most_restrictive_target_binds_and_is_named() -> None:
    assert planned(max_occupancy=0.6)[["agents_required", "binding_target"]].tolist() == [17, "occupancy"]
    assert planned(min_agents=20)[["agents_required", "binding_target"]].tolist() == [20, "min_agents"]


def test_shrinkage_is_rounded_up_exactly_and_paid() -> None:
    row = planned(min_agents=21)
    assert row["agents_scheduled"] == 30
    assert row["cost"] == pytest.approx(30 * 0.5 * 32.0)


def test_components_of_shrinkage_add_up_without_an_agent_too_many() -> None:
    row = planned(min_agents=21, shrinkage=0.5, parts=[("orders", "holiday", 0.1), ("orders", "breaks", 0.2)])
    assert row["shrinkage_share"] == 0.3
    assert row["agents_scheduled"] == 30


def test_an_empty_interval_keeps_the_minimum_of_an_open_queue() -> None:
    row = planned(volume=0.0)
    assert row["agents_required"] == 1
    assert row["binding_target"] == "min_agents"
    assert pd.isna(row["service_level_expected"])


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ({"aht_s": None}, "no handle time"),
        ({"aht_s": 0.0}, "no handle time"),
        ({"volume": np.nan}, "no volume"),
        ({"volume": np.nan, "note": "no volume: the queue was never open"}, "never open"),
        ({"shrinkage": 1.0}, "shrinkage adds up to 1.00"),
        ({"service_level_target": 1.0}, "no number of agents"),
    ],
)
def test_what_cannot_be_planned_says_why_and_gets_finite_agents(bad: dict[str, object], said: str) -> None:
    row = planned(**bad)  # type: ignore[arg-type]
    assert said in row["note"]
    assert row["agents_required"] >= 1
    assert row["agents_scheduled"] >= row["agents_required"]


def test_where_patience_is_known_the_model_is_erlang_a_and_says_why() -> None:
    row = planned(patience=300.0, formula="negative")
    assert row[["model", "agents_required", "patience_s"]].tolist() == ["erlang_a", 13, 300.0]
    assert row["model_reason"] == "patience 300 s from 412 hang-ups: hang-ups and waits of the queue itself"
    assert planned(patience=300.0, formula="negative", min_agents=14)["service_level_expected"] == pytest.approx(0.91679, abs=1e-5)
    assert planned(patience=300.0, formula="negative", min_agents=14)["abandonment_expected"] == pytest.approx(0.01398, abs=1e-5)


def test_without_patience_the_model_is_erlang_c_and_says_why() -> None:
    row = planned()
    assert row["model"] == "erlang_c"
    assert "not known" in row["model_reason"]
    assert pd.isna(row["patience_s"]) and pd.isna(row["abandonment_expected"])


def test_patience_the_settings_state_comes_before_what_was_measured() -> None:
    row = planned(patience=300.0, patience_s=60.0)
    assert row["patience_s"] == 60.0
    assert row["model_reason"] == "patience 60 s as the settings state it"


def test_the_plan_counts_the_service_level_as_reporting_does() -> None:
    levels = {
        formula: planned(patience=100.0, formula=formula, min_agents=13)["service_level_expected"] for formula in ("negative", "answered")
    }
    assert levels["answered"] > levels["negative"]
    assert planned(formula="negative")["formula"] == "negative"


def test_promises_on_hang_ups_and_waits_bind_where_they_ask_for_more() -> None:
    company, own = ("abandonment_rate", "company", "all", 0.015), ("abandonment_rate", "queue", "orders", 0.005)
    assert planned(patience=300.0, targets=[company])["binding_target"] == "abandonment"
    assert (
        planned(patience=300.0, targets=[company, own])["agents_required"] > planned(patience=300.0, targets=[company])["agents_required"]
    )
    assert planned(targets=[own])["binding_target"] == "service_level", "in Erlang C nobody hangs up"
    assert planned(targets=[("speed_of_answer", "site", "harbour", 2.0)])["binding_target"] == "speed_of_answer"
    assert planned(targets=[("speed_of_answer", "site", "lakeside", 2.0)])["binding_target"] == "service_level"


def test_chance_alone_is_no_uncertainty_about_the_rate() -> None:
    row = planned(spread=12.8)
    assert row["rate_cv"] == 0
    assert row["agents_required_q90"] == row["agents_risk_adjusted"] == row["agents_required"]
    assert row["service_level_with_error"] == pytest.approx(row["service_level_expected"])


def test_an_uncertain_forecast_lowers_the_level_to_expect_and_raises_the_agents() -> None:
    row = planned(spread=1.2815516 * np.sqrt(100 + 20**2))
    assert row["rate_cv"] == pytest.approx(0.2, abs=1e-6)
    assert row["service_level_with_error"] == pytest.approx(0.761, abs=0.0025)
    assert row[["agents_required", "agents_risk_adjusted", "agents_required_q80", "agents_required_q90"]].tolist() == [14, 15, 15, 16]


def test_shrinkage_is_told_by_component_and_called_assumed() -> None:
    row = planned(parts=[("orders", "holiday", 0.08), ("orders", "breaks", 0.1)])
    assert row["shrinkage_detail"] == "breaks 0.1 assumed; holiday 0.08 assumed"
    assert row["is_shrinkage_assumed"]


def test_absence_that_schedules_tell_is_measured_for_every_queue_that_has_it() -> None:
    row = planned(parts=[("orders", "holiday", 0.1)], hours_planned={"work": 900.0, "absent": 100.0}, others=("billing", "claims"))
    assert row["shrinkage_detail"] == "absence 0.1 measured (of the time planned)"
    assert not row["is_shrinkage_assumed"]


def test_a_break_the_switch_logs_is_measured_and_no_longer_assumed() -> None:
    hours = {"available": 200.0, "talk": 700.0, "break": 100.0}
    parts = [("orders", "holiday", 0.1), ("orders", "breaks", 0.3)]
    row = planned(parts=parts, states={state: spent * 3600 for state, spent in hours.items()})
    assert row["shrinkage_share"] == pytest.approx(0.1 + 0.9 * 0.1)
    assert row["shrinkage_detail"] == "breaks 0.09 measured (0.1 of the time logged in); holiday 0.1 assumed"
    assert row["is_shrinkage_assumed"]
    only = planned(parts=parts[1:], states={state: spent * 3600 for state, spent in hours.items()})
    assert not only["is_shrinkage_assumed"]
    assert only["shrinkage_share"] == pytest.approx(0.1)
    few = planned(parts=parts, states={"available": 3600.0, "break": 3600.0})
    assert few["shrinkage_share"] == pytest.approx(0.4)


def test_a_roster_is_compared_with_the_agents_to_schedule() -> None:
    row = planned(min_agents=21, roster=[("orders", 1, 8 * 3600, 16 * 3600, 18.0), ("orders", 1, 9 * 3600, 17 * 3600, 4.0)])
    assert row[["agents_scheduled", "agents_rostered", "gap_agents"]].tolist() == [30, 22.0, -8.0]
    assert planned(roster=[("orders", 2, 0, 86400, 9.0)])["agents_rostered"] == 0, "the second of March is a Monday"
    assert pd.isna(planned()["agents_rostered"]) and pd.isna(planned()["gap_agents"])


def test_a_schedule_that_was_read_goes_before_the_roster_of_the_settings() -> None:
    hours = (pd.Timestamp("2026-03-02 08:00"), pd.Timestamp("2026-03-02 16:00"))
    roster = [("orders", 1, 8 * 3600, 16 * 3600, 18.0)]
    row = planned(roster=roster, schedule=[("orders", agent, *hours) for agent in ("ann", "bob")])
    assert row["agents_rostered"] == 2
    over = (pd.Timestamp("2026-02-02 08:00"), pd.Timestamp("2026-02-02 16:00"))
    assert planned(roster=roster, schedule=[("orders", "ann", *over)])["agents_rostered"] == 18
    assert planned(roster=roster, schedule=[("support", "ann", *hours)])["agents_rostered"] == 18


def test_a_roster_of_holidays_holds_on_holidays() -> None:
    spans = [("orders", 1, 0, 86400, 20.0), ("orders", 8, 0, 86400, 5.0)]
    assert planned(roster=spans)["agents_rostered"] == 20
    assert planned(roster=spans, free=["2026-03-02"])["agents_rostered"] == 5
    assert planned(roster=spans[:1], free=["2026-03-02"])["agents_rostered"] == 20


def test_queues_that_share_their_people_are_named() -> None:
    shared = [("orders", "support", 0.8), ("orders", "billing", 0.6), ("orders", "sales", 0.2), ("support", "sales", 0.9)]
    assert planned(shared=shared)["pooled_with"] == "billing, support"
    assert planned(shared=shared[2:])["pooled_with"] is None


def test_decimals_round_up_to_the_whole_agents_at_every_size_of_the_demand() -> None:
    row = planned(spread=1.2815516 * np.sqrt(100 + 20**2), max_occupancy=0.9, patience=400.0)
    whole = row[["agents_required", "agents_risk_adjusted", "agents_required_q80", "agents_required_q90"]].astype(int).tolist()
    exact = ["agents_fractional", "agents_fractional_risk_adjusted", "agents_fractional_q80", "agents_fractional_q90"]
    assert np.ceil(row[exact].astype(float)).astype(int).tolist() == whole


def test_a_day_the_formulas_describe_well_is_no_mismatch() -> None:
    row = planned(patience=300.0, min_agents=14)
    assert row["service_level_simulated"] == pytest.approx(row["service_level_expected"], abs=0.06)
    assert row["is_model_mismatch"] == isinstance(row["note"], str)


def test_a_queue_that_starts_empty_is_flagged_where_the_formula_expects_it_full() -> None:
    row = planned(volume=40.0, aht_s=1500.0, spread=1.0)
    assert row["service_level_simulated"] > row["service_level_expected"] + 0.02
    assert row["note"].startswith("model_mismatch: the simulated day reaches")
    assert row["is_model_mismatch"]


def test_no_forecast_gives_an_empty_plan_with_every_column() -> None:
    empty = pd.DataFrame({"queue_id": pd.Series(dtype=object)})
    made = staffing.rows(
        forecast=pd.DataFrame({"queue_id": pd.Series(dtype=object)}),
        staffing=pd.DataFrame({"queue_id": pd.Series(dtype=object), "shrinkage": pd.Series(dtype=float)}),
        shrinkage=pd.DataFrame({"queue_id": [], "component": [], "share": []}),
        queues=empty,
        interval=pd.DataFrame({"interval_s": [1800]}),
        **dict.fromkeys(
            ("rules", "patience", "targets", "handled", "states", "planned", "shared", "schedule", "roster", "holidays"), empty
        ),
    )
    assert made.empty
    assert list(made.columns) == list(staffing.COLUMNS)
