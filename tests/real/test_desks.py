"""Real help desks, by YAML alone: what the pipeline makes of them equals what their own rows say."""

import pytest

from tests.real.centres import CENTRES
from tests.real.incidents import incidents
from tests.real.running import Outcome
from tests.real.test_real import outcome_of

pytestmark = pytest.mark.slow


@pytest.fixture
def audit(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return outcome_of("servicenow", tmp_path_factory)


def test_every_incident_is_one_ticket_with_the_life_its_updates_tell(audit: Outcome) -> None:
    expected = incidents(CENTRES["servicenow"].folder / "servicenow_first_100_incidents.csv")
    states = {"Closed": "closed", "Resolved": "solved", "New": "new", "Active": "open"}
    rows = audit.warehouse("select ticket_id, created_at_utc, first_solved_at_utc, reopens, status from core.ticket")
    assert {row[0]: row[1:] for row in rows} == {
        number: (one.created, one.first_solved, one.reopens, states[one.state]) for number, one in expected.items()
    }


def test_a_queue_is_the_group_the_last_update_names(audit: Outcome) -> None:
    expected = incidents(CENTRES["servicenow"].folder / "servicenow_first_100_incidents.csv")
    named = {"Group 70": "first_line", "Group 54": "second_line"}
    rows = audit.warehouse("select ticket_id, queue_id from core.ticket")
    assert dict(rows) == {number: named.get(one.group, "unmapped") for number, one in expected.items()}


def test_the_vendor_s_verdict_is_counted_by_incident_and_not_by_row(audit: Outcome) -> None:
    expected = incidents(CENTRES["servicenow"].folder / "servicenow_first_100_incidents.csv")
    ((breached, tickets),) = audit.warehouse("select count(*) filter (where vendor_is_breached), count(*) from staging.ticket")
    assert (breached, tickets) == (sum(not one.made_sla for one in expected.values()), len(expected))


def test_data_reach_to_the_last_update_and_not_only_to_the_last_incident(audit: Outcome) -> None:
    expected = incidents(CENTRES["servicenow"].folder / "servicenow_first_100_incidents.csv")
    ((through,),) = audit.warehouse("select business_date from ops.data_through")
    assert through > max(one.created for one in expected.values()).date()
    solved = sum(audit.daily("tickets_solved").values())
    assert solved >= len(expected), "each is solved on some day, those reopened twice"


def test_issues_of_a_connector_are_tickets_and_what_is_not_needed_is_set_aside(tmp_path_factory: pytest.TempPathFactory) -> None:
    outcome = outcome_of("jira", tmp_path_factory)
    files = {path.rsplit("/", 1)[1]: file["status"] for path, file in outcome.files().items()}
    assert files == {
        "comment_redshift.csv": "loaded",
        "issue.csv": "loaded",
        "issue_field_history.csv": "loaded",
        "issue_link.csv": "ignored",
        "issue_multiselect_history.csv": "ignored",
        "issue_type.csv": "ignored",
    }
    rows = outcome.warehouse("select ticket_id, status, queue_id from core.ticket order by 1")
    assert rows == [
        ("10011", "open", "permissions"),
        ("10015", "new", "permissions"),
        ("10018", "new", "stories"),
        ("10027", "open", "stories"),
    ]
