"""What `describe` says of help desks, surveys and reviews: which reader fits and why, and what only the owner can answer."""

import json
from pathlib import Path

import openpyxl
import pytest
import yaml

from assets.describe import describe
from assets.readers.protocol import Plan
from assets.readers.registry import READERS
from assets.settings.sources import Source

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


CITY = (
    "Unique Key,Created Date,Closed Date,Agency,Complaint Type,Descriptor,Incident Address,Status,Due Date,Open Data Channel Type\n"
    + "".join(
        f"{5900 + n},03/{1 + n % 28:02}/2024 11:{n % 60:02}:00 PM,{'' if n % 4 else f'03/{1 + n % 28:02}/2024 11:59:30 PM'},"
        f"{('DOT', 'HPD')[n % 2]},Noise,Loud music,{n} Main St,{('Closed', 'Assigned', 'Started', 'Pending')[n % 4]},,ONLINE\n"
        for n in range(60)
    )
)
CHANGES = "SR Number;Change Date+Time;Status;Sub Status;Impact;Involved ST;Owner First Name\n" + "".join(
    f"1-{n // 3};2012-03-2{n % 3 + 4}T1{n % 3}:00:00+0{n % 3 // 2 + 1}:00;{('Queued', 'Accepted', 'Completed')[n % 3]};"
    f"{('Awaiting Assignment', 'Wait - User', 'Closed')[n % 3]};High;V30;Value {n % 4}\n"
    for n in range(60)
)
TEXTS = (
    "StartDate,EndDate,Status,Finished,RecordedDate,ResponseId,Q1,Q2_NPS_GROUP,Q2,TicketID\n"
    "Start Date,End Date,Response Type,Finished,Recorded Date,Response ID,How satisfied are you?,Group,Would you recommend us?,TicketID\n"
) + "".join(
    f"2024-03-{1 + n:02} 10:00:00,2024-03-{1 + n:02} 10:05:00,IP Address,True,2024-03-{1 + n:02} 10:05:00,R_{n},{1 + n % 5},"
    f"Promoter,{n % 11},T{n}\n"
    for n in range(20)
)
RESPONSES = (
    "Respondent ID,Collector ID,Date Created,Date Modified,Custom Data 1,How would you rate our service?,Would you recommend us?\n"
    ",,,,,Response,Response\n"
) + "".join(f"{n},4,03/{1 + n % 9:02}/2024 01:05:00 PM,03/{1 + n % 9:02}/2024 01:09:00 PM,c{n},{1 + n % 5},{n % 11}\n" for n in range(20))


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


def drafted(text: str, name: str, folder: Path) -> dict[str, object]:
    found: dict[str, object] = yaml.safe_load(describe(written(folder, text, name)).text)["sources"][0]
    return found


def test_a_city_s_list_of_requests_is_tickets_with_their_end_and_their_agency(tmp_path: Path) -> None:
    entry = drafted(CITY, "requests.csv", tmp_path)
    assert (entry["kind"], entry["timestamp"]) == ("ticket", "%m/%d/%Y %I:%M:%S %p")
    expected = {"ticket_id": "Unique Key", "created_at_utc": "Created Date", "closed_at_utc": "Closed Date", "queue": "Agency"}
    assert expected.items() <= entry["columns"].items()  # type: ignore[attr-defined]
    assert entry["words"] == {"status": {"open": ["Assigned", "Started"], "pending": ["Pending"], "closed": ["Closed"]}}


def test_changes_of_a_case_are_its_log_whose_finer_state_counts(tmp_path: Path) -> None:
    entry = drafted(CHANGES, "incidents.csv", tmp_path)
    assert (entry["kind"], entry["timezone"]) == ("ticket_update", "UTC")
    columns = {"ticket_id": "SR Number", "at_utc": "Change Date+Time", "status": "Sub Status", "queue": "Involved ST"}
    assert columns.items() <= entry["columns"].items()  # type: ignore[attr-defined]
    assert entry["words"] == {"status": {"open": ["Awaiting Assignment"], "pending": ["Wait - User"], "closed": ["Closed"]}}


@pytest.mark.parametrize(("text", "linked"), [(TEXTS, {"ticket_id": "TicketID"}), (RESPONSES, {"contact_id": "Custom Data 1"})])
def test_a_survey_s_draft_names_both_questions_and_what_was_asked_about(text: str, linked: dict[str, str], tmp_path: Path) -> None:
    entry = drafted(text, "answers.csv", tmp_path)
    satisfied, recommends = ("Q1", "Q2") if text is TEXTS else ("How would you rate our service?", "Would you recommend us?")
    assert entry["columns"] == linked | {"csat": satisfied, "nps": recommends}
    assert entry["scales"] == {"csat": {"min": 1, "max": 5}, "nps": {"min": 0, "max": 10}}


def test_twelve_hours_are_asked_about_with_the_month_first(tmp_path: Path) -> None:
    assert drafted(RESPONSES, "answers.csv", tmp_path)["timestamp"] == "%m/%d/%Y %I:%M:%S %p"


def test_question_texts_without_the_row_of_ids_are_no_answer(tmp_path: Path) -> None:
    plan = planned(describe(written(tmp_path, TEXTS, "answers.csv")).text, tmp_path / "answers.csv")
    assert getattr(plan.shape, "header_records", None) == 2


def test_dates_that_fit_both_ways_are_asked_about(tmp_path: Path) -> None:
    both = AUDIT.replace("29-02", "03-02")
    found = describe(written(tmp_path, both, "incidents.csv"))
    assert any("day first or the month" in question for question in found.questions)


def test_numbers_under_a_header_that_says_when_are_dates_of_a_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    rows = [["Cases of March"], ["Case ID", "Opened", "Closed", "Status", "Plan"]]
    rows += [[number, 45_352 + number / 7, 45_360 + number, "Closed", 45_000 + number] for number in range(1, 9)]
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "cases.xlsx")
    entry = yaml.safe_load(describe(tmp_path / "cases.xlsx").text)["sources"][0]
    assert entry["kind"] == "ticket"
    told = {name: column if isinstance(column, str) else column["column"] for name, column in entry["columns"].items()}
    assert (told["created_at_utc"], told["closed_at_utc"]) == ("Opened", "Closed")


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
