"""Three switches of one centre: a call that two of them tell of is one contact, and their agents and queues meet under one name."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from assets.clocks import read_clocks
from assets.config_tables.tables import COLUMNS, config_tables
from assets.ingest import ingest
from assets.readers.registry import built_in_words
from assets.reconciliation import reconcile_days
from assets.settings.centre import Centre
from pipelines.engine.base import Span
from pipelines.engine.duckdb import DuckDBEngine
from tests.tables import MODELS
from tests.warehouse import CENTRE, deliver, settings_of

CHAIN = (
    *(
        "staging.queue_event",
        "staging.call",
        "staging.trunk_call",
        "core.queue_log_event",
        "core.queue_log_leg",
        "core.wrap_up",
        "core.twin_call",
        "core.queue_leg",
    ),
    *("core.missed_ring", "core.agent_segment", "core.agent_contact_span", "core.agent_state"),
    *("core.contact_sequel", "core.contact", "core.trunk_call"),
)
CLOUD_ALIASES = ["orders", "Orders", "Orders EU"]
SETTINGS = settings_of(
    {"id": "pbx", "reader": "queue_log", "files": "pbx/*", "site": "berlin"},
    {
        "id": "carrier",
        "reader": "delimited",
        "kind": "trunk_call",
        "files": "carrier/*",
        "site": "berlin",
        "timezone": "Europe/Berlin",
        "columns": {"call_id": "Call", "at_utc": "Start", "queue": "Queue", "is_queued": "Queued", "disposition": "Result"},
        "words": {"blocked": {"busy": ["busy"]}},
    },
    {"id": "cloud", "reader": "connect", "files": "cloud/*", "site": "berlin"},
    {
        "id": "report",
        "reader": "delimited",
        "kind": "call",
        "files": "report/*",
        "site": "berlin",
        "timezone": "Europe/Berlin",
        "same_calls_as": "pbx",
        "columns": {
            "leg_id": "Call",
            "queue": "Queue",
            "entered_at_utc": "Start",
            "wait_s": "Wait",
            "talk_s": "Talk",
            "hold_s": "Hold",
            "acw_s": "Wrap",
            "outcome": "Result",
            "topic": "Topic",
        },
    },
)
MEETING = CENTRE | {
    "queues": [CENTRE["queues"][0] | {"aliases": CLOUD_ALIASES}, *CENTRE["queues"][1:]],
    "agents": {"ann_lee": ["SIP/201", "ann", "Ann Lee"]},
}
LOG = """1717228800|1717228800.1|orders|NONE|ENTERQUEUE||0301234567|1
1717228805|1717228800.1|orders|SIP/201|CONNECT|5|1717228801.9|3
1717228865|1717228800.1|orders|SIP/201|COMPLETECALLER|5|60|1
"""
CARRIER = """Call,Start,Queue,Queued,Result
1717228800.1,2024-06-01 10:00:00,orders,yes,answered
1717228990.7,2024-06-01 10:03:10,,no,busy
"""
REPORT = """Call,Queue,Start,Wait,Talk,Hold,Wrap,Result,Topic
1717228800.1,Orders,2024-06-01 10:00:02,5,40,20,15,answered,late parcel
1717229999.1,Orders,2024-06-01 10:19:59,9,30,0,0,answered,other
"""
CONTACT = {
    "ContactId": "c1",
    "Channel": "VOICE",
    "InitiationMethod": "INBOUND",
    "InitiationTimestamp": "2024-06-01T09:00:00Z",
    "DisconnectTimestamp": "2024-06-01T09:03:00Z",
    "LastUpdateTimestamp": "2024-06-01T09:04:00Z",
    "Queue": {"Name": "Orders EU", "EnqueueTimestamp": "2024-06-01T09:00:00Z"},
    "Agent": {"Username": "ann", "ConnectedToAgentTimestamp": "2024-06-01T09:00:10Z", "AgentInteractionDuration": 100},
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDBEngine]:
    landing, window = tmp_path_factory.mktemp("landing"), Span(date(2024, 5, 30), date(2024, 6, 3))
    settings = SETTINGS.model_copy(update={"centre": Centre.model_validate(MEETING)})
    con = duckdb.connect(config={"threads": 1})
    made = DuckDBEngine(con, Path("memory"))
    tables = config_tables(settings, first_date=window.first, last_date=window.last, words=built_in_words())
    for table, frame in tables.items():
        made.write(table, frame, columns=COLUMNS[table])
    deliver(landing, "pbx/queue_log", LOG)
    deliver(landing, "carrier/calls.csv", CARRIER)
    deliver(landing, "cloud/contacts.jsonl", json.dumps(CONTACT) + "\n")
    deliver(landing, "report/calls.csv", REPORT)
    report = ingest(settings, made, landing=landing, load_id="run", now=datetime(2026, 1, 1, tzinfo=UTC))
    assert [(file.status, file.quarantined) for file in report.files] == [("loaded", 0)] * 4, report.files
    for table in CHAIN:
        made.build(table, MODELS[table].sql, spans=[window])
    yield made
    con.close()


def test_a_call_that_the_log_and_a_carrier_s_records_tell_of_is_one_contact(engine: DuckDBEngine) -> None:
    told = "select source_id, contact_id from core.contact where source_id <> 'report' order by 1"
    assert engine.rows(told) == [("cloud", "c1"), ("pbx", "1717228800.1")]
    told = engine.rows("select call_id, is_logged, blocked_by from core.trunk_call order by 1")
    assert told == [("1717228800.1", True, None), ("1717228990.7", False, "busy")]


def test_agents_and_queues_of_both_switches_have_one_name(engine: DuckDBEngine) -> None:
    legs = engine.rows("select source_id, queue_id, agent_id from core.queue_leg where source_id <> 'report' order by 1")
    assert legs == [("cloud", "orders", "ann_lee"), ("pbx", "orders", "ann_lee")]
    assert engine.rows("select count(*) from ops.unmapped where field = 'queue'") == [(0,)]


def test_a_call_that_a_report_tells_beside_the_log_counts_once_with_what_only_the_report_knows(engine: DuckDBEngine) -> None:
    legs = engine.rows("select source_id, contact_id, wait_s, talk_s, hold_s, acw_s, topic from core.queue_leg where queue_id = 'orders'")
    assert sorted(legs, key=lambda leg: leg[:2]) == [
        ("cloud", "c1", 10.0, 100.0, None, None, None),
        ("pbx", "1717228800.1", 5.0, 60.0, 20.0, 15.0, "late parcel"),
        ("report", "1717229999.1", 9.0, 30.0, 0.0, 0.0, "other"),  # a call that only the report tells is a call
    ]
    rows = reconcile_days(engine, read_clocks(engine), {"raw.call": {date(2024, 6, 1)}})
    found = {(r.source_id, r.check_id): (r.lhs, r.rhs, r.passed) for r in rows.itertuples()}
    assert found["report", "call_legs_of_day"] == (2, 2, True)
