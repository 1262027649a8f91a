"""What an intervention did: which scopes and weeks count, what stands in its way, how often nothing is called something."""

import pandas as pd
import pytest

from assets.analysis import intervention_effect
from assets.methods.verdict import VERDICTS
from tests.analysis.scopes import BROKEN, DEFINITION, KPIS, QUEUES, broken, days_of, is_plain, step_day, through

STEP = step_day()


def act(
    name: str = "tool", *, kind: str = "tool", scope: tuple[str, str] = ("queue", "orders"), first: object = STEP, last: object = None
) -> dict[str, object]:
    ends = {"from_date": pd.Timestamp(str(first)), "to_date": pd.NaT if last is None else pd.Timestamp(str(last))}
    return {"intervention_id": name, "kind": kind, "scope_type": scope[0], "scope_id": scope[1], "description": f"the {name}", **ends}


def build(daily: pd.DataFrame, *acts: dict[str, object], last: object = None) -> pd.DataFrame:
    columns = ["intervention_id", "kind", "scope_type", "scope_id", "from_date", "to_date", "description"]
    return intervention_effect.rows(
        daily=daily,
        definition=DEFINITION,
        interventions=pd.DataFrame(list(acts), columns=columns),
        queues=QUEUES,
        data_through=through(daily, last),
    )


def test_every_row_is_exactly_as_declared_and_carries_a_verdict_and_a_sentence():
    found = build(pd.concat([days_of(kpi, days_before=500) for kpi in KPIS]), act())
    assert list(found.columns) == list(intervention_effect.COLUMNS)
    assert not found.duplicated(list(intervention_effect.GRAIN)).any()
    assert set(found["verdict"]) <= set(VERDICTS)
    assert len(found) == 3
    assert is_plain(found)


@pytest.mark.parametrize(("change", "verdict", "word"), [(0.3, "worsened", "rose"), (-0.3, "improved", "fell")])
def test_a_step_is_found_with_its_size_and_called_by_what_is_better(change: float, verdict: str, word: str):
    daily = days_of("handle_time", days_before=500, change_link=change)
    found = build(daily, act()).iloc[0]
    assert found["verdict"] == verdict
    assert f"Handle time {word}" in found["sentence"]
    assert "after the tool" in found["sentence"]
    assert found["ci_low"] < found["level"] < found["ci_high"]
    assert found["q_value"] >= found["p_value"]


def test_nothing_is_rarely_called_something():
    """30 series of three KPIs; one in twenty would be 4 or 5."""
    found = pd.concat(build(days_of(kpi, seed=seed, days_before=500), act(first=step_day(seed=seed))) for seed in range(30) for kpi in KPIS)
    assert found["verdict"].isin(["improved", "worsened"]).sum() <= 12
    assert found["p_value"].notna().all()


def test_an_intervention_reaches_its_scope_and_what_lies_within_and_nothing_else():
    scopes = (
        ("queue", "orders"),
        ("queue", "support"),
        ("queue", "billing"),
        ("site", "harbour"),
        ("site", "lakeside"),
        ("company", "all"),
    )
    daily = pd.concat([days_of("entered", scope=scope, days_before=100) for scope in scopes])
    reached = {
        outer: set(zip(found["scope_type"], found["scope_id"], strict=True))
        for outer in (("queue", "support"), ("site", "harbour"), ("company", "all"))
        for found in [build(daily, act(scope=outer))]
    }
    assert reached[("queue", "support")] == {("queue", "support")}
    assert reached[("site", "harbour")] == {("site", "harbour"), ("queue", "orders"), ("queue", "support")}
    assert reached[("company", "all")] == set(scopes)


def test_two_within_four_weeks_are_confounded_and_two_apart_are_not():
    daily = days_of("entered", days_before=500)
    near = build(daily, act(), act("training", kind="training", first=STEP + pd.Timedelta(days=20)))
    assert set(near["verdict"]) == {"confounded"}
    assert near["p_value"].isna().all()
    assert near["sentence"].str.contains("came within four weeks of it").all()
    far = build(daily, act(), act("training", kind="training", first=STEP - pd.Timedelta(days=120)))
    assert "confounded" not in set(far["verdict"])
    elsewhere = build(daily, act(), act("training", kind="training", scope=("queue", "billing"), first=STEP + pd.Timedelta(days=20)))
    assert "confounded" not in set(elsewhere["verdict"])


def test_an_earlier_step_is_not_taken_for_the_doing_of_a_later_one():
    daily = days_of("handle_time", days_before=500, change_link=0.3, days_after=200)
    later = STEP + pd.Timedelta(days=150)
    found = build(daily, act(), act("training", kind="training", first=later)).set_index("intervention_id")
    assert found.loc["tool", "verdict"] == "worsened"
    assert found.loc["training", "verdict"] in ("no_detectable_change", "equivalent")


def test_days_of_a_roll_out_belong_to_neither_side():
    daily = days_of("entered", days_before=500)
    plain = build(daily, act()).iloc[0]
    rolled = build(daily, act(last=STEP + pd.Timedelta(days=27))).iloc[0]
    assert rolled["n_post"] == plain["n_post"] - 4
    assert rolled["n_pre"] == plain["n_pre"]


def test_what_acts_for_a_time_is_judged_by_that_time():
    daily = days_of("entered", days_before=500)
    found = build(daily, act(kind="staffing", last=STEP + pd.Timedelta(days=7 * 15 - 1))).iloc[0]
    assert found["n_post"] == 15


def test_a_short_history_describes_and_claims_nothing():
    young = days_of("entered", days_before=150, change_link=0.5)
    found = build(young, act(first=step_day(days_before=150))).iloc[0]
    assert found["verdict"] == "season_not_separated"
    assert found[["ci_low", "ci_high", "p_value"]].isna().all()
    assert "describes and proves nothing" in found["sentence"]
    few = build(days_of("entered", days_before=500), act(), last=STEP + pd.Timedelta(days=30)).iloc[0]
    assert (few["verdict"], few["model"]) == ("insufficient_data", "descriptive")
    assert "12 are needed" in few["sentence"]


def test_an_intervention_still_to_come_or_before_all_days_says_so():
    daily = days_of("entered", days_before=300)
    for first, word in (("2031-01-01", "complete days reach"), ("2001-01-01", "no day of the two years before")):
        found = build(daily, act(first=first)).iloc[0]
        assert found["verdict"] == "insufficient_data"
        assert word in found["sentence"]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("case", BROKEN)
def test_bad_input_gets_a_verdict_that_says_so(case: str):
    found = build(broken(case), act(), last="2024-01-31")
    quiet = {"no_detectable_change", "equivalent"}
    assert set(found["verdict"]) <= (quiet if case in ("every date twice", "one huge day") else {"insufficient_data"})
    assert is_plain(found)


def test_no_intervention_gives_the_empty_table():
    found = build(days_of("entered", days_before=0))
    assert list(found.columns) == list(intervention_effect.COLUMNS)
    assert found.empty
