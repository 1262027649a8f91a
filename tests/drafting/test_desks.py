"""What `describe` says of help desks, surveys and reviews: which reader fits and why, and what only the owner can answer."""

import json
from pathlib import Path

import openpyxl
import pytest
import yaml

from assets.describe import describe
from assets.readers.protocol import Plan
from assets.readers.registry import READERS
from assets.settings import Source

AUDIT = (
    "number,incident_state,sys_mod_count,made_sla,opened_at,sys_updated_at,priority,assignment_group\n"
    "INC1,New,0,TRUE,29-02-2016 01:16,29-02-2016 01:23,3 - Moderate,Group 56\n"
    "INC1,Parked,1,TRUE,29-02-2016 01:16,01-03-2016 01:23,3 - Moderate,Group 57\n"
)
SEARCH = (
    "Summary,Issue key,Status,Project key,Created,Updated,Comment,Comment\n"
    "x,SD-1,Done,SD,13/Mar/24 3:05 PM,13/Mar/24 3:05 PM,,\n"
    "x,SD-2,Simmering,SD,13/Mar/24 3:05 PM,13/Mar/24 3:05 PM,,\n"
)
DONE = ("Take in charge ticket", "Wait", "Resolve ticket")
LOG = "Case ID,Activity,Resource,Complete Timestamp,workgroup\n" + "".join(
    f"Case {n // 3},{DONE[n % 3]},Value {n % 4},2012-10-09T14:{n % 60:02}:17+02:00,W{n % 2}\n" for n in range(60)
)
REVIEWS = "Review date,Stars,Review text,Source\n" + "".join(
    f"2024-03-{1 + n % 28:02} 10:00:00,{1 + n % 5},words {n},Google\n" for n in range(40)
)
MONKEY = (
    "Respondent ID,Collector ID,Start Date,End Date,Custom Data 1,How satisfied are you?,\n,,,,,Happy,Unhappy\n"
    "1,2,03/13/2024 03:05:10 PM,03/13/2024 03:07:10 PM,c1,Happy,\n"
)
ZENDESK = json.dumps({"tickets": [{"id": 1, "created_at": "2024-05-01T08:00:00Z", "status": "open", "requester_id": 2}], "count": 1})


def written(folder: Path, text: str, name: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def planned(text: str, path: Path) -> Plan:
    """The plan of a draft whose blanks are filled in."""
    entry = yaml.safe_load(text.replace("FILL_IN", "UTC"))["sources"][0]
    source = Source.model_validate(entry)
    return READERS[source.reader].plan(source, path.read_bytes(), path.name)


@pytest.mark.parametrize(
    ("text", "name", "reader", "kind", "why"),
    [
        (AUDIT, "incidents.csv", "servicenow", "ticket_update", "one row an update"),
        (SEARCH, "jira.csv", "jira", "ticket", "'comment' more than once"),
        (ZENDESK, "tickets.json", "zendesk", "ticket", "the API's `tickets`"),
        (MONKEY, "survey.csv", "surveymonkey", "survey", "above a row of answer options"),
        (LOG, "helpdesk.csv", "delimited", "ticket_update", "no vendor's layout"),
        (REVIEWS, "reviews.csv", "delimited", "review", "no vendor's layout"),
    ],
)
def test_each_export_is_recognised_and_its_draft_loads(text: str, name: str, reader: str, kind: str, why: str, tmp_path: Path) -> None:
    path = written(tmp_path, text, name)
    found = describe(path)
    assert found.reader == reader and why in found.notes[0], found.notes[0]
    assert planned(found.text, path).kind.name == kind
    assert len(found.questions) == sum(line.strip().startswith("# ?") for line in found.text.splitlines())


def test_states_that_the_reader_knows_are_not_asked_about_and_strangers_are(tmp_path: Path) -> None:
    asked = " ".join(describe(written(tmp_path, AUDIT, "incidents.csv")).questions)
    assert "Parked (1)" in asked and "New (" not in asked
    assert "Group 56, Group 57" in asked
    assert "Simmering (1)" in " ".join(describe(written(tmp_path, SEARCH, "jira.csv")).questions)


def test_activities_of_a_log_are_drafted_as_states(tmp_path: Path) -> None:
    entry = yaml.safe_load(describe(written(tmp_path, LOG, "helpdesk.csv")).text)["sources"][0]
    assert entry["words"]["status"] == {"open": ["Take in charge ticket"], "pending": ["Wait"], "solved": ["Resolve ticket"]}
    assert entry["columns"] == {
        "ticket_id": "Case ID",
        "at_utc": "Complete Timestamp",
        "status": "Activity",
        "assignee": "Resource",
        "queue": "workgroup",
    }
    assert entry["timezone"] == "UTC", "the times say themselves how far they are from UTC"


def test_dates_that_fit_both_ways_are_asked_about(tmp_path: Path) -> None:
    both = AUDIT.replace("29-02", "03-02")
    found = describe(written(tmp_path, both, "incidents.csv"))
    assert any("day first or the month" in question for question in found.questions)


def test_a_workbook_is_described_by_its_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "March"
    for line in LOG.splitlines():
        book.active.append(line.split(","))
    book.save(tmp_path / "log.xlsx")
    found = describe(tmp_path / "log.xlsx")
    entry = yaml.safe_load(found.text)["sources"][0]
    assert (entry["kind"], entry["options"]) == ("ticket_update", {"sheet": "March"})
    assert any("workbook" in note for note in found.notes)
