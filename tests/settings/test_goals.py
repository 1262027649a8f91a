"""The goal linter: each goal that is no goal, with the whole message its writer gets."""

from collections.abc import Callable
from pathlib import Path

import pytest

from assets.settings.messages import SettingsError
from assets.settings.settings import Settings, load_settings

Write = Callable[..., Path]
KNOWN = {
    "known_kpis": {"service_level": "higher", "average_wait": "lower", "handle_time": "band", "first_contact_resolution": "higher"},
    "known_units": {"service_level": "share", "average_wait": "seconds", "handle_time": "seconds", "first_contact_resolution": "share"},
    "never_goals": ["handle_time"],
}
ONE = """\
targets:
  - kpi: service_level
    scope: company
    target: 0.8
    owner: Head
    due: 2026-12-31
"""


def load(folder: Path) -> Settings:
    return load_settings(folder, **KNOWN)


CASES = {
    "a goal on call length is refused": (
        ("kpi: service_level", "kpi: handle_time\n    comparator: at_most"),
        "line 2, targets[1].kpi: handle_time may be watched but not promised: agents who must be quick hang up on callers who are not done;"
        " promise what callers get, such as first contact resolution or the service level",
    ),
    "a scope that is none": (
        ("scope: company", "scope: everybody"),
        "line 3, targets[1].scope: found 'everybody', expected company, conflict, site/<id> or queue/<id>; known: company, conflict",
    ),
    "a share is not a percentage": (
        ("target: 0.8", "target: 80"),
        "line 4, targets[1].target: found 80, expected a share from 0 to 1 (0.8 means 80 %); did you mean 0.8?",
    ),
    "seconds are not negative": (
        ("kpi: service_level\n    scope: company\n    target: 0.8", "kpi: average_wait\n    scope: company\n    target: -3"),
        "line 4, targets[1].target: found -3, expected 0 or more: average_wait is in seconds",
    ),
    "a comparator against the KPI's own direction": (
        ("target: 0.8", "target: 0.8\n    comparator: at_most"),
        "line 5, targets[1].comparator: found 'at_most', but of service_level the higher is the better; leave the key out",
    ),
    "a stretch short of the target": (
        ("target: 0.8", "target: 0.8\n    stretch: 0.7"),
        "line 5, targets[1].stretch: found 0.7, expected more than is promised: above 0.8",
    ),
    "an owner who is nobody": (
        ("owner: Head", "owner: TBD"),
        "line 5, targets[1].owner: found 'TBD', expected one person or office that answers for the goal",
    ),
    "a parent that is not there": (
        ("target: 0.8", "target: 0.8\n    parent: servise_level_company"),
        "line 5, targets[1].parent: unknown goal 'servise_level_company'; did you mean 'service_level_company'?",
    ),
    "a goal that serves itself": (
        ("target: 0.8", "target: 0.8\n    parent: service_level_company"),
        "line 5, targets[1].parent: goals serve each other in a circle: service_level_company -> service_level_company",
    ),
    "an action that begins when all is over": (
        ("target: 0.8", "target: 0.8\n    action_from: 2027-01-01"),
        "line 5, targets[1].action_from: found '2027-01-01', expected a day before the goal is due, 2026-12-31",
    ),
    "an intervention nobody declared": (
        ("target: 0.8", "target: 0.8\n    intervention: course"),
        "line 5, targets[1].intervention: unknown intervention 'course'; there are none",
    ),
    "a page with call length above first contact resolution": (
        ("targets:", "page: [service_level, handle_time, first_contact_resolution]\ntargets:"),
        "line 1, page[2]: found 'handle_time' first; how long a call takes stands below whether it solved the matter:"
        " put first contact resolution above it",
    ),
    "a page of more than eight": (
        ("targets:", f"page: [{', '.join(['service_level'] * 9)}]\ntargets:"),
        "line 1, page: found 9 KPIs, expected at most 8: whoever watches everything sees nothing",
    ),
    "a page with a KPI that is none": (
        ("targets:", "page: [servicelevel]\ntargets:"),
        "line 1, page[1]: unknown KPI 'servicelevel'; did you mean 'service_level'?",
    ),
}


@pytest.mark.parametrize("case", sorted(CASES))
def test_a_goal_that_is_no_goal_is_refused(write: Write, case: str) -> None:
    (old, new), message = CASES[case]
    with pytest.raises(SettingsError) as caught:
        load(write(("targets", old, new)))
    assert f"config/targets.yaml, {message}" in [line.strip() for line in str(caught.value).splitlines()]


def test_a_goal_of_a_team_serves_one_of_the_company_and_not_the_other_way(write: Write) -> None:
    team = "  - {kpi: average_wait, scope: queue/orders, target: 30, owner: Ann, due: 2026-12-31, parent: service_level_company}\n"
    settings = load(write(("targets", ONE, ONE + team)))
    assert [(goal.target_id, goal.goal_level, goal.parent) for goal in settings.targets] == [
        ("service_level_company", "company", None),
        ("average_wait_queue_orders", "team", "service_level_company"),
    ]
    turned = ONE.replace("target: 0.8", "target: 0.8\n    parent: average_wait_queue_orders")
    with pytest.raises(SettingsError, match="is a goal of the level team, below company"):
        load(write(("targets", ONE, turned + team.replace(", parent: service_level_company", ""))))


def test_the_page_shows_the_kpis_named_or_those_of_the_goals(write: Write) -> None:
    assert load(write()).page == ("service_level",)
    named = write(("targets", "targets:", "page: [first_contact_resolution, service_level, handle_time]\ntargets:"))
    assert load(named).page == ("first_contact_resolution", "service_level", "handle_time")
