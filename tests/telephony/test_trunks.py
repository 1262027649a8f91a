"""Call detail records beside the queue log of one switch: a call seen by both is one, and what never reached a queue is counted."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from assets.config_tables.tables import COLUMNS, config_tables
from assets.ingest import ingest
from assets.readers.registry import built_in_words
from pipelines.declarations import read_kpis, read_models
from pipelines.engine.base import Span
from pipelines.engine.duckdb import DuckDBEngine
from tests.warehouse import deliver, settings_of

SQL = Path(__file__).parents[2] / "sql"
MODELS = {model.table: model for model in read_models(SQL)}
KPIS = {kpi.name: kpi for kpi in read_kpis(SQL)}
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
    *("staging.interval_total", "core.queue_total", "core.queue_interval", "core.contact_sequel", "core.contact"),
    *("core.trunk_call", "core.trunk_day"),
)
SETTINGS = settings_of(
    {"id": "pbx", "reader": "queue_log", "files": "pbx/*", "site": "berlin"},
    {
        "id": "trunk",
        "reader": "asterisk_cdr",
        "files": "cdr/*",
        "site": "berlin",
        "words": {"blocked": {"out_of_hours": ["ivr-closed"]}},
        "options": {"excluded_callers": ["7???"]},
    },
)
# 1 June 2024, 10:00 in Berlin is 1717228800. Call 1 is answered, 2 gives up, 3 finds the lines busy, 4 the queue full, 5 comes too
# late, 6 is a test, 7 is a colleague who is busy; 8 went to a queue whose log was lost.
LOG = """1717228800|1717228800.1|orders|NONE|ENTERQUEUE||0301234567|1
1717228805|1717228800.1|orders|SIP/201|CONNECT|5|1717228801.9|3
1717228865|1717228800.1|orders|SIP/201|COMPLETECALLER|5|60|1
1717228900|1717228900.2|orders|NONE|ENTERQUEUE||0301234568|1
1717228940|1717228900.2|orders|NONE|ABANDON|1|1|40
"""


def record(
    call_id: str, app: str, data: str, disposition: str, *, src: str = "030123", context: str = "from-trunk", status: str = ""
) -> str:
    times = '"2024-06-01 10:02:00","","2024-06-01 10:02:30",30,0'
    return f'"","{src}","800","{context}","","SIP/t-1","","{app}","{data}",{times},"{disposition}",3,"{call_id}","{status}"\n'


RECORDS = (
    record("1717228800.1", "Queue", "orders,t", "ANSWERED")
    + record("1717228800.1", "Queue", "orders,t", "BUSY")
    + record("1717228900.2", "Queue", "orders,t", "NO ANSWER")
    + record("1717228920.3", "Busy", "10", "BUSY")
    + record("1717228920.4", "Queue", "orders,t", "ANSWERED", status="FULL")
    + record("1717228920.5", "Playback", "closed", "ANSWERED", context="ivr-closed")
    + record("1717228920.6", "Busy", "10", "BUSY", src="7001")
    + record("1717228920.7", "Dial", "SIP/202", "BUSY", context="from-internal")
    + record("1717228920.8", "Queue", "orders,t", "ANSWERED")
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDBEngine]:
    landing, window = tmp_path_factory.mktemp("landing"), Span(date(2024, 5, 30), date(2024, 6, 3))
    con = duckdb.connect(config={"threads": 1})
    made = DuckDBEngine(con, Path("memory"))
    tables = config_tables(SETTINGS, first_date=window.first, last_date=window.last, words=built_in_words())
    for table, frame in tables.items():
        made.write(table, frame, columns=COLUMNS[table])
    deliver(landing, "pbx/queue_log", LOG)
    deliver(landing, "cdr/Master.csv", RECORDS)
    report = ingest(SETTINGS, made, landing=landing, load_id="run", now=datetime(2026, 1, 1, tzinfo=UTC))
    assert [(file.loaded, file.quarantined, file.duplicates) for file in report.files] == [(5, 0, 0), (9, 0, 0)]
    for table in CHAIN:
        made.build(table, MODELS[table].sql, spans=[window])
    yield made
    con.close()


def figure(engine: DuckDBEngine, kpi: str) -> list[tuple[float, ...]]:
    window = {"from": date(2024, 6, 1), "to": date(2024, 6, 1)}
    columns = "sum(numerator), sum(denominator)" if KPIS[kpi].header.measure != "count" else "sum(numerator)"  # type: ignore[union-attr]
    return engine.rows(f"select {columns} from ({KPIS[kpi].sql}) where site_id = 'berlin'", window)


def test_a_call_that_trunks_and_log_have_seen_is_one_contact(engine: DuckDBEngine) -> None:
    assert engine.rows("select contact_id, outcome from core.contact order by 1") == [
        ("1717228800.1", "answered"),
        ("1717228900.2", "abandoned"),
    ]


def test_every_call_that_reached_no_queue_says_what_kept_it_out(engine: DuckDBEngine) -> None:
    found = engine.rows(
        "select right(call_id, 1), blocked_by from core.trunk_call where direction = 'inbound' and not is_excluded order by 1"
    )
    assert found == [("1", None), ("2", None), ("3", "busy"), ("4", "full"), ("5", "out_of_hours"), ("8", None)]


def test_blocked_calls_and_those_out_of_hours_are_two_figures(engine: DuckDBEngine) -> None:
    assert figure(engine, "blocked") == [(2,)]
    assert figure(engine, "out_of_hours") == [(1,)]
    assert figure(engine, "blocked_rate") == [(2, 4)], "two blocked, two offered"


def test_calls_that_the_trunks_queued_and_the_log_lacks_are_shown(engine: DuckDBEngine) -> None:
    assert engine.rows("select trunk_calls, queued, queued_unlogged from core.trunk_day") == [(6, 3, 1)]
