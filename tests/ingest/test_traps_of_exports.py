"""The traps that real exports of switches and workforce tools are known for, hand-written in their layouts, from the file to the tables.

Each ends quarantined with its reason, repaired and counted, skipped and counted, or simply right. Those of a queue log are in
tests/telephony/test_traps.py, those of clouds in test_traps_of_clouds.py, those of dispatch systems in
tests/dispatch/test_traps.py, damaged files in test_bad_files.py.
"""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from tests.ingest.chain import CALLS, loaded

TOTALS = (*CALLS[:-2], "staging.interval_total", "core.queue_total", "core.queue_interval")

at = datetime.fromisoformat


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
