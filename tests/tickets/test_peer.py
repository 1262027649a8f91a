"""One hand-written export over Easter 2024 beside what dbt_zendesk's published definitions give for it, worked out by hand, in minutes.

Where ours differ, docs/decisions.md says why. Promises are in test_peer_promises.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.engine.duckdb import DuckDBEngine
from tests.tables import MODELS, Rows
from tests.tickets.desk import build, open_desk, ticket
from tests.tickets.easter import AGENT, ASKED, BERLIN_9_TO_17, CUSTOMER, EASTER_MONDAY, OPENED, THURSDAY, state


@pytest.fixture(scope="module")
def tickets() -> Iterator[dict[str, dict[str, Any]]]:
    engine: DuckDBEngine = open_desk()
    given: dict[str, Rows] = {
        "raw.schedule": BERLIN_9_TO_17,
        "raw.schedule_holiday": EASTER_MONDAY,
        "raw.ticket": [
            ticket("asked", THURSDAY, status="closed", submitter_key=CUSTOMER, requester_key=CUSTOMER, assignee="ann"),
            ticket("opened", THURSDAY, status="solved", submitter_key=AGENT, requester_key=CUSTOMER, assignee="ann"),
            ticket("shut", THURSDAY, status="closed"),
            ticket("torn", THURSDAY, status="open"),
        ],
        "raw.ticket_event": [
            *(*ASKED, *OPENED),
            *(state("shut", f"2024-03-28 {at}", to) for at, to in (("14:00:00", "new"), ("15:00:00", "solved"))),
            *(state("shut", f"2024-03-28 {at}", to) for at, to in (("15:30:00", "open"), ("17:00:00", "closed"))),
            state("torn", "2024-03-28 16:00:00", "open"),
        ],
    }
    build(engine, given, years=(2024, 2024))
    engine.build("marts.ticket", MODELS["marts.ticket"].sql, spans=None)
    yield {row["ticket_id"]: row for row in engine.records("select * from marts.ticket")}
    engine.con.close()


HOUR = 60
SAME_IN_MINUTES = {
    "first_response_s": ("first_reply_time_calendar_minutes", 114 * HOUR),
    # Thursday 15 to 17, Friday, no Monday, Tuesday 9 to 10
    "first_response_business_s": ("first_reply_time_business_minutes", (2 + 8 + 0 + 1) * HOUR),
    "total_reply_s": ("total_reply_time_calendar_minutes", (114 + 2 + 2) * HOUR),
    "first_resolution_s": ("first_resolution_calendar_minutes", 139 * HOUR),
    "first_resolution_business_s": ("first_resolution_business_minutes", (2 + 8 + 0 + 8 + 2) * HOUR),
    "resolution_s": ("final_resolution_calendar_minutes", 166 * HOUR),
    "resolution_business_s": ("full_resolution_business_minutes", (2 + 8 + 0 + 8 + 8 + 5) * HOUR),
    "first_assignment_to_resolution_s": ("first_assignment_to_resolution_calendar_minutes", 165.5 * HOUR),
    "last_assignment_to_resolution_s": ("last_assignment_to_resolution_calendar_minutes", 165.5 * HOUR),
    "unassigned_s": ("ticket_unassigned_duration_calendar_minutes", 30),
    "agent_wait_s": ("agent_wait_time_in_calendar_minutes", 23 * HOUR),
    "agent_wait_business_s": ("agent_wait_time_in_business_minutes", 7 * HOUR),
    "requester_wait_s": ("requester_wait_time_in_calendar_minutes", (114 + 2 + 2) * HOUR),
    "requester_wait_business_s": ("requester_wait_time_in_business_minutes", (2 + 8 + 1 + 2 + 2) * HOUR),
    "agent_work_s": ("agent_work_time_in_calendar_minutes", (114 + 2 + 2) * HOUR),
    "agent_work_business_s": ("agent_work_time_in_business_minutes", (2 + 8 + 1 + 2 + 2) * HOUR),
    "on_hold_s": ("on_hold_time_in_calendar_minutes", 0),
    "on_hold_business_s": ("on_hold_time_in_business_minutes", 0),
    "new_s": ("new_status_duration_in_calendar_minutes", 30),
    "new_business_s": ("new_status_duration_in_business_minutes", 30),
}
SAME_COUNTS = {
    "solutions": ("count_resolutions", 2),
    "reopens": ("count_reopens", 1),
    "agent_comments": ("count_public_agent_comments", 3),
    "replies": ("total_agent_replies", 3),
    "customer_comments": ("count_end_user_comments", 3),
    "private_comments": ("count_internal_comments", 1),
    "comments": ("total_comments", 7),
    "agents": ("count_ticket_handoffs", 2),
    "assignees": ("unique_assignee_count", 1),
    "assignee_stations": ("assignee_stations_count", 1),
    "group_stations": ("group_stations_count", 1),
    "touches": ("is_multi_touch_resolution", "more"),
}


@pytest.mark.parametrize(("ours", "theirs", "minutes"), [(ours, *theirs) for ours, theirs in SAME_IN_MINUTES.items()])
def test_times_over_easter_are_those_of_the_package(tickets: dict[str, dict[str, Any]], ours: str, theirs: str, minutes: float) -> None:
    assert tickets["asked"][ours] / 60 == minutes, theirs


@pytest.mark.parametrize(("ours", "theirs", "count"), [(ours, *theirs) for ours, theirs in SAME_COUNTS.items()])
def test_counts_over_easter_are_those_of_the_package(tickets: dict[str, dict[str, Any]], ours: str, theirs: str, count: Any) -> None:
    assert tickets["asked"][ours] == count, theirs


def test_an_opening_by_an_agent_is_the_package_s_first_reply_and_not_ours(tickets: dict[str, dict[str, Any]]) -> None:
    opened = tickets["opened"]
    assert opened["first_agent_comment_s"] == 0, "the package: the first public comment of anybody internal"
    assert opened["first_response_s"] == 90 * 60, "ours: the first answer"
    assert (opened["agent_comments"], opened["replies"], opened["touches"]) == (2, 1, "one"), "two touches for the package, one for us"


def test_a_ticket_closed_after_a_reopening_is_resolved_by_the_closing_where_the_package_keeps_the_last_solved(
    tickets: dict[str, dict[str, Any]],
) -> None:
    shut = tickets["shut"]
    assert (shut["first_resolution_s"] / 60, shut["resolution_s"] / 60, shut["solutions"]) == (60, 180, 2), "the package: 60, 60 and 1"


def test_before_its_history_begins_a_ticket_is_new_where_the_package_knows_nothing(tickets: dict[str, dict[str, Any]]) -> None:
    assert tickets["torn"]["new_s"] / 60 == 120, "the package: 0"


FIGURES_OF_THE_PACKAGE = """
first_reply_time_calendar_minutes first_reply_time_business_minutes total_reply_time_calendar_minutes
first_resolution_calendar_minutes final_resolution_calendar_minutes first_resolution_business_minutes full_resolution_business_minutes
first_solved_at last_solved_at count_resolutions count_reopens
requester_wait_time_in_calendar_minutes requester_wait_time_in_business_minutes agent_wait_time_in_calendar_minutes
agent_wait_time_in_business_minutes agent_work_time_in_calendar_minutes agent_work_time_in_business_minutes
on_hold_time_in_calendar_minutes on_hold_time_in_business_minutes solve_time_in_calendar_minutes solve_time_in_business_minutes
new_status_duration_in_calendar_minutes new_status_duration_in_business_minutes
open_status_duration_in_calendar_minutes open_status_duration_in_business_minutes
ticket_unassigned_duration_calendar_minutes first_assignment_to_resolution_calendar_minutes
last_assignment_to_resolution_calendar_minutes first_agent_assignment_date last_agent_assignment_date first_assignee_id last_assignee_id
unique_assignee_count assignee_stations_count group_stations_count count_agent_comments count_public_agent_comments
count_end_user_comments count_public_comments count_internal_comments total_comments count_ticket_handoffs total_agent_replies
is_one_touch_resolution is_two_touch_resolution is_multi_touch_resolution ticket_last_comment_date ticket_deleted_count
total_ticket_recoveries last_status_assignment_date requester_last_login_age_minutes assignee_last_login_age_minutes
unsolved_ticket_age_minutes unsolved_ticket_age_since_update_minutes
sla_policy_name sla_applied_at in_business_hours sla_breach_at sla_elapsed_time is_active_sla is_sla_breach
ticket_satisfaction_score is_good_to_bad_satisfaction_score unreplied_ticket_count reassigned_ticket_count
surveyed_satisfaction_ticket_count zendesk__ticket_backlog zendesk__ticket_summary zendesk__sla_policies
"""


@pytest.mark.parametrize("figure", FIGURES_OF_THE_PACKAGE.split())
def test_every_figure_of_the_package_is_found_beside_ours_by_its_name(figure: str) -> None:
    said_why = (Path(__file__).parents[2] / "docs" / "decisions.md").read_text(encoding="utf-8")
    assert re.search(rf"^\| [^|]*\b{figure}\b[^|]*\| [^|]+ \|$", said_why, re.M), figure


def test_what_stands_beside_a_figure_of_the_package_is_a_table_or_column_there_is() -> None:
    said_why = (Path(__file__).parents[2] / "docs" / "decisions.md").read_text(encoding="utf-8")
    ours = said_why.split("### By the package's column")[1].split("\n## ")[0]
    tables = set(re.findall(r"\b(?:marts|core)\.\w+", ours))
    assert tables and tables <= set(MODELS)
    columns = set(yaml.safe_load((Path(__file__).parents[2] / "sql" / "columns.yaml").read_text(encoding="utf-8")))
    cells = [line.split("|")[2] for line in ours.splitlines() if line.startswith("| `")]
    named = {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}
    assert named - columns - {"_time"} == set()
