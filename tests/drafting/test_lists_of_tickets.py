"""What `describe` makes of lists of tickets, answers and reviews as help desks, cities and survey tools export them."""

import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from assets.describe import describe

ROWS = 40


def drafted(folder: Path, header: str, row: str, *, name: str = "export.csv") -> tuple[dict[str, Any], str]:
    """Describe a file of forty rows, `row` with n, day, hour and a word of few put in; give the entry and its text."""
    lines = [
        row.format(n=n, day=f"{1 + n % 28:02}", hour=f"{1 + n % 9:02}", few=("Low", "High")[n % 2], star=1 + n % 5, likely=n % 11)
        for n in range(ROWS)
    ]
    path = folder / name
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    text = describe(path).text
    return yaml.safe_load(text)["sources"][0], text


@pytest.mark.parametrize(
    ("header", "row", "columns"),
    [
        pytest.param(
            "Ticket ID,Ticket name,Ticket status,Create date,Close date,Priority,Associated Contact IDs,Time to first reply (HH:mm:ss)",
            "14000000{n:02},Printer,Closed,2024-03-{day} {hour}:00,2024-03-{day} {hour}:30,{few},c{star},01:0{star}:00",
            {
                "ticket_id": "Ticket ID",
                "created_at_utc": "Create date",
                "closed_at_utc": "Close date",
                "requester_key": "Associated Contact IDs",
                "first_response_at_utc": {"column": "Create date", "plus": "Time to first reply (HH:mm:ss)", "format": "h:mm:ss"},
            },
            id="numbers of tickets that could be seconds since 1970",
        ),
        pytest.param(
            "SRNumber,CreatedDate,UpdatedDate,RequestType,Status,ServiceDate,ClosedDate",
            "1-4000000{n:02},03/{day}/2024 {hour}:00:00 AM,03/{day}/2024 {hour}:10:00 AM,Bulky,Closed,,03/{day}/2024 {hour}:20:00 AM",
            {"ticket_id": "SRNumber", "created_at_utc": "CreatedDate", "closed_at_utc": "ClosedDate"},
            id="numbers that look like telephone numbers",
        ),
        pytest.param(
            "Number,Ticketnummer,Erstellt,Schließzeit,Status,Queue,Besitzer",
            "{n},202400{n:04},2024-03-{day} {hour}:00:00,2024-03-{day} {hour}:30:00,closed successful,Support,Ann",
            {"ticket_id": "Ticketnummer", "created_at_utc": "Erstellt", "closed_at_utc": "Schließzeit", "assignee": "Besitzer"},
            id="the number of the row beside that of the ticket",
        ),
        pytest.param(
            "ID;Titre;Statut;Dernière modification;Date d'ouverture;Date de résolution;Priorité",
            "{n};x;Clos;{day}-03-2024 {hour}:40;{day}-03-2024 {hour}:00;{day}-03-2024 {hour}:30;{few}",
            {"created_at_utc": "Date d'ouverture", "solved_at_utc": "Date de résolution", "updated_at_utc": "Dernière modification"},
            id="a change that stands before the opening",
        ),
        pytest.param(
            "case_enquiry_id,open_dt,sla_target_dt,closed_dt,on_time,case_status,queue",
            "1010050{n:05},2024-03-{day} {hour}:00:00,2024-03-{day} {hour}:20:00,2024-03-{day} {hour}:30:00,OVERDUE,Closed,Parking",
            {"created_at_utc": "open_dt", "closed_at_utc": "closed_dt", "vendor_due_at_utc": "sla_target_dt"},
            id="a due time",
        ),
        pytest.param(
            "Service Request (SR) Number,SR Status,Created Date,Close Date,Owning Department",
            "24-00{n:06},Closed,2024 Mar {day} {hour}:00:00 AM,2024 Mar {day} {hour}:30:00 AM,Animals",
            {"created_at_utc": "Created Date", "closed_at_utc": "Close Date", "queue": "Owning Department"},
            id="the year before the month's name",
        ),
        pytest.param(
            "Ticket Id,Status,Department,Contact Id,Created Time,Ticket Closed Time,Happiness Rating",
            "5432{n:06},Escalated,IT,c{star},2024-03-{day} {hour}:00:00,2024-03-{day} {hour}:30:00,{star}",
            {"requester_key": "Contact Id", "satisfaction": "Happiness Rating"},
            id="a contact who is a person and no call",
        ),
        pytest.param(
            "Creation Date,Status,Ward,Service Request Type,Division",
            "2024-03-{day} {hour}:00:0{star},Completed,W{star},Bins,Waste",
            {"ticket_id": {"columns": ["Creation Date", "Ward", "Service Request Type", "Division"]}, "created_at_utc": "Creation Date"},
            id="requests without a number",
        ),
        pytest.param(
            "CASE NUMBER|DEPARTMENT|DIVISION|SR TYPE|QUEUE|SR CREATE DATE|DATE CLOSED|STATUS",
            "1010000{n:02}|HPW|North|Sewer|SWM|2024-03-{day} {hour}:00:00|2024-03-{day} {hour}:30:00|Closed",
            {"ticket_id": "CASE NUMBER", "created_at_utc": "SR CREATE DATE", "closed_at_utc": "DATE CLOSED"},
            id="bars between the fields, as in the log of a queue",
        ),
        pytest.param(
            "CASE ID,TYPE,CREATION DATE,CREATION TIME,STATUS,CLOSED DATE,CLOSED TIME",
            "2024{n:06},Bins,03/{day}/2024,{hour}:00 AM,RESOL,03/{day}/2024,{hour}:30 AM",
            {
                "created_at_utc": {"columns": ["CREATION DATE", "CREATION TIME"]},
                "closed_at_utc": {"columns": ["CLOSED DATE", "CLOSED TIME"]},
            },
            id="days and times of day in columns of their own",
        ),
        pytest.param(
            "Service request type;Status;Service request open timestamp;Service request close date;Channel",
            "Bins;Close;2024-03-{day}T{hour}:00:0{star}-07:00;2024-03-{day};WEB",
            {
                "created_at_utc": "Service request open timestamp",
                "closed_at_utc": {"column": "Service request close date", "timestamp": "%Y-%m-%d"},
            },
            id="a closing that is a day alone",
        ),
        pytest.param(
            "Ticket #,Customer Complaint,Customer City,Created On,Status",
            "{n},Slow {star},Atlanta,2024-03-{day} {hour}:00:00,Open",
            {"ticket_id": "Ticket #", "requester_key": None},
            id="a customer's complaint and city, which are no customer",
        ),
    ],
)
def test_a_list_of_tickets_is_drafted_by_its_own_words(header: str, row: str, columns: dict[str, Any], tmp_path: Path) -> None:
    entry, text = drafted(tmp_path, header, row)
    assert (entry["reader"], entry["kind"]) == ("delimited", "ticket")
    assert {canonical: entry["columns"].get(canonical) for canonical in columns} == columns
    assert "What do these mean" not in text


@pytest.mark.parametrize(
    ("header", "row", "kind", "columns"),
    [
        pytest.param(
            "Timestamp,How satisfied were you with our support?,How likely are you to recommend us?,Was your issue resolved?",
            "3/{day}/2024 {hour}:00:00,{star},{likely},Yes",
            "survey",
            {
                "answered_at_utc": "Timestamp",
                "csat": "How satisfied were you with our support?",
                "nps": "How likely are you to recommend us?",
            },
            id="a form",
        ),
        pytest.param(
            "#,How likely are you to recommend us to a friend?,How satisfied are you?,Submit Date (UTC),Response Type,ticket_id",
            "r{n:032},{likely},{star},2024-03-{day} {hour}:00:00,completed,T{n}",
            "survey",
            {"nps": "How likely are you to recommend us to a friend?", "ticket_id": "ticket_id", "answered_at_utc": "Submit Date (UTC)"},
            id="a form that names tickets",
        ),
        pytest.param(
            "respondent,survey_date,nps_score,csat_1_5",
            "{n},2024-03-{day},{likely},{star}",
            "survey",
            {"nps": "nps_score", "csat": "csat_1_5"},
            id="two scores",
        ),
        pytest.param(
            "Response Date,Response ID,Score,Comment",
            "2024-03-{day} {hour}:00:00 -0400,{n},{likely},fine",
            "survey",
            {"nps": "Score", "csat": None},
            id="a score from 0 to 10",
        ),
        pytest.param(
            "App Name,Date,Score,Nickname,Title,Review",
            "X,2024-03-{day},{star},nick{n},t,good app",
            "review",
            {"rating": "Score", "review_id": None},
            id="nicknames that are all different by chance",
        ),
        pytest.param(
            "Review Id,Review Created (UTC),Review Stars,Review Content,Status,Company Reply Date (UTC)",
            "{n},2024-03-{day} {hour}:00:00 UTC,Rated {star} out of 5 stars,fine,Verified,2024-03-{day} {hour}:30:00 UTC",
            "review",
            {"rating": "Review Stars", "at_utc": "Review Created (UTC)", "replied_at_utc": "Company Reply Date (UTC)"},
            id="reviews whose stars are a sentence",
        ),
    ],
)
def test_answers_and_reviews_are_no_calls_and_no_tickets(header: str, row: str, kind: str, columns: dict[str, str], tmp_path: Path) -> None:
    entry, _ = drafted(tmp_path, header, row)
    assert entry["kind"] == kind
    assert {canonical: entry["columns"].get(canonical) for canonical in columns} == columns
    assert "queue" not in entry["columns"]


def test_what_an_answer_in_words_is_worth_is_drafted_and_what_is_not_known_is_asked(tmp_path: Path) -> None:
    header = "Ticket ID,Created,Status,Survey results"
    answers = "2024-03-{day} {hour}:00:00,Closed,"
    entry, text = drafted(tmp_path, header, "{n}," + answers + "Extremely Happy")
    assert entry["words"]["satisfaction"] == {"5": ["Extremely Happy"]}
    entry, text = drafted(tmp_path, header, "{n}," + answers + "Smashing")
    assert entry["words"]["satisfaction"] == {} and "What are these worth? Smashing." in text


def test_a_sheet_keyed_in_by_hand_joins_its_day_and_its_time(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Calls of March"])
    sheet.append(["Date", "Time", "Ticket no", "Satisfaction (1-5)", "Solved?"])
    for n in range(ROWS):
        sheet.append([datetime.date(2024, 3, 1 + n % 28), datetime.time(9 + n % 9, 5), f"T{n}", 1 + n % 5, ("yes", "no")[n % 2]])
    book.save(tmp_path / "phone.xlsx")
    entry = yaml.safe_load(describe(tmp_path / "phone.xlsx").text)["sources"][0]
    assert entry["columns"]["answered_at_utc"] == {"columns": ["Date", "Time"]}
    assert entry["timestamp"] == "%Y-%m-%d 00:00:00 %H:%M:%S"
    assert "response_id" not in entry["columns"]


def test_an_answer_that_stands_beside_calls_is_named_and_not_lost_in_silence(tmp_path: Path) -> None:
    header = "Call Id,Agent,Date,Time,Topic,Answered (Y/N),Speed of answer in seconds,AvgTalkDuration,Satisfaction rating"
    entry, text = drafted(tmp_path, header, "ID{n},Ann,3/{day}/2024,{hour}:10:00 AM,Contract,Y,{likely},0:0{star}:10,{star}")
    assert entry["kind"] == "call"
    assert "Satisfaction rating answers a survey (csat): a copy of the file elsewhere, as kind survey, tells it." in text


def test_times_that_are_written_in_two_ways_are_drafted_as_both(tmp_path: Path) -> None:
    ways = ("2024-03-{n:02} 10:00:00", "{n:02}/03/2024 10:00")
    path = tmp_path / "mixed.csv"
    lines = [f"{n},{ways[n % 2].format(n=n)},Open" for n in range(1, 29)]
    path.write_text("\n".join(["Case ID,Created,Status", *lines]) + "\n", encoding="utf-8")
    entry = yaml.safe_load(describe(path).text)["sources"][0]
    assert entry["columns"]["created_at_utc"] == "Created"
    assert set(entry["timestamp"]) == {"%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M"}
