"""The balance of days: records counted in raw with Python's clocks against the rows SQL made of them."""

from datetime import date

import pandas as pd
import pytest

from assets.clocks import Clock, Clocks
from assets.config_tables import queue_verbs
from assets.ops_tables import ensure_tables
from assets.reconciliation import reconcile_days
from pipelines.engine.duckdb import open_engine

CLOCKS = Clocks(
    {"pbx": Clock("Europe/Berlin", 0), "acd": Clock("America/Chicago", 7 * 3600)},
    {("pbx", "late"): Clock("America/Chicago", 0)},
    frozenset(),
)
MARCH_29 = date(2026, 3, 29)  # Berlin goes to summer time


@pytest.fixture
def engine(tmp_path):
    with open_engine(tmp_path / "warehouse.duckdb") as opened:
        ensure_tables(opened)
        for table, columns in queue_verbs.COLUMNS.items():
            opened.write(table, pd.DataFrame(queue_verbs.VERBS, columns=list(columns)), columns=columns)
        opened.run("create schema if not exists staging")
        opened.run("create schema if not exists core")
        for table in (
            "staging.queue_event",
            "staging.call",
            "staging.ticket",
            "staging.survey",
            "core.queue_log_leg",
            "core.wrap_up",
            "core.queue_leg",
            "core.twin_call",
        ):
            opened.run(
                f"create table {table} (source_id varchar, business_date date, queue_raw varchar, ended_at_utc timestamp,"
                " call_id varchar, entered_at_utc timestamp)"
            )
        yield opened


def event(engine, at_utc, queue="orders", verb="ENTERQUEUE"):
    engine.run(
        "insert into raw.queue_event (source_id, file_id, line, at_utc, call_id, queue, verb)"
        f" values ('pbx', 1, 1, timestamp '{at_utc}', 'c', '{queue}', '{verb}')"
    )


def made(engine, table, day, source="pbx", ended="null"):
    entered = "timestamp '2026-03-28 23:30:00'"
    engine.run(f"insert into {table} values ('{source}', date '{day}', 'orders', {ended}, 'c', {entered})")


def balance(engine, day=MARCH_29, table="raw.queue_event"):
    rows = reconcile_days(engine, CLOCKS, {table: {day}})
    return {(r.check_id, r.business_date): (r.lhs, r.rhs, r.passed) for r in rows.itertuples()}


def test_a_day_whose_events_all_became_rows_is_even(engine):
    event(engine, "2026-03-28 23:30:00")  # 00:30 in Berlin, winter time
    event(engine, "2026-03-29 21:30:00", verb="CONNECT")  # 23:30 in Berlin, summer time
    event(engine, "2026-03-29 22:30:00", verb="CONNECT")  # the next day
    for table in ("staging.queue_event", "staging.queue_event", "core.queue_log_leg"):
        made(engine, table, MARCH_29)
    assert balance(engine) == {
        ("events_of_day", MARCH_29): (2, 2, True),
        ("legs_of_day", MARCH_29): (1, 1, True),
        ("connections_of_day", MARCH_29): (1, 1, True),
    }


def test_a_connection_without_an_entry_and_without_an_end_is_counted(engine):
    event(engine, "2026-03-29 00:10:00", verb="CONNECT")
    event(engine, "2026-03-29 10:10:00", verb="CONNECT")  # the call before has ended: nothing tells how this one came
    made(engine, "core.queue_log_leg", MARCH_29, ended="timestamp '2026-03-29 00:20:00'")
    assert balance(engine)["connections_of_day", MARCH_29] == (2, 1, True)


def test_a_call_that_comes_back_inside_a_second_has_one_connection(engine):
    event(engine, "2026-03-29 00:10:00", verb="CONNECT")
    for _ in range(2):
        made(engine, "core.queue_log_leg", MARCH_29)
    assert balance(engine)["connections_of_day", MARCH_29] == (1, 1, True)


def test_the_end_of_a_call_whose_entry_no_file_tells_is_counted(engine):
    event(engine, "2026-03-29 21:50:00")
    event(engine, "2026-03-29 21:58:00", verb="COMPLETEAGENT")
    event(engine, "2026-03-29 21:59:00", verb="ABANDON")  # the log began while this call waited
    event(engine, "2026-03-29 22:01:00", verb="ABANDON")  # the next day
    for _ in range(3):
        made(engine, "staging.queue_event", MARCH_29)
    made(engine, "core.queue_log_leg", MARCH_29, ended="timestamp '2026-03-29 21:58:00'")
    assert balance(engine)["ends_of_day", MARCH_29] == (2, 1, True)


def test_one_line_that_ends_two_legs_shows(engine):
    event(engine, "2026-03-29 21:58:00", verb="COMPLETEAGENT")
    for _ in range(2):
        made(engine, "core.queue_log_leg", MARCH_29, ended="timestamp '2026-03-29 21:58:00'")
    assert balance(engine)["ends_of_day", MARCH_29] == (1, 2, False)


def test_a_row_that_is_lost_on_the_way_shows(engine):
    event(engine, "2026-03-29 10:00:00")
    made(engine, "staging.queue_event", MARCH_29)
    assert balance(engine)[("legs_of_day", MARCH_29)] == (1, 0, False)


def test_a_row_nobody_delivered_shows(engine):
    made(engine, "staging.queue_event", MARCH_29)
    assert balance(engine)[("events_of_day", MARCH_29)] == (0, 1, False)


def test_a_queue_of_another_site_has_that_sites_day(engine):
    event(engine, "2026-03-30 04:30:00", queue="late")  # still the 29th in Chicago
    made(engine, "staging.queue_event", MARCH_29)
    made(engine, "core.queue_log_leg", MARCH_29)
    assert balance(engine)[("events_of_day", MARCH_29)] == (1, 1, True)


def test_a_day_that_starts_at_seven_ends_at_seven(engine):
    engine.run(
        "insert into raw.call (source_id, file_id, line, leg_id, entered_at_utc) values ('acd', 1, 1, 'a', timestamp '2026-03-30 11:59:00')"
    )  # 06:59 in Chicago
    made(engine, "staging.call", MARCH_29, "acd")
    made(engine, "core.queue_leg", MARCH_29, "acd")
    assert balance(engine, table="raw.call") == {
        ("calls_of_day", MARCH_29): (1, 1, True),
        ("call_legs_of_day", MARCH_29): (1, 1, True),
    }


def test_balancing_a_day_again_replaces_its_rows(engine):
    event(engine, "2026-03-29 10:00:00")
    balance(engine)
    made(engine, "staging.queue_event", MARCH_29)
    made(engine, "core.queue_log_leg", MARCH_29)
    balance(engine)
    assert engine.rows("select count(*), sum(abs(residual)) from ops.reconciliation") == [(2, 0)]


def test_a_desk_whose_log_makes_its_tickets_stands_beside_one_that_lists_them(engine):
    engine.run(
        "insert into raw.ticket (source_id, file_id, line, ticket_id, created_at_utc)"
        " values ('acd', 1, 1, 'a', timestamp '2026-03-29 15:00:00')"
    )
    engine.run(
        "insert into raw.ticket_update (source_id, file_id, line, ticket_id, update_id, at_utc)"
        " values ('pbx', 2, 1, 'b', 'u', timestamp '2026-03-29 15:00:00')"
    )
    made(engine, "staging.ticket", MARCH_29, "acd")
    made(engine, "staging.ticket", MARCH_29, "pbx")
    assert balance(engine, table="raw.ticket") == {("tickets_of_day", MARCH_29): (1, 1, True)}
