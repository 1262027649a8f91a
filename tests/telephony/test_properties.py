"""Whatever the switch writes: no visit is lost between its line and the KPI, and how the lines came in files does not matter.

Streams are drawn from what switches do: calls that are answered, give up, leave, enter twice, are passed on under another
call's id, lose a line, and agents who come, pause and go. They pass through ingest and the SQL of the house.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines import kpi_tables, kpis
from pipelines.declarations import Model, read_kpis
from pipelines.engine.duckdb import DuckDBEngine
from tests.telephony.switch import CHAIN, MODELS, SQL, WINDOW, build, load, opened

# what telephony adds up: every KPI made of the chain's tables by a pair that sums, with a time of day
ADDITIVE = [
    kpi
    for kpi in read_kpis(SQL)
    if set(kpi.reads) <= {*CHAIN, "config.queue_day"} - {"core.agent_interval"} and "cast(null as timestamp)" not in kpi.sql
    if kpi.header.measure in ("ratio", "mean", "count")  # type: ignore[union-attr]
]
FIRST_S = 1717192800  # 1 June 2024, midnight in Berlin: the streams cross a day and a month
OUTCOMES = "answered + abandoned + flowed_out + callback_scheduled + failed + open"

Line = tuple[int, str]


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDBEngine]:
    with opened() as made:
        yield made


def line(at_s: int, call: str, queue: str, agent: str, verb: str, *rest: object) -> Line:
    return at_s, "|".join([str(at_s), call, queue, agent, verb, *map(str, rest)])


@st.composite
def call(draw: st.DrawFn, number: int) -> list[Line]:
    """One call and all it leaves in the log."""
    at = FIRST_S + draw(st.integers(-7200, 7200))
    queue, other = draw(st.permutations(["orders", "Billing"]))
    wait, talk, agent, me = draw(st.integers(0, 90)), draw(st.integers(0, 900)), f"Agent/{draw(st.integers(1, 3))}", f"c{number}"
    entry = line(at, me, queue, "NONE", "ENTERQUEUE", "", 4900000 + draw(st.integers(1, 4)), 1)
    connect = line(at + wait, me, queue, agent, "CONNECT", wait, "x", min(wait, 5))
    left = at + wait + talk
    ended = line(left, me, queue, agent, draw(st.sampled_from(["COMPLETEAGENT", "COMPLETECALLER"])), wait, talk, 1)
    gone = line(at + wait, me, queue, "NONE", draw(st.sampled_from(["ABANDON", "EXITWITHTIMEOUT", "EXITEMPTY", "WITHDRAW"])), 1, 1, wait)
    again = at + wait + draw(st.integers(1, 30))
    consult, second_wait = f"k{number}", draw(st.integers(1, 40))
    form = draw(st.sampled_from([("APP", "Queue"), ("BRIDGE", "b"), ("LINK", "p", "q")]))
    passed_on = [
        entry,
        connect,
        line(left, consult, other, "NONE", "ENTERQUEUE", "", 7009, 1),
        line(left + 1, consult, queue, agent, "ATTENDEDTRANSFER", *form, wait, talk + 1, 1),
        line(left + second_wait, me, other, "Agent/9", "CONNECT", second_wait, "y", 1),
        line(left + second_wait + 60, me, other, "Agent/9", "COMPLETEAGENT", second_wait, 60, 1),
    ]
    second_entry = line(again, me, queue, "NONE", "ENTERQUEUE", "", 4900001, 1)
    return draw(
        st.sampled_from(
            [
                [entry, connect, ended],
                [entry, connect, ended],
                [entry, line(at + min(wait, 2), me, queue, "Agent/2", "RINGNOANSWER", 1000), gone],
                [entry, gone, second_entry, line(again + 7, me, queue, "NONE", "ABANDON", 1, 1, 7)],
                [entry, gone, line(again, me, other, "NONE", "ENTERQUEUE", "", 4900001, 1)],
                [entry, connect],
                [entry, ended],
                [connect, ended],
                [entry, line(at + wait, me, queue, "NONE", "EXITWITHKEY", 1, 1, 1, wait)],
                [entry, line(at + wait, me, queue, agent, "AGENTDUMP")],
                [entry, line(at, me, queue, "NONE", "SOMETHINGNEW", "a", "b")],
                passed_on,
                passed_on,
            ]
        )
    )


@st.composite
def agent_day(draw: st.DrawFn, number: int) -> list[Line]:
    at, name = FIRST_S + draw(st.integers(-9000, 3000)), f"Agent/{number}"
    pause, back, away = (draw(st.integers(0, 3000)) for _ in range(3))
    queue = draw(st.sampled_from(["orders", "Billing"]))
    told = [
        line(at, "MANAGER", queue, name, "ADDMEMBER", ""),
        line(at + pause, "NONE", queue, name, "PAUSE", "lunch"),
        line(at + pause + back, "NONE", queue, name, "UNPAUSE", ""),
        line(at + pause + back + away, "MANAGER", queue, name, "REMOVEMEMBER", ""),
    ]
    return told[: draw(st.integers(0, 4))]


@st.composite
def stream(draw: st.DrawFn) -> list[str]:
    """A whole log, in the order of time, lines of one second in the order in which they were written."""
    parts = [draw(call(number)) for number in range(draw(st.integers(1, 12)))] + [draw(agent_day(number)) for number in (1, 2)]
    if draw(st.booleans()):
        parts.append([line(FIRST_S + draw(st.integers(-7000, 7000)), "NONE", "NONE", "NONE", "QUEUESTART", "")])
    return [text for _, text in sorted((one for part in parts for one in part), key=lambda one: one[0])]


def computed(engine: DuckDBEngine, files: list[list[str]]) -> None:
    """Load the files, each in a run of its own, into an empty warehouse and build the chain."""
    for schema, table in engine.rows("select schema_name, table_name from duckdb_tables() where schema_name in ('raw', 'ops')"):
        engine.run(f"delete from {schema}.{table}")
    with tempfile.TemporaryDirectory() as folder:
        for number, lines in enumerate(files):
            load(engine, Path(folder), {f"pbx/{number}.log": "\n".join(lines) + "\n"}, load_id=f"run-{number}")
    build(engine)


def cut(lines: list[str], places: list[int]) -> list[list[str]]:
    """Cut a log as a switch does that turns its files over, also within a second; no two files begin in the same second."""
    pieces, begun = [0], lines[0].split("|")[0]
    for place in sorted({place % len(lines) for place in places}):
        if (second := lines[place].split("|")[0]) != begun:
            pieces.append(place)
            begun = second
    return [lines[first:last] for first, last in zip(pieces, [*pieces[1:], len(lines)])]


def every_entry_is_one_leg_and_every_leg_ends_in_exactly_one_way(engine: DuckDBEngine, lines: list[str]) -> None:
    entries = sum("|ENTERQUEUE|" in text for text in lines)
    assert engine.rows("select count(*), count(distinct leg_id), count(distinct (file_id, line)) from core.queue_leg") == [(entries,) * 3]
    residual = f"select queue_id, business_date, sum(entered) - sum({OUTCOMES}) as residual from core.queue_interval group by all"
    assert engine.rows(f"select * from ({residual}) where residual <> 0") == []
    assert engine.rows("select coalesce(sum(entered), 0) from core.queue_interval") == [(entries,)]
    assert engine.rows("select coalesce(sum(legs), 0) from core.contact") == [(entries,)]


def a_call_passed_on_is_no_contact_of_its_own(engine: DuckDBEngine, lines: list[str]) -> None:
    passed_on = sum("|ENTERQUEUE||7009|" in text for text in lines)
    own = engine.rows("select count(*) from core.contact where contact_id like 'k%'")
    adopted = engine.rows("select count(*) from core.queue_leg where leg_id like 'k%' and leg_seq > 1 and is_adopted")
    assert (own, adopted) == ([(0,)], [(passed_on,)])


def an_agents_day_is_tiled_and_its_seconds_are_all_in_intervals(engine: DuckDBEngine) -> None:
    overlaps = """
        select * from (
            select *, lead(started_at_utc) over (partition by source_id, agent_id, business_date order by started_at_utc) as next_at
            from core.agent_state
        ) where next_at <> ended_at_utc"""
    assert engine.rows(overlaps) == []
    days = "select distinct seconds from (select sum(state_s) as seconds from core.agent_state group by source_id, agent_id, business_date)"
    assert engine.rows(days) in ([(86400.0,)], [])
    spent = engine.rows(
        """
        select coalesce(sum(state_s) filter (where is_staffed), 0), coalesce(sum(state_s) filter (where state = 'talk'), 0)
        from core.agent_state"""
    )
    assert engine.rows("select coalesce(sum(staffed_s), 0), coalesce(sum(talk_s), 0) from core.agent_interval") == spent
    assert engine.rows("select * from core.agent_interval where staffed_s > 1800 or busy_s + available_s + break_s > staffed_s") == []


def intervals_add_up_to_days_and_days_to_months(engine: DuckDBEngine) -> None:
    engine.run("delete from ops.data_through")
    engine.run("insert into ops.data_through values (date '2024-06-30')")
    engine.run("drop schema if exists kpi cascade")
    kpi_tables.make_tables(engine)
    for kpi in ADDITIVE:
        kpis.build_days(engine, [kpi], [WINDOW])
        kpis.build_months(engine, [kpi], [WINDOW])
    sums = "coalesce(sum(numerator), 0) as numerator, coalesce(sum(denominator), 0) as denominator"
    by = {
        "interval": f"select kpi, queue_id as scope, {sums} from kpi.interval group by all order by all",
        "day": f"select kpi, scope_id as scope, {sums} from kpi.daily where scope_type = 'queue' group by all order by all",
        "month": f"select kpi, scope_id as scope, {sums} from kpi.monthly where scope_type = 'queue' group by all order by all",
    }
    found = {grain: engine.rows(sql) for grain, sql in by.items()}
    assert found["interval"] == found["day"] == found["month"]
    company = f"select kpi, {sums} from kpi.{{}} where scope_type = 'company' group by all order by all"
    assert engine.rows(company.format("daily")) == engine.rows(company.format("monthly"))


def content(engine: DuckDBEngine) -> dict[str, str]:
    return {table: engine.content_hash(table, leave_out=("file_id", "line", "file_first_at_utc")) for table in CHAIN}


@st.composite
def delivery(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    """A log, and the same log in pieces that come in any order, the first of them perhaps with an old line once more."""
    lines = draw(stream())
    files = draw(st.permutations(cut(lines, draw(st.lists(st.integers(0, 200), max_size=4)))))
    return lines, [*files, files[0][:1]] if draw(st.booleans()) else list(files)


def holds(engine: DuckDBEngine, lines: list[str], files: list[list[str]]) -> None:
    computed(engine, [lines])
    every_entry_is_one_leg_and_every_leg_ends_in_exactly_one_way(engine, lines)
    a_call_passed_on_is_no_contact_of_its_own(engine, lines)
    an_agents_day_is_tiled_and_its_seconds_are_all_in_intervals(engine)
    intervals_add_up_to_days_and_days_to_months(engine)
    whole = content(engine)
    computed(engine, files)
    assert content(engine) == whole, "the same lines in other files give other tables"


def few(count: int) -> settings:
    return settings(max_examples=count, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@few(3)
@given(delivered=delivery())
def test_no_visit_is_lost_sums_add_up_and_files_do_not_matter(engine: DuckDBEngine, delivered: tuple[list[str], list[list[str]]]) -> None:
    holds(engine, *delivered)


@pytest.mark.slow
@few(25)
@given(delivered=delivery())
def test_no_visit_is_lost_in_many_streams(engine: DuckDBEngine, delivered: tuple[list[str], list[list[str]]]) -> None:
    holds(engine, *delivered)


def test_the_known_transfer_is_two_legs_of_one_contact_from_the_file_to_the_contact(engine: DuckDBEngine) -> None:
    log = """1717397259|1717397243.239826|1501|NONE|ENTERQUEUE||9031396745|1
1717397271|1717397243.239826|1501|PJSIP/7009|CONNECT|12|1717397259.239827|11
1717397390|1717397390.239830|1509|NONE|ENTERQUEUE||7009|1
1717397391|1717397390.239830|1501|PJSIP/7009|ATTENDEDTRANSFER|APP|Queue|12|120|1
1717397397|1717397243.239826|1509|PJSIP/7051|CONNECT|7|1717397390.239831|6
1717397570|1717397243.239826|1509|PJSIP/7051|COMPLETEAGENT|7|173|1"""
    computed(engine, [log.splitlines()])
    legs = "select queue_raw, epoch(entered_at_utc), wait_s, agent_id, talk_s, epoch(ended_at_utc), transfer_kind, hangup_by, is_adopted"
    assert engine.rows(f"{legs} from core.queue_log_leg order by leg_seq") == [
        ("1501", 1717397259.0, 12.0, "PJSIP/7009", 120.0, 1717397391.0, "attended", None, True),
        ("1509", 1717397390.0, 7.0, "PJSIP/7051", 173.0, 1717397570.0, None, "agent", True),
    ]
    assert engine.rows("select contact_id, legs, transfers from core.contact") == [("1717397243.239826", 2, 1)]
    assert engine.rows("select count(distinct customer_key), count(customer_key) from core.queue_leg") == [(1, 2)]
    assert engine.rows("select sum(adopted) from core.queue_interval") == [(2,)]


def test_every_model_of_the_chain_is_in_the_order_in_which_they_read_each_other() -> None:
    place = {table: number for number, table in enumerate(CHAIN)}
    for table in CHAIN:
        model: Model = MODELS[table]
        assert all(place[read] < place[table] for read in model.reads if read in place)
    assert len(ADDITIVE) >= 25
