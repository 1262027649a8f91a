"""Two sites and seven exports, invented and written by hand: what each brings is followed from the file to the published tables.

The log of a switch with callbacks by key and a call that was answered before the log begins, a report of the same calls, an emergency
line with calls back, dispatches with promises, a schedule, days in a workbook, and two clocks of which one starts its day at seven.
"""

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.real.running import HERE, Outcome, run

pytestmark = pytest.mark.slow
MONDAY = date(2026, 3, 2)
NOON = 1772449200  # 12:00 in Berlin, 5:00 in Chicago

LOG = [
    (-3600, "NONE", "801", "SIP/201", "ADDMEMBER", ""),
    (-100, "early", "801", "SIP/202", "CONNECT", "7|m0|3"),  # entered before this file, and has not ended in it
    (0, "c1", "801", "NONE", "ENTERQUEUE", "|0301111111|1"),
    (12, "c1", "801", "SIP/201", "CONNECT", "12|m1|3"),
    (132, "c1", "801", "SIP/201", "COMPLETECALLER", "12|120|1"),
    (200, "c2", "801", "NONE", "ENTERQUEUE", "|0302222222|1"),
    (245, "c2", "801", "NONE", "ABANDON", "1|1|45"),
    (300, "c3", "801", "NONE", "ENTERQUEUE", "|0303333333|1"),
    (360, "c3", "801", "NONE", "EXITWITHKEY", "1|1|1|60"),
    (1800, "NONE", "801", "SIP/201", "PAUSE", "pause"),
    (2700, "NONE", "801", "SIP/201", "UNPAUSE", ""),
    (7200, "NONE", "801", "SIP/201", "REMOVEMEMBER", ""),
]
REPORT = """\
Calls of one day
Day: 2026-03-02
Skill: 801

Call,Time,Wait,Talk,Hold,Agent
c1,12:00:01,12,100,20,Ann Lee
c9,15:00:00,4,60,0,Ann Lee
"""
HOTLINE = """\
Call,Direction,Queued,Answered,Ended,Result,Offered,Returns
h1,in,03/02/2026 06:30:00 AM,03/02/2026 06:30:09 AM,03/02/2026 06:33:09 AM,taken,no,
h2,in,03/02/2026 08:00:00 AM,03/02/2026 08:00:16 AM,03/02/2026 08:05:16 AM,taken,no,
h3,in,03/02/2026 09:00:00 AM,,03/02/2026 09:00:40 AM,call back,yes,
h4,back,03/02/2026 09:10:00 AM,,03/02/2026 09:10:30 AM,not reached,,h3
h5,back,03/02/2026 09:20:00 AM,03/02/2026 09:20:40 AM,03/02/2026 09:25:00 AM,taken,,h3
h6,in,03/02/2026 10:00:00 AM,03/02/2026 10:00:04 AM,03/02/2026 10:01:04 AM,taken,no,
"""
CAD = """\
Incident,Unit,Call,Service,Priority,Received,Dispatched,On scene,Promised
i1,E1,h2,Fire,1,03/02/2026 08:00:00 AM,03/02/2026 08:01:01 AM,03/02/2026 08:06:00 AM,
i1,E2,h2,Fire,1,03/02/2026 08:00:00 AM,03/02/2026 08:02:30 AM,,
i2,E1,h6,Fire,2,03/02/2026 10:00:00 AM,03/02/2026 10:03:04 AM,03/02/2026 10:09:00 AM,
i3,T1,,Taxi,,03/02/2026 11:00:00 AM,03/02/2026 11:02:00 AM,03/02/2026 11:15:50 AM,03/02/2026 11:15:00 AM
i4,T2,,Taxi,,03/02/2026 11:30:00 AM,03/02/2026 11:31:00 AM,03/02/2026 11:52:00 AM,03/02/2026 11:45:00 AM
i5,,,Fire,2,03/02/2026 12:00:00 PM,,,
"""
PLAN = """\
Agent,Activity,From,To
Ann Lee,Phone,2026-03-02 11:00,2026-03-02 12:30
Ann Lee,Pause,2026-03-02 12:30,2026-03-02 12:45
Ann Lee,Phone,2026-03-02 12:45,2026-03-02 14:30
"""


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    folder = tmp_path_factory.mktemp("two_sites")
    book = Workbook()
    assert book.active is not None
    for row in (["Day", "Calls", "Answered", "Lost"], [date(2026, 3, 1), 40, 30, 10], [MONDAY, 50, 45, 5]):
        book.active.append(row)
    book.save(folder / "days.xlsx")
    landing: dict[str, Path | str | bytes] = {
        "pbx/queue_log": "".join(f"{NOON + at}|{'|'.join(rest)}\n" for at, *rest in LOG),
        "report/2026-03-02.csv": REPORT,
        "hotline/calls.csv": HOTLINE,
        "cad/units.csv": CAD,
        "plan/week.csv": PLAN,
        "days/march.xlsx": folder / "days.xlsx",
    }
    return run(HERE / "two_sites", folder / "data", landing=landing, today="2026-03-20")


def test_every_record_is_in_a_book_and_the_answer_whose_entry_no_file_tells_is_counted(centre: Outcome) -> None:
    assert centre.exit_code == 0, centre.said
    for file in centre.files().values():
        assert (file["status"], file["records"]) == ("loaded", file["loaded"] + file["skipped"]), file
    assert centre.warehouse("select count(*) from ops.reconciliation where not passed") == [(0,)]
    books = centre.warehouse("select check_id, lhs, rhs, residual from ops.reconciliation where source_id = 'pbx' and file_id is null")
    assert {check: rest for check, *rest in books} == {
        "events_of_day": [12, 12, 0],
        "legs_of_day": [3, 3, 0],
        "ends_of_day": [3, 3, 0],
        "connections_of_day": [2, 1, 1],
    }


def test_a_call_of_the_log_and_of_the_report_is_one_with_the_hold_that_only_the_report_tells(centre: Outcome) -> None:
    legs = centre.warehouse(
        "select source_id, contact_id, wait_s, talk_s, hold_s, agent_id from core.queue_leg where queue_id = 'orders' and is_answered"
        " order by 2"
    )
    assert legs == [("pbx", "c1", 12.0, 120.0, 20.0, "ann"), ("report", "c9", 4.0, 60.0, 0.0, None)]
    assert centre.daily("offered", scope="queue", scope_id="orders") == {MONDAY: 4}


def test_callbacks_are_offered_agreed_and_kept_and_the_time_they_take_is_told(centre: Outcome) -> None:
    emergency = {"scope": "queue", "scope_id": "emergency"}
    assert centre.daily("callbacks_offered", **emergency) == {date(2026, 3, 1): 0, MONDAY: 1}
    assert centre.daily("callbacks_accepted", **emergency)[MONDAY] == 1
    assert centre.daily("callbacks_accepted", scope="queue", scope_id="orders") == {MONDAY: 1}
    # agreed at 9:00:40, reached at 9:20:40 at the second attempt, within half an hour
    assert centre.daily("callback_completed", **emergency) == {MONDAY: 1.0}
    assert centre.daily("time_to_callback", **emergency) == {MONDAY: 1200.0}
    # calls back are no offered calls, and the agreement is no miss
    assert centre.daily("offered", **emergency) == {date(2026, 3, 1): 1, MONDAY: 3}


def test_a_day_that_starts_at_seven_and_one_that_starts_at_midnight_stand_side_by_side(centre: Outcome) -> None:
    # half past six in the morning belongs to Sunday in Chicago; the same Monday is Monday in Berlin
    rows = centre.published("select queue_id, business_date, offered from marts.queue_day where queue_id <> 'returns' order by 1, 2")
    assert rows == [("emergency", date(2026, 3, 1), 1), ("emergency", MONDAY, 3), ("orders", MONDAY, 4)]


def test_time_to_dispatch_runs_from_the_answer_by_service_and_priority(centre: Outcome) -> None:
    rows = centre.published(
        "select service, priority, incidents, not_dispatched, time_to_dispatch_p90_s, within_target, measured from marts.dispatch_month"
        " where site_id = 'all' and service <> 'all' and priority <> 'all' order by 1, 2"
    )
    assert rows == [
        ("fire", "1", 1, 0, 45.0, 1, 1),  # answered at 8:00:16, first unit 8:01:01
        ("fire", "2", 2, 1, 180.0, 0, 1),  # one needed no unit
        ("taxi", "unknown", 2, 0, 114.0, 2, 2),
    ]


def test_standards_are_judged_by_answers_of_the_line_and_by_the_service_s_dispatches(centre: Outcome) -> None:
    rows = centre.published(
        "select standard_id, measure, within_s, measured, in_time from marts.standard_month where part_of_day = 'whole_day'"
        " and month = date '2026-03-01' order by 1, 2, 3"
    )
    assert ("nena_sta_020", "answer", 15.0, 3, 2) in rows
    assert ("nena_sta_020", "answer", 20.0, 3, 3) in rows
    assert ("nfpa_1225_2022", "processing", 60.0, 2, 1) in rows


def test_a_promised_arrival_is_kept_within_its_tolerance(centre: Outcome) -> None:
    assert centre.daily("arrival_within_promise") == {MONDAY: 0.5}
    assert centre.daily("promise_delay_p90") == {MONDAY: pytest.approx(50 + 0.9 * 370)}


def test_adherence_and_conformance_come_from_plan_and_log(centre: Outcome) -> None:
    # 90 and 105 minutes of phone, 15 of pause, all seen but the half hour after the agent left at 14:00
    assert centre.daily("adherence", scope="site", scope_id="berlin") == {MONDAY: pytest.approx((90 + 15 + 75) / 210)}
    assert centre.daily("conformance", scope="site", scope_id="berlin") == {MONDAY: pytest.approx((90 + 75) / 195)}


def test_days_of_a_workbook_have_rates_and_say_what_they_cannot_tell(centre: Outcome) -> None:
    returns = {"scope": "queue", "scope_id": "returns"}
    assert centre.daily("abandonment_rate", **returns) == pytest.approx({date(2026, 3, 1): 0.25, MONDAY: 0.1})
    rows = dict(centre.published("select queue_id, finest_grain from marts.dim_queue"))
    assert rows == {"orders": "call", "emergency": "call", "returns": "day", "unmapped": None}
    said = dict(centre.published("select kpi, availability from marts.meta_kpi"))
    assert said["answer_wait_p90"] == "had, but not of queues whose sources tell sums: it needs single calls"
    assert centre.daily("answer_wait_p90", **returns) == {}
