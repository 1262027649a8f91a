"""What a switch's log springs on its reader, one trap a test: repaired and counted, kept apart, or quarantined; never lost, never a crash.

One log holds them all. It passes through ingest and the SQL of the house, as rotated files do: the older one packed.
"""

import gzip
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assets.clocks import read_clocks
from assets.ingest import IngestReport
from assets.reconciliation import reconcile_days
from pipelines.engine.duckdb import DuckDBEngine
from tests.telephony.switch import build, load, opened

JUNE_1 = date(2024, 6, 1)
# 1717228800 is 10:00 in Berlin. The file ends within call `twofiles`; the next begins within its last second.
OLDER = """\
1717228700|1717228600.1|orders|SIP/201|COMPLETECALLER|40|60|1
1717228701|1717228601.1|orders|NONE|ABANDON|1|1|30
1717228790|NONE|NONE|NONE|CONFIGRELOAD|
1717228791|MANAGER|orders|SIP/201|ADDMEMBER|
1717228792|CLI|orders|SIP/201|PENALTY|2
1717228793|REALTIME|orders|SIP/201|RINGINUSE|0
1717228794|1717228794.9|NONE|SIP/202|AGENTLOGIN|SIP/202
1717228795|NONE|NONE|SIP/203|AGENTCALLBACKLOGIN|203@from-internal
1717228800|ringing|orders|NONE|ENTERQUEUE||0301234567|1|Ann|Doe
1717228805|ringing|orders|SIP/201|RINGCANCELED|4000
1717228805|ringing|orders|SIP/201|ABANDON|1|1|5
1717228810|syscompat|orders|NONE|ENTERQUEUE||0301234568|1
1717228811|syscompat|orders|SIP/201|SYSCOMPAT
1717228820|oldtransfer|orders|NONE|ENTERQUEUE||anonymous|1
1717228825|oldtransfer|orders|SIP/201|CONNECT|5|m|3
1717228885|oldtransfer|orders|SIP/201|TRANSFER|800|from-internal|5|60|1
1717228890|custom|orders|NONE|ENTERQUEUE|||1
1717228891|custom|orders|NONE|VIP|gold|a|b|c|d|e|f
1717228895|custom|orders|NONE|WITHDRAW|1|1|5|by the wallboard
1717228900|SIP-out.1|NONE|SIP/201|OUTCALL|ANSWERED|30|0305550000
1717228910|NONE|NONE|SIP/202|PAUSEALL|lunch
1717228910|NONE|orders|SIP/202|PAUSE|lunch
1717229510|NONE|orders|SIP/202|UNPAUSE|Auto-Unpause
1717229600|1717228794.9|NONE|SIP/202|AGENTLOGOFF|SIP/202|806
1717229600|NONE|NONE|SIP/203|AGENTCALLBACKLOGOFF|203@from-internal|805|Autologoff
17172296|broken|orders|NONE|ENTERQUEUE||0301234567|1
1717229700|twofiles|orders|NONE|ENTERQUEUE||0301234569|1
"""
NEWER = """\
1717229700|twofiles|orders|SIP/201|CONNECT|0|m|0
1717229760|twofiles|orders|SIP/201|COMPLETEAGENT|0|60|1
"""

Switch = tuple[DuckDBEngine, IngestReport]


@pytest.fixture(scope="module")
def switch() -> Iterator[Switch]:
    with opened() as engine, tempfile.TemporaryDirectory() as folder:
        files = {"pbx/queue_log": NEWER.encode(), "pbx/queue_log.1.gz": gzip.compress(OLDER.encode())}
        report = load(engine, Path(folder), files)
        build(engine)
        yield engine, report


def leg(switch: Switch, contact: str, columns: str) -> tuple[Any, ...]:
    (found,) = switch[0].rows(f"select {columns} from core.queue_leg where contact_id = '{contact}'")
    return found


def test_every_line_is_loaded_or_in_quarantine_with_its_reason(switch: Switch) -> None:
    engine, report = switch
    lines = OLDER.count("\n") + NEWER.count("\n")
    assert sum(file.records for file in report.files) == lines
    assert engine.rows("select count(*) from staging.queue_event") == [(lines - 1,)]
    assert engine.rows("select line, reason from ops.quarantine") == [(26, "the first field is no time in epoch seconds")]


def test_every_entry_that_can_be_read_is_a_leg_and_nothing_else_is(switch: Switch) -> None:
    found = switch[0].rows("select contact_id, outcome from core.queue_leg order by entered_at_utc")
    assert found == [
        ("ringing", "abandoned"),
        ("syscompat", "failed"),
        ("oldtransfer", "answered"),
        ("custom", "flowout_withdrawn"),
        ("twofiles", "answered"),
    ]


def test_calls_that_began_before_the_log_are_no_legs_and_are_counted_in_the_books(switch: Switch) -> None:
    engine, _ = switch
    rows = reconcile_days(engine, read_clocks(engine), {"raw.queue_event": {JUNE_1}})
    found = {r.check_id: (r.lhs, r.rhs, r.residual, r.passed) for r in rows.itertuples()}
    assert found["ends_of_day"] == (7, 5, 2, True)
    assert found["legs_of_day"] == (5, 5, 0, True)
    assert found["connections_of_day"][2:] == (0, True)


def test_who_hangs_up_while_a_phone_rings_has_abandoned_and_the_ringing_is_told_in_milliseconds(switch: Switch) -> None:
    assert leg(switch, "ringing", "outcome, wait_s, is_answered, hangup_by") == ("abandoned", 5.0, False, "caller")
    segments = switch[0].rows("select agent_id, is_missed, ring_end, ring_s from core.agent_segment where leg_id like 'ringing/%'")
    assert segments == [("SIP/201", True, "canceled", 4.0)]


def test_a_transfer_of_an_old_switch_ends_the_call_and_nothing_follows_it(switch: Switch) -> None:
    told = leg(switch, "oldtransfer", "wait_s, talk_s, transfer_kind, transfer_to, epoch(ended_at_utc)")
    assert told == (5.0, 60.0, "transfer", "800", 1717228885.0)


def test_withheld_and_missing_numbers_are_no_customer(switch: Switch) -> None:
    known = dict(switch[0].rows("select contact_id, customer_key is not null from core.contact"))
    assert (known["oldtransfer"], known["custom"], known["ringing"]) == (False, False, True)


def test_verbs_of_the_dialplan_are_kept_as_they_stand_and_change_no_leg(switch: Switch) -> None:
    kept = (
        "select verb, p1, p5 from staging.queue_event where verb in ('VIP', 'OUTCALL', 'PENALTY', 'RINGINUSE', 'CONFIGRELOAD') order by 1"
    )
    assert switch[0].rows(kept) == [
        ("CONFIGRELOAD", None, None),
        ("OUTCALL", "ANSWERED", None),
        ("PENALTY", "2", None),
        ("RINGINUSE", "0", None),
        ("VIP", "gold", "d|e|f"),
    ]
    assert leg(switch, "custom", "outcome, wait_s, exit_key") == ("flowout_withdrawn", 5.0, None)


def test_a_call_whose_second_is_split_by_the_rotation_is_one_leg(switch: Switch) -> None:
    assert leg(switch, "twofiles", "outcome, wait_s, talk_s, hangup_by") == ("answered", 0.0, 60.0, "agent")


def test_logins_of_every_kind_and_a_pause_that_ends_by_itself_are_states(switch: Switch) -> None:
    spent = switch[0].rows(
        "select agent_id, state, sum(state_s) from core.agent_state where agent_id in ('SIP/202', 'SIP/203') and is_staffed"
        " group by all order by all"
    )
    assert spent == [("SIP/202", "available", 206.0), ("SIP/202", "break", 600.0), ("SIP/203", "available", 805.0)]
