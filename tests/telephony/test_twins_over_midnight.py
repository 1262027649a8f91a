"""Calls over midnight, delivered day by day or late: the day before and the day after know of it, and no other centre pays for that."""

from datetime import date
from pathlib import Path

import pytest

from tests.telephony.nights import FIRST, LAST, run_after_run
from tests.warehouse import CALLS, settings_of

PBX = {"id": "pbx", "reader": "queue_log", "files": "pbx/*", "site": "berlin"}
ACD = CALLS | {
    "files": "acd/*.csv",
    "columns": {
        **{"leg_id": "Call", "contact_id": "Contact", "queue": "Skill", "entered_at_utc": "Start", "wait_s": "Wait"},
        **{"talk_s": "Talk", "hold_s": "Hold", "outcome": "Result", "customer_key": "ANI"},
    },
}
HEADER = "Call,Contact,Skill,Start,Wait,Talk,Hold,Result,ANI\n"
# 2 June 2024 begins in Berlin at 1717279200: the log sees the call two seconds later than the export does, or sooner
EVENING = HEADER + "x1,1717279201.1,orders,2024-06-01 23:59:59,5,60,20,Handled,\n"
LOG_OF_MORNING = """1717279201|1717279201.1|orders|NONE|ENTERQUEUE||0301234567|1
1717279206|1717279201.1|orders|SIP/201|CONNECT|5|1717279202.9|3
1717279266|1717279201.1|orders|SIP/201|COMPLETECALLER|5|60|1
"""
LOG_OF_EVENING = LOG_OF_MORNING.replace("1717279201", "1717279199")
MORNING = HEADER + "x1,1717279199.1,orders,2024-06-02 00:00:01,5,60,20,Handled,\n"
BOTH = settings_of(PBX, ACD | {"same_calls_as": "pbx"})


@pytest.mark.parametrize(
    ("export", "log", "day"),
    [
        (EVENING, LOG_OF_MORNING, date(2024, 6, 2)),
        (MORNING, LOG_OF_EVENING, date(2024, 6, 1)),
        (EVENING.replace("1717279201.1", "77").replace("Handled,", "Handled,0301234567"), LOG_OF_MORNING, date(2024, 6, 2)),
    ],
    ids=["told before midnight by the export", "told before midnight by the log", "known by its caller"],
)
@pytest.mark.parametrize("late", ["log", "export"])
def test_a_call_told_on_both_sides_of_midnight_counts_once_whichever_file_comes_later(
    tmp_path: Path, export: str, log: str, day: date, late: str
) -> None:
    files = [{"acd/1.csv": export}, {"pbx/queue_log": log}]
    legs, _ = run_after_run(BOTH, tmp_path, files if late == "log" else files[::-1])
    assert [(source, on, hold_s) for source, _, on, _, hold_s in legs] == [("pbx", day, 20)], "once, with what only the export knows"


def test_a_second_row_of_a_call_after_midnight_knows_of_a_first_that_came_late(tmp_path: Path) -> None:
    first = HEADER + "a,k,orders,2024-06-01 23:58:00,5,60,0,Handled,\n"
    second = HEADER + "b,k,orders,2024-06-02 00:01:00,5,60,0,Handled,\n"
    legs, _ = run_after_run(settings_of(ACD), tmp_path, [{"acd/2.csv": second}, {"acd/1.csv": first}])
    assert [(on, seq) for _, _, on, seq, _ in legs] == [(date(2024, 6, 1), 1), (date(2024, 6, 2), 2)]


def test_a_new_day_rebuilds_the_one_before_only_where_a_call_is_told_on_both(tmp_path: Path) -> None:
    cloud = {**ACD, "id": "cloud", "files": "cloud/*.csv"}
    both = settings_of(cloud, ACD | {"same_calls_as": "cloud"})

    def days(*times: str) -> list[dict[str, str]]:
        told = [f"{at[8:10]},,orders,{at},5,60,20,Handled,\n" for at in times]
        return [{f"{source}/{row[:2]}.csv": HEADER + row for source in ("cloud", "acd")} for row in told]

    _, rebuilt = run_after_run(both, tmp_path / "noon", days("2024-06-01 12:00:00", "2024-06-02 12:00:00", "2024-06-03 12:00:00"))
    assert rebuilt == [LAST]
    evening, morning = days("2024-06-01 12:00:00", "2024-06-02 23:59:59"), HEADER + "02,,orders,2024-06-03 00:00:01,5,60,20,Handled,\n"
    legs, rebuilt = run_after_run(
        both, tmp_path / "midnight", [evening[0], {"acd/02.csv": evening[1]["acd/02.csv"]}, {"cloud/03.csv": morning}]
    )
    assert rebuilt == [date(2024, 6, 2), LAST]
    assert [(source, on) for source, _, on, _, _ in legs] == [("cloud", FIRST), ("cloud", LAST)]
