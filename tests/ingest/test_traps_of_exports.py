"""The traps that real exports of switches and workforce tools are known for, hand-written in their layouts, from the file to the tables.

Each ends quarantined with its reason, repaired and counted, skipped and counted, or simply right. Those of a queue log are in
tests/telephony/test_traps.py, those of dispatch systems in tests/dispatch/test_traps.py, damaged files in test_bad_input.py.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from assets.config_tables.tables import COLUMNS, config_tables
from assets.ingest import IngestReport
from assets.readers.registry import built_in_words
from pipelines.engine.base import Span
from pipelines.engine.duckdb import DuckDBEngine
from tests.tables import MODELS
from tests.warehouse import deliver, run_ingest, settings_of

CALLS = (
    *("staging.queue_event", "core.queue_log_event", "core.queue_log_leg", "core.wrap_up"),
    *("staging.call", "core.twin_call", "core.queue_leg", "core.contact_sequel", "core.contact"),
)
TOTALS = (*CALLS[:-2], "staging.interval_total", "core.queue_total", "core.queue_interval")

at = datetime.fromisoformat


@contextmanager
def loaded(
    folder: Path, source: dict[str, Any], files: dict[str, str], *, days: tuple[date, date], tables: tuple[str, ...] = CALLS
) -> Iterator[tuple[IngestReport, DuckDBEngine]]:
    """Deliver files one after the other, load each, and build the tables of the days; give what the last load did, and the engine."""
    settings = settings_of({"files": "exports/*", "site": "berlin", **source})
    con = duckdb.connect(config={"threads": 1})
    try:
        engine = DuckDBEngine(con, Path("memory"))
        window = Span(*days)
        for table, frame in config_tables(settings, first_date=window.first, last_date=window.last, words=built_in_words()).items():
            engine.write(table, frame, columns=COLUMNS[table])
        for number, (name, content) in enumerate(files.items()):
            deliver(folder, f"exports/{name}", content)
            report = run_ingest(settings, engine, folder, load_id=f"run-{number}")
        for table in tables:
            engine.build(table, MODELS[table].sql, spans=[window])
        yield report, engine
    finally:
        con.close()


# Genesys Cloud: the same conversation exported while it goes on, and again once it has ended.


def conversation(*visits: dict[str, Any], ended: str | None) -> str:
    customer = {"sessionId": "s0", "mediaType": "voice", "segments": [{"segmentType": "ivr", "segmentStart": "2024-05-01T08:00:00.250Z"}]}
    participants = [{"purpose": "customer", "sessions": [customer]}, *visits]
    told = {"conversationId": "c1", "conversationStart": "2024-05-01T08:00:00.250Z", "participants": participants}
    return json.dumps(told | ({"conversationEnd": ended} if ended else {})) + "\n"


def session(name: str, purpose: str, kind: str, start: str, end: str | None, **metrics: int) -> dict[str, Any]:
    segment = {"segmentType": kind, "segmentStart": start, "queueId": "orders"} | ({"segmentEnd": end} if end else {})
    told = [{"name": metric, "value": value} for metric, value in metrics.items()]
    return {"purpose": purpose, "userId": "ann", "sessions": [{"sessionId": name, "segments": [segment], "metrics": told}]}


WAITING = session("s1", "acd", "interact", "2024-05-01T08:00:10.250Z", None)
QUEUED = session("s1", "acd", "interact", "2024-05-01T08:00:10.250Z", "2024-05-01T08:00:21.429Z", tAcd=11_179)
TALKED = session(
    "s2", "agent", "interact", "2024-05-01T08:00:21.429Z", "2024-05-01T08:15:40.166Z", tAnswered=11_179, tTalk=374_561, tHeld=544_176
)
IN_MENU = conversation(ended=None)
IN_QUEUE = conversation(WAITING, ended=None)
CLOSED = conversation(QUEUED, TALKED, ended="2024-05-01T08:15:40.166Z")
MAY = (date(2024, 5, 1), date(2024, 5, 2))


@pytest.mark.parametrize("first", [IN_MENU, IN_QUEUE], ids=["in_the_menu", "in_the_queue"])
def test_a_conversation_exported_while_it_goes_on_is_one_contact_once_it_has_ended(tmp_path: Path, first: str) -> None:
    with loaded(tmp_path, {"id": "cloud", "reader": "genesys"}, {"1.json": first, "2.json": CLOSED}, days=MAY) as (report, engine):
        assert [(file.loaded, file.quarantined) for file in report.files] == [(1, 0)]
        legs = engine.rows("select contact_id, outcome, wait_s, talk_s + hold_s, is_excluded from core.queue_leg")
        assert legs == [("c1", "answered", 11.179, pytest.approx(918.737), False)]
        assert engine.rows("select contact_id, is_answered, is_excluded from core.contact") == [("c1", True, False)]


def test_a_conversation_that_goes_on_is_open_and_one_still_in_the_menu_is_skipped_and_counted(tmp_path: Path) -> None:
    other = IN_MENU.replace('"c1"', '"c2"')
    with loaded(tmp_path, {"id": "cloud", "reader": "genesys"}, {"1.json": IN_QUEUE + other}, days=MAY) as (report, engine):
        (file,) = report.files
        assert (file.records, file.loaded, file.skipped, file.quarantined) == (2, 1, 1, 0)
        assert engine.rows("select outcome, is_offered from core.queue_leg") == [("open", False)]


def test_an_older_export_of_a_conversation_that_comes_later_opens_it_no_more(tmp_path: Path) -> None:
    with loaded(tmp_path, {"id": "cloud", "reader": "genesys"}, {"1.json": CLOSED, "2.json": IN_QUEUE}, days=MAY) as (report, engine):
        assert report.duplicates == 1
        assert engine.rows("select outcome from core.queue_leg") == [("answered",)]


# Amazon Connect: fields nobody has documented, and a call that goes on elsewhere after the agent has left it.

CONTACT = {
    "AWSContactTraceRecordFormatVersion": "2017-03-10",
    "ContactId": "c1",
    "Channel": "VOICE",
    "InitiationMethod": "INBOUND",
    "InitiationTimestamp": "2022-01-05T17:13:00Z",
    "ConnectedToSystemTimestamp": "2022-01-05T17:13:00Z",
    "DisconnectTimestamp": "2022-01-05T17:47:28Z",
    "LastUpdateTimestamp": "2022-01-05T17:50:00Z",
    "TransferCompletedTimestamp": "2022-01-05T17:28:10Z",
    "TransferredToEndpoint": {"Address": "+15550123456", "Type": "TELEPHONE_NUMBER"},
    "Queue": {
        "Name": "Orders",
        "EnqueueTimestamp": "2022-01-05T17:14:46Z",
        "DequeueTimestamp": "2022-01-05T17:20:32Z",
        "Duration": 346,
    },
    "Agent": {
        "Username": "ann",
        "ConnectedToAgentTimestamp": "2022-01-05T17:20:32Z",
        "AgentInteractionDuration": 239,
        "CustomerHoldDuration": 221,
        "AfterContactWorkStartTimestamp": "2022-01-05T17:28:12Z",
        "AfterContactWorkDuration": 5,
    },
}
LATER_FIELDS = {
    "AgentConnectionAttempts": 1,
    "ContactDetails": {"Name": None, "ReferenceAttributes": {}},
    "QualityMetrics": {"Agent": {"Audio": {"QualityScore": 4.2, "PotentialQualityIssues": []}}},
    "RoutingCriteria": {"Steps": [{"Status": "EXPIRED", "Expression": {"OrExpression": [{}, {"AndExpression": []}]}}]},
    "SegmentAttributes": {"connect:Subtype": {"ValueString": "connect:Telephony"}},
    "GlobalResiliencyMetadata": None,
    "Tags": {"aws:connect:instanceId": "x"},
}
JANUARY = (date(2022, 1, 5), date(2022, 1, 6))


def test_fields_of_a_later_schema_are_ignored_and_change_no_figure(tmp_path: Path) -> None:
    later = CONTACT | LATER_FIELDS | {"ContactId": "c2"}
    content = "".join(json.dumps(one) + "\n" for one in (CONTACT, later))
    with loaded(tmp_path, {"id": "cloud", "reader": "connect"}, {"1.jsonl": content}, days=JANUARY) as (report, engine):
        assert (report.files[0].loaded, report.files[0].quarantined) == (2, 0)
        told = "wait_s, talk_s, hold_s, acw_s, agent_id, outcome, transfer_kind"
        assert engine.rows(f"select distinct {told} from core.queue_leg") == [(346.0, 239.0, 221.0, 5.0, "ann", "answered", "transfer")]


def test_a_contact_told_three_times_in_any_order_is_what_its_last_update_says(tmp_path: Path) -> None:
    agent = {key: value for key, value in CONTACT["Agent"].items() if not key.startswith("After")}
    first = CONTACT | {"Agent": agent, "Attributes": {"topic": "unknown"}}
    last = CONTACT | {"LastUpdateTimestamp": "2022-01-11T04:09:00Z", "Agent": CONTACT["Agent"] | {"AfterContactWorkDuration": 7}}
    later = json.dumps(CONTACT | {"LastUpdateTimestamp": "2022-01-11T03:41:00Z"}) + "\n"
    files = {"1.jsonl": json.dumps(last) + "\n" + json.dumps(first) + "\n", "2.jsonl": later}
    with loaded(tmp_path, {"id": "cloud", "reader": "connect"}, files, days=JANUARY) as (report, engine):
        assert (report.duplicates, report.quarantined) == (1, 0)
        assert engine.rows("select contact_id, acw_s, handle_s from core.queue_leg") == [("c1", 7.0, 467.0)]


def test_a_call_passed_on_to_a_number_outside_ends_for_the_agent_when_the_agent_leaves_it(tmp_path: Path) -> None:
    content = json.dumps(CONTACT) + "\n"
    with loaded(tmp_path, {"id": "cloud", "reader": "connect"}, {"1.jsonl": content}, days=JANUARY) as (_, engine):
        # 460 s with the agent: interaction and hold; the customer hung up on the other number twenty minutes later
        assert engine.rows("select handle_s, ended_at_utc from core.queue_leg") == [(465.0, at("2022-01-05 17:28:12"))]
        assert "5550123456" not in str(engine.rows("select * from core.queue_leg"))


def test_a_refused_record_of_a_document_keeps_its_text_with_numbers_masked(tmp_path: Path) -> None:
    bad = CONTACT | {"ContactId": "c9", "InitiationTimestamp": "soon", "Queue": None, "CustomerEndpoint": {"Address": "+493012345678"}}
    lines = json.dumps(CONTACT) + "\n" + json.dumps(bad) + "\n" + '{"ContactId": "c3", "Initia\n'
    with loaded(tmp_path, {"id": "cloud", "reader": "connect"}, {"1.jsonl": lines}, days=JANUARY, tables=()) as (report, engine):
        assert report.quarantined == 2
        (told, cut) = engine.rows("select line, reason, text from ops.quarantine order by line")
        assert (told[0], told[1]) == (2, "entered_at_utc cannot be read")
        assert '"InitiationTimestamp": "soon"' in told[2] and "12345" not in told[2]
        assert cut == (3, "the line is no JSON object: cut short, or damaged", '{"ContactId": "c3", "Initia')


def test_a_refused_record_of_a_list_keeps_its_text_too(tmp_path: Path) -> None:
    whole = json.loads(CLOSED)
    bad = whole | {"conversationId": "c7", "participants": [session("s1", "acd", "interact", "yesterday", None)]}
    pages = {"1.json": json.dumps({"conversations": [whole, bad]}, indent=1)}
    with loaded(tmp_path, {"id": "cloud", "reader": "genesys"}, pages, days=MAY, tables=()) as (report, engine):
        assert (report.files[0].loaded, report.quarantined) == (1, 1)
        ((line, text),) = engine.rows("select line, text from ops.quarantine")
        assert line == 2 and '"conversationId": "c7"' in text and "yesterday" in text


# Twilio's log: no queue, times with the letters UTC, a length of 0, the wait as text of milliseconds, and a day no calendar has.

TWILIO: dict[str, Any] = {
    "id": "log",
    "reader": "delimited",
    "kind": "call",
    "timezone": "UTC",
    "timestamp": "%Y-%m-%d %H:%M:%S.%f UTC",
    "columns": {
        "leg_id": "id",
        "queue": {"value": "orders"},
        "direction": "direction",
        "customer_key": "from",
        "entered_at_utc": "created_at",
        "wait_s": {"column": "queue_time", "format": "ms"},
        "talk_s": "duration",
        "outcome": "status",
        "updated_at_utc": "updated_at",
    },
    "words": {
        "outcome": {"answered": ["completed"], "abandoned": ["canceled", "no-answer"], "failed": ["busy"]},
        "direction": {"outbound": ["outbound-api"]},
    },
}
TWILIO_LOG = """\
id,created_at,direction,duration,from,queue_time,status,updated_at
CA1,2022-07-25 16:37:07.000000 UTC,inbound,0,15550100,0,canceled,2022-07-25 16:37:07.000000 UTC
CA2,2022-07-25 17:00:00.000000 UTC,inbound,65,15550101,2500,completed,2022-07-25 17:01:08.000000 UTC
CA3,2022-02-30 09:00:00.000000 UTC,inbound,5,15550102,0,completed,2022-03-01 09:00:05.000000 UTC
CA4,2022-07-25 18:00:00.000000 UTC,outbound-api,30,15550103,,completed,2022-07-25 18:00:31.000000 UTC
CA2,2022-07-25 17:00:00.000000 UTC,inbound,66,15550101,2500,completed,2022-07-25 17:02:00.000000 UTC
"""


def test_a_call_log_without_queues_reads_its_zone_its_zeros_and_its_milliseconds(tmp_path: Path) -> None:
    days = (date(2022, 7, 25), date(2022, 7, 26))
    with loaded(tmp_path, TWILIO, {"log.csv": TWILIO_LOG}, days=days) as (report, engine):
        (file,) = report.files
        assert (file.records, file.loaded, file.duplicates, file.quarantined, file.skipped) == (6, 3, 1, 1, 1)
        ((line, reason),) = engine.rows("select line, reason from ops.quarantine")
        assert (line, reason) == (4, "entered_at_utc cannot be read as a time written %Y-%m-%d %H:%M:%S.%f UTC")
        legs = engine.rows("select leg_id, entered_at_utc, wait_s, talk_s, outcome, is_offered from core.queue_leg order by leg_id")
        assert legs == [
            ("CA1", at("2022-07-25 16:37:07"), 0.0, 0.0, "abandoned", True),
            ("CA2", at("2022-07-25 17:00:00"), 2.5, 66.0, "answered", True),
            ("CA4", at("2022-07-25 18:00:00"), None, 30.0, "excluded", False),
        ]


# Monthly returns: definitions of their own, means as clock times, a provider under another name, an empty row.

RETURNS: dict[str, Any] = {
    "id": "returns",
    "reader": "delimited",
    "kind": "interval_total",
    "timezone": "Europe/London",
    "timestamp": "%b-%y",
    "columns": {
        "at_utc": "Periodname",
        "grain_source": {"value": "month"},
        "queue": {"value": "orders"},
        "part": "Code",
        "offered": "Offered",
        "answered": "Answered",
        "answered_in_time": "In 60 s",
        "abandoned": "Abandoned",
        "handle_s": {"column": "Average length", "format": "h:mm:ss", "times": "Answered"},
    },
}
RETURNS_FILE = """\
Periodname,Code,Name,Offered,Answered,In 60 s,Abandoned,Average length
Apr-15,A1,NORTH EAST,1000,900,890,40,00:10:00
Apr-15,A2,KENT,10,5,1,0,00:20:00
May-15,A1,NORTH EAST 111,500,520,400,10,00:09:00
May-15,A3,,,,,,
"""


def test_returns_keep_their_own_definitions_and_a_mean_of_sites_is_never_taken(tmp_path: Path) -> None:
    days = (date(2015, 4, 1), date(2015, 5, 31))
    with loaded(tmp_path, RETURNS, {"returns.csv": RETURNS_FILE}, days=days, tables=TOTALS) as (report, engine):
        assert (report.files[0].loaded, report.files[0].quarantined) == (4, 0)
        months = engine.rows(
            "select date_trunc('month', business_date), sum(offered), sum(answered), sum(abandoned), sum(unaccounted), sum(handle_s)"
            " from core.queue_interval group by 1 order by 1"
        )
        assert [row[1:] for row in months] == [
            (1010, 905, 40, 65, 900 * 600 + 5 * 1200),
            (500, 520, 10, -30, 520 * 540),
        ]
        # a provider that changes its name keeps its code; more answered than offered is the source's own count
        ((in_time, answered),) = engine.rows(
            "select sum(answered_in_time), sum(answered) from core.queue_interval where business_date < date '2015-05-01'"
        )
        assert round(in_time / answered, 4) == round(891 / 905, 4) != round((890 / 900 + 1 / 5) / 2, 4)
        assert engine.rows("select count(*) from core.queue_leg") == [(0,)]


# Five-minute counts that say UTC and mean the clock on the wall; a weekday that is missing is no day with 0 calls.

FIVE_MINUTES: dict[str, Any] = {
    "id": "counts",
    "reader": "delimited",
    "kind": "interval_total",
    "timezone": "Europe/Berlin",
    "columns": {"at_utc": "interval_start", "queue": {"value": "orders"}, "offered": "calls"},
}


def test_counts_of_five_minutes_stay_on_the_wall_s_clock_and_a_missing_day_is_not_made_up(tmp_path: Path) -> None:
    # Friday and Tuesday around Easter, over the night in which Berlin's clocks go forward
    lines = [f"{day} 07:{minute:02}:00,{minute}" for day in ("2003-03-28", "2003-04-01") for minute in range(0, 60, 5)]
    days = (date(2003, 3, 27), date(2003, 4, 2))
    content = "interval_start,calls\n" + "\n".join(lines) + "\n"
    with loaded(tmp_path, FIVE_MINUTES, {"counts.csv": content}, days=days, tables=TOTALS) as (_, engine):
        found = engine.rows(
            "select business_date, interval_start_local, offered, answered, grain_source from core.queue_interval order by 1, 2"
        )
        first, second = sum(range(0, 30, 5)), sum(range(30, 60, 5))
        assert found == [
            (day, at(f"{day} 07:{minute:02}:00"), calls, None, "interval")
            for day in (date(2003, 3, 28), date(2003, 4, 1))
            for minute, calls in ((0, first), (30, second))
        ]


# A bank's call log: a tab too many at the end of lines, a menu before the queue, callers and agents that are nobody, midnight.

BANK: dict[str, Any] = {
    "id": "bank",
    "reader": "delimited",
    "kind": "call",
    "timezone": "Asia/Jerusalem",
    "timestamp": "%y%m%d %H:%M:%S",
    "delimiter": "tab",
    "columns": {
        "leg_id": ["vru+line", "call_id"],
        "entered_at_utc": {"columns": ["date", "vru_entry"], "plus": "vru_time"},
        "queue": {"value": "orders"},
        "customer_key": "customer_id",
        "wait_s": "q_time",
        "talk_s": "ser_time",
        "agent": "server",
        "outcome": "outcome",
    },
    "words": {"outcome": {"answered": ["AGENT"], "abandoned": ["HANG"], "excluded": ["PHANTOM"]}},
    "options": {"nothing": {"customer_key": ["0"], "agent": ["NO_SERVER"]}},
}
BANK_CALLS = (
    ("vru+line", "call_id", "customer_id", "date", "vru_entry", "vru_time", "q_time", "outcome", "ser_time", "server"),
    ("AA0101", "1", "0", "990201", "8:00:00", "6", "12", "AGENT", "100", "NO_SERVER"),
    ("AA0101", "2", "7", "990201", "8:05:00", "-3", "0", "AGENT", "0", "ann"),
    ("AA0102", "2", "7", "990201", "23:59:50", "20", "65", "HANG", "0", "NO_SERVER"),
    ("AA0101", "3", "9", "990201", "9:00:00", "5", "0", "PHANTOM", "0", "NO_SERVER"),
)


def test_a_bank_s_log_has_menus_nobodies_and_a_midnight_between(tmp_path: Path) -> None:
    content = "".join("\t".join(cells) + "\t\r\n" for cells in BANK_CALLS)
    days = (date(1999, 2, 1), date(1999, 2, 3))
    with loaded(tmp_path, BANK, {"february.txt": content}, days=days) as (report, engine):
        (file,) = report.files
        assert (file.loaded, file.quarantined, file.repaired, file.skipped) == (4, 0, 1, 1)
        legs = engine.rows(
            "select leg_id, entered_at_local, wait_s, agent_id, customer_key is not null, is_offered from core.queue_leg order by leg_id"
        )
        assert legs == [
            ("AA0101 1", at("1999-02-01 07:00:06"), 12.0, None, False, True),
            ("AA0101 2", at("1999-02-01 07:05:00"), 0.0, "ann", True, True),
            ("AA0101 3", at("1999-02-01 08:00:05"), 0.0, None, True, False),
            ("AA0102 2", at("1999-02-01 23:00:10"), 65.0, None, True, True),
        ]


# A schedule whose spreadsheet shows lengths as times of day.

SHIFTS: dict[str, Any] = {
    "id": "plan",
    "reader": "delimited",
    "kind": "shift_activity",
    "timezone": "Europe/Berlin",
    "timestamp": ["%m/%d/%Y %I:%M:%S %p", "%m/%d/%y %I:%M %p"],
    "columns": {
        "agent": "Agent",
        "activity": "Schedule State",
        "started_at_utc": ["Date", "Start Time"],
        "ended_at_utc": ["Date", "End Time"],
        "duration_s": {"column": "Duration", "format": "h:mm"},
        "paid_s": {"column": "Paid Hours", "format": "h:mm"},
    },
}
SHIFT_FILE = """\
Agent,Date,Schedule State,Start Time,End Time,Duration,Paid Hours
Ann,11/17/2025,Work,8:00:00 AM,4:30:00 PM,8:30:00 AM,8:00:00 AM
Ann,11/17/25,Break,4:30 PM,4:45 PM,12:15:00 AM,00:15
Bob,11/17/25,Day Off,Full Day,Full Day,07:30,00:00
"""


def test_a_length_shown_as_a_time_of_day_is_that_long(tmp_path: Path) -> None:
    days = (date(2025, 11, 17), date(2025, 11, 18))
    with loaded(tmp_path, SHIFTS, {"plan.csv": SHIFT_FILE}, days=days, tables=("staging.shift_activity",)) as (report, engine):
        (file,) = report.files
        assert (file.loaded, file.repaired, file.quarantined) == (3, 1, 0)
        rows = engine.rows("select activity, epoch(ended_at_utc) - epoch(started_at_utc), paid_s from staging.shift_activity order by 2")
        assert rows == [("Break", 900.0, 900.0), ("Day Off", 7.5 * 3600, 0.0), ("Work", 8.5 * 3600, 8 * 3600.0)]
