"""What a month's answers say: known answers, weighted to a known population."""

import pandas as pd
import pytest

from assets.analysis import survey_estimate
from tests.analysis.answered import CENTRE, company, people, responders, told


def test_satisfaction_that_only_the_quickly_served_tell_is_weighted_down() -> None:
    everyone, who = people(quick=100, slow=100), responders(quick=(90, 90), slow=(10, 0))
    made = survey_estimate.rows(answers=told("csat", judged=100, top2=90), population=everyone, responders=who, centre=CENTRE)
    assert set(made["scope_type"]) == {"queue", "site", "company"}
    row = company(made, kpi="csat_top2")
    assert (row["value"], row["weighted_value"], row["covered_share"]) == (0.9, 0.5, 1.0)
    assert row["ci_low"] < 0.9 < row["ci_high"] and row["ci_method"] == "wilson"
    assert row["design_effect"] > 2


def test_eight_of_ten_have_wilson_s_interval_and_few_answers_say_so() -> None:
    made = survey_estimate.rows(answers=told("csat", judged=10, top2=8), population=people(), responders=responders(), centre=CENTRE)
    row = company(made, kpi="csat_top2")
    assert (row["ci_low"], row["ci_high"], row["low_n"]) == (pytest.approx(0.490, abs=5e-4), pytest.approx(0.943, abs=5e-4), True)
    assert pd.isna(row["weighted_value"]), "nothing can be joined, so nothing is weighted"


def test_a_promoter_score_carries_its_variance() -> None:
    answers = told("nps", asked=100, promoters=50, detractors=20)
    row = company(survey_estimate.rows(answers=answers, population=people(), responders=responders(), centre=CENTRE), kpi="nps")
    assert (row["value"], row["variance"], row["ci_method"]) == (pytest.approx(30), pytest.approx(61), "trinomial")


def test_without_answers_there_is_no_row() -> None:
    empty = survey_estimate.rows(answers=told("csat").iloc[:0], population=people(quick=9), responders=responders(), centre=CENTRE)
    assert list(empty.columns) == list(survey_estimate.COLUMNS) and not len(empty)
