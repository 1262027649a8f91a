"""What a manager reads of a compared window."""

from dataclasses import replace

import pytest

from assets.methods.change import Change
from assets.methods.sentence import sentence, spoken

RISE = Change(
    "3", value_base=0.8, value_win=0.83, delta_raw=0.03, delta_adj=0.009, ci_low=0.003, ci_high=0.015, mde=0.009, adj_rung="seasonal"
)


def said(change: Change, *, kpi: str = "service_level", contacts: float = float("nan")) -> str:
    return sentence(change, kpi=kpi, name="Service level", unit="share", measure="ratio", since="April 2026", contacts_per_month=contacts)


def test_a_change_too_small_to_matter_is_not_said_to_be_undetectable():
    text = said(replace(RISE, verdict="no_detectable_change"))
    assert text == (
        "Service level is 0.9 points higher than in April 2026, between 0.3 and 1.5; season removed; too little to be called a change."
    )


def test_what_cannot_be_judged_is_told_as_it_stands_with_the_reason():
    text = said(replace(RISE, verdict="insufficient_data", note="1 day with a value in the baseline; 14 are needed"))
    assert text == (
        "Service level is 3.0 points higher than in April 2026, but this proves nothing: 1 day with a value in the baseline, 14 are needed."
    )


def test_a_share_of_something_without_a_name_is_told_in_contacts():
    text = said(replace(RISE, verdict="improved"), kpi="hold_rate", contacts=123.0)
    assert text.endswith("; about 120 more contacts a month.")


@pytest.mark.parametrize(
    ("name", "unit", "measure", "subject"),
    [
        ("Answered", "count", "count", "Number answered"),
        ("Identified contacts", "count", "count", "Number of identified contacts"),
        ("Backlog", "count", "snapshot", "Backlog"),
        ("Calls in intervals below target", "share", "ratio", "Share of calls in intervals below target"),
        ("Service level, answered calls only", "share", "ratio", "Service level (answered calls only)"),
        ("Ring no answer", "share", "ratio", "Ring no answer"),
        ("Answer wait, 90th percentile", "seconds", "quantile 0.9", "Answer wait (90th percentile)"),
    ],
)
def test_a_name_becomes_the_subject_of_a_sentence(name: str, unit: str, measure: str, subject: str):
    assert spoken(name, unit=unit, measure=measure) == subject
