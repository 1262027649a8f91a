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
    assert text.endswith("; that is about 120 contacts a month.")


def test_one_of_many_that_moved_by_chance_is_not_called_too_little():
    found = replace(RISE, delta_adj=0.026, ci_high=0.047, verdict="no_detectable_change")
    plain = {"kpi": "service_level", "name": "Service level", "unit": "share", "measure": "ratio", "since": "April 2026"}
    text = sentence(found, contacts_per_month=float("nan"), margin=0.01, **plain)  # type: ignore[arg-type]
    assert text.endswith("season removed; of so many KPIs compared at once, some move this far by chance.")


def test_counts_of_monthly_returns_are_told_by_the_month():
    found = Change("1", delta_raw=139.0, note="the source tells one figure a month")
    text = sentence(
        found, kpi="offered", name="Number offered", unit="count", measure="count", since="April", contacts_per_month=0.0, each="month"
    )
    assert text == "Number offered is 139 a month higher than in April, but this proves nothing: the source tells one figure a month."


@pytest.mark.parametrize(
    ("name", "unit", "measure", "subject"),
    [
        ("Answered", "count", "count", "Number answered"),
        ("Identified contacts", "count", "count", "Number of identified contacts"),
        ("Backlog", "count", "snapshot", "Backlog"),
        ("Calls in intervals below target", "share", "ratio", "Share of calls in intervals below target"),
        ("Service level, answered calls only", "share", "ratio", "Service level (answered calls only)"),
        ("Ring no answer", "share", "ratio", "Ring no answer"),
        ("Hung up by the agent", "share", "ratio", "Share hung up by the agent"),
        ("Agents a ticket", "score", "mean", "Number of agents a ticket"),
        ("Answer wait, 90th percentile", "seconds", "quantile 0.9", "Answer wait (90th percentile of each day)"),
        ("First response time, 90 %", "seconds", "quantile 0.9", "First response time (90 % quantile of each day)"),
        ("Agent work", "seconds", "quantile 0.5", "Agent work (median of each day)"),
        ("Longest wait", "seconds", "maximum", "Longest wait (of each day)"),
    ],
)
def test_a_name_becomes_the_subject_of_a_sentence(name: str, unit: str, measure: str, subject: str):
    assert spoken(name, unit=unit, measure=measure) == subject
