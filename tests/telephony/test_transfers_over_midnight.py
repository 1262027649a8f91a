"""Transfers whose ending is written under another call's id, in a file that comes later: the day it belongs to is repaired."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from tests.telephony.nights import run_after_run
from tests.warehouse import settings_of

PBX = settings_of({"id": "pbx", "reader": "queue_log", "files": "pbx/*", "site": "berlin"})
MIDNIGHT = 1717279200
"""2 June 2024 begins in Berlin."""
ASKED = """
select call_id, contact_id, business_date, leg_seq, outcome, talk_s, hangup_by, is_adopted from core.queue_log_leg order by entered_at_utc
"""
CONTACTS = """
select contact.contact_id, contact.legs, contact.ended_at_utc, contact.talk_s, leg.leg_id, leg.leg_seq, leg.talk_s, leg.hangup_by
from core.contact as contact inner join core.queue_leg as leg on leg.contact_id = contact.contact_id order by leg.entered_at_utc
"""


def line(at_s: int, call: str, queue: str, agent: str, verb: str, *rest: object) -> str:
    return "|".join([str(MIDNIGHT + at_s), call, queue, agent, verb, *map(str, rest)]) + "\n"


def entered(at_s: int, call: str, queue: str, agent: str, *, caller: str = "200") -> str:
    """Five seconds in the queue, then an agent."""
    return line(at_s, call, queue, "NONE", "ENTERQUEUE", "", caller, 1) + line(at_s + 5, call, queue, agent, "CONNECT", 5, "x", 2)


def ended(at_s: int, call: str, queue: str, agent: str, *, talk_s: int) -> str:
    return line(at_s, call, queue, agent, "COMPLETEAGENT", 5, talk_s, 1)


ASKS = entered(-600, "A", "orders", "SIP/1", caller="0301234567")
PASSES_ON = entered(100, "B", "support", "SIP/2") + ended(110, "B", "orders", "SIP/1", talk_s=705)
AND_AGAIN = entered(200, "C", "billing", "SIP/3") + ended(210, "C", "support", "SIP/2", talk_s=105)
GOES = ended(300, "C", "billing", "SIP/3", talk_s=95)


def told(landing: Path, parts: Sequence[str], asked: str) -> list[tuple[object, ...]]:
    files = [{f"pbx/queue_log.{number}": content} for number, content in enumerate(parts)]
    rows, _ = run_after_run(PBX, landing, files, asked=asked)
    return rows


def test_a_conversation_ended_under_another_id_in_the_file_of_the_next_day_has_its_end(tmp_path: Path) -> None:
    legs = told(tmp_path, [ASKS, PASSES_ON + line(200, "B", "support", "SIP/2", "COMPLETECALLER", 5, 95, 1)], ASKED)
    assert legs == [
        ("A", "A", date(2024, 6, 1), 1, "answered", 705, "agent", True),
        ("B", "A", date(2024, 6, 2), 2, "answered", 95, "caller", False),
    ]


@pytest.mark.parametrize(
    "order", ["asks, passes on, and again, goes", "goes, and again, passes on, asks", "and again, asks, goes, passes on"]
)
def test_the_files_of_a_call_passed_on_twice_may_come_in_any_order(tmp_path: Path, order: str) -> None:
    parts = {"asks": ASKS, "passes on": PASSES_ON, "and again": AND_AGAIN, "goes": GOES}
    at_once = told(tmp_path / "at once", ["".join(parts.values())], CONTACTS)
    assert [row[:2] for row in at_once] == [("A", 3), ("A", 3), ("A", 3)]
    assert told(tmp_path / "file by file", [parts[name] for name in order.split(", ")], CONTACTS) == at_once


def test_a_connection_under_another_id_in_the_next_file_answers_the_entry_of_the_evening(tmp_path: Path) -> None:
    evening = line(-10, "A", "orders", "NONE", "ENTERQUEUE", "", "0301234567", 1)
    morning = line(5, "B", "orders", "SIP/1", "CONNECT", 15, "x", 2) + line(65, "B", "orders", "SIP/1", "COMPLETECALLER", 15, 60, 1)
    for name, parts in (("in order", [evening, morning]), ("the other way", [morning, evening])):
        assert told(tmp_path / name, parts, ASKED) == [("B", "B", date(2024, 6, 1), 1, "answered", 60, "caller", True)]


def test_a_day_without_such_an_ending_rebuilds_no_day_before(tmp_path: Path) -> None:
    evening = entered(-600, "A", "orders", "SIP/1") + ended(-500, "A", "orders", "SIP/1", talk_s=95)
    morning = entered(100, "B", "orders", "SIP/1") + ended(200, "B", "orders", "SIP/1", talk_s=95)
    files = [{"pbx/queue_log.1": evening}, {"pbx/queue_log": morning}]
    _, rebuilt = run_after_run(PBX, tmp_path, files, days_of="core.queue_log_leg")
    assert rebuilt == [date(2024, 6, 2)]
