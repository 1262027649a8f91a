"""What ingest promises: nothing is lost, nothing is counted twice, all of a file or nothing of it."""

import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from assets import batches as batches_module
from assets import ingest as ingest_module
from assets.ingest import ingest, pending, reconcile
from pipelines.engine.duckdb import DuckDBEngine
from tests.warehouse import CALLS, CALLS_HEADER, NOW, QUEUE_LOG, deliver, open_warehouse, run_ingest, settings_of

SURVEY = {
    "id": "sms",
    "reader": "delimited",
    "kind": "survey",
    "files": "sms/*.csv",
    "site": "chicago",
    "timezone": "America/Chicago",
    "columns": {"response_id": "id", "sent_at_utc": "sent", "answered_at_utc": "answered", "csat": "score"},
}
SETTINGS = settings_of(QUEUE_LOG, CALLS, SURVEY)


def event(second: int, *, call_id: str = "c1", verb: str = "RINGNOANSWER", rest: str = "1000") -> str:
    """A line of queue_log; second 0 is midnight UTC of 2 June 2024, 02:00 in Berlin."""
    return f"{1717286400 + second}|{call_id}|orders|Agent/1|{verb}|{rest}\n"


def call(leg: str, start: str = "2024-01-02 10:00:00", wait: int = 5, queue: str = "Orders") -> str:
    """One record of the ACD export."""
    return f"{leg},{queue},4711,{start},{wait},0:01:00,Handled\n"


def content(engine: DuckDBEngine, table: str) -> str:
    """Hash a table without the columns of the run."""
    return engine.content_hash(table, leave_out=("load_id", "file_id", "line"))


def days(engine: DuckDBEngine, load_id: str, table: str) -> set[tuple[Any, ...]]:
    """Dirty days of one run."""
    return set(
        engine.rows(
            "select business_date, reason from ops.dirty_day where load_id = $load_id and table_name = $table_name",
            {"load_id": load_id, "table_name": table},
        )
    )


def test_a_second_run_finds_nothing_to_do(tmp_path: Path) -> None:
    deliver(tmp_path, "acd/a.csv", CALLS_HEADER + call("1"))
    with open_warehouse(SETTINGS) as engine:
        assert len(run_ingest(SETTINGS, engine, tmp_path).files) == 1
        before = content(engine, "ops.file_manifest")
        assert run_ingest(SETTINGS, engine, tmp_path, "run-2").files == ()
        assert content(engine, "ops.file_manifest") == before
        assert days(engine, "run-2", "raw.call") == set()


def test_what_was_read_is_forgotten_once_it_is_loaded(tmp_path: Path) -> None:
    deliver(tmp_path, "acd/a.csv", CALLS_HEADER + call("1"))
    with open_warehouse(SETTINGS) as engine:
        run_ingest(SETTINGS, engine, tmp_path)
        assert engine.rows("select table_name from duckdb_tables() where temporary and table_name like 'incoming%'") == []
        assert engine.rows("select view_name from duckdb_views() where temporary and view_name = 'incoming'") == []


def test_the_same_content_under_another_name_loads_nothing(tmp_path: Path) -> None:
    deliver(tmp_path, "acd/a.csv", CALLS_HEADER + call("1"))
    with open_warehouse(SETTINGS) as engine:
        run_ingest(SETTINGS, engine, tmp_path)
        deliver(tmp_path, "acd/b.csv", CALLS_HEADER + call("1"))
        result = run_ingest(SETTINGS, engine, tmp_path, "run-2").files[0]
        assert (result.status, result.loaded) == ("copy", 0)
        assert result.message is not None and "acd/a.csv" in result.message
        assert run_ingest(SETTINGS, engine, tmp_path, "run-3").files == ()
        assert reconcile(engine)["passed"].all()


def test_a_file_still_being_written_is_left_alone(tmp_path: Path) -> None:
    path = deliver(tmp_path, "acd/a.csv", CALLS_HEADER + call("1"))
    deliver(tmp_path, "acd/b.csv.part", CALLS_HEADER)
    with open_warehouse(SETTINGS) as engine:
        written = path.stat().st_mtime
        early, late = (NOW.fromtimestamp(written + after_s, NOW.tzinfo) for after_s in (3, 30))
        assert pending(SETTINGS, engine, tmp_path, now=early, settle_s=10) == []
        assert [file.name for file in pending(SETTINGS, engine, tmp_path, now=late, settle_s=10)] == ["acd/a.csv"]


def test_redelivered_calls_are_duplicates_of_the_first(tmp_path: Path) -> None:
    with open_warehouse(SETTINGS) as engine:
        deliver(tmp_path, "acd/a.csv", CALLS_HEADER + call("1") + call("2") + call("1"))
        run_ingest(SETTINGS, engine, tmp_path)
        before = content(engine, "raw.call")
        deliver(tmp_path, "acd/b.csv", CALLS_HEADER + call("2") + call("1") + "\n")
        report = run_ingest(SETTINGS, engine, tmp_path, "run-2")
        assert (report.files[0].loaded, report.duplicates) == (0, 2)
        assert content(engine, "raw.call") == before
        assert engine.rows("select file_id, line, kept_file_id, kept_line, reason from ops.duplicate order by file_id, line") == [
            (1, 4, 1, 2, "equal"),
            (2, 2, 1, 3, "equal"),
            (2, 3, 1, 2, "equal"),
        ]
        assert days(engine, "run-2", "raw.call") == set()


def test_a_corrected_call_replaces_the_old_one_and_both_days_are_dirty(tmp_path: Path) -> None:
    with open_warehouse(SETTINGS) as engine:
        deliver(tmp_path, "acd/a.csv", CALLS_HEADER + call("1") + call("2"))
        run_ingest(SETTINGS, engine, tmp_path)
        deliver(tmp_path, "acd/b.csv", CALLS_HEADER + call("1", start="2024-01-05 10:00:00") + call("2"))
        report = run_ingest(SETTINGS, engine, tmp_path, "run-2")
        assert (report.files[0].loaded, report.files[0].duplicates, report.files[0].superseded) == (1, 1, 1)
        assert engine.rows("select file_id, line, cast(entered_at_utc as date) from raw.call order by leg_id") == [
            (2, 2, date(2024, 1, 5)),
            (1, 3, date(2024, 1, 2)),
        ]
        assert days(engine, "run-2", "raw.call") == {(date(2024, 1, 5), "loaded"), (date(2024, 1, 2), "superseded")}
        assert engine.rows("select file_id, loaded, duplicates from ops.file_manifest order by file_id") == [(1, 1, 1), (2, 1, 1)]
        assert reconcile(engine)["passed"].all()


def test_an_older_version_that_comes_later_changes_nothing(tmp_path: Path) -> None:
    header = "id,sent,answered,score\n"
    with open_warehouse(SETTINGS) as engine:
        deliver(tmp_path, "sms/a.csv", header + "1,2024-01-02 10:00:00,2024-01-03 09:00:00,4\n2,2024-01-02 10:00:00,,\n")
        run_ingest(SETTINGS, engine, tmp_path)
        deliver(tmp_path, "sms/b.csv", header + "1,2024-01-02 10:00:00,,\n2,2024-01-02 10:00:00,2024-01-04 10:00:00,2\n")
        run_ingest(SETTINGS, engine, tmp_path, "run-2")
        assert engine.rows("select response_id, csat from raw.survey order by 1") == [("1", 4.0), ("2", 2.0)]
        assert (date(2024, 1, 4), "related") in days(engine, "run-2", "raw.survey"), "an answer counts on its own day"
        older = [(1, 3, "older_version"), (2, 2, "older_version")]
        assert engine.rows("select file_id, line, reason from ops.duplicate order by file_id") == older


def test_equal_lines_of_a_log_stay_as_often_as_one_file_has_them(tmp_path: Path) -> None:
    with open_warehouse(SETTINGS) as engine:
        deliver(tmp_path, "pbx/queue_log.1", event(0) + event(0) + event(5))
        deliver(tmp_path, "pbx/queue_log.2", event(0) + event(5) + event(0) + event(0) + event(7))
        run_ingest(SETTINGS, engine, tmp_path)
        assert engine.rows("select count(*) from raw.queue_event group by at_utc order by at_utc") == [(3,), (1,), (1,)]
        assert engine.rows("select line, kept_file_id, kept_line from ops.duplicate order by line") == [(1, 1, 1), (2, 1, 3), (3, 1, 2)]


@pytest.mark.parametrize("batch_files", [1, 2, 100])
@pytest.mark.parametrize("seed", range(4))
def test_splitting_shuffling_and_repeating_deliveries_gives_the_same_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, batch_files: int
) -> None:
    monkeypatch.setattr(ingest_module, "BATCH_FILES", batch_files)
    chance = random.Random(seed)
    calls = [call(str(number), start=f"2024-01-{1 + number % 20:02d} 10:00:00") for number in range(40)]
    events = [event(10 * number, call_id=f"c{number % 7}") for number in range(60)]
    with open_warehouse(SETTINGS) as whole, open_warehouse(SETTINGS) as parts:
        deliver(tmp_path, "whole/acd/a.csv", CALLS_HEADER + "".join(calls))
        deliver(tmp_path, "whole/pbx/queue_log", "".join(events))
        run_ingest(SETTINGS, whole, tmp_path / "whole")
        for number in range(5):
            some = sorted(chance.sample(range(40), 25)) + (list(range(40)) if number == 4 else [])
            deliver(tmp_path, f"parts/acd/{chance.random()}.csv", CALLS_HEADER + "".join(calls[index] for index in some))
            some = sorted(chance.sample(range(60), 25)) if number < 4 else list(range(60))
            deliver(tmp_path, f"parts/pbx/queue_log.{chance.random()}", "".join(events[index] for index in some))
            if chance.random() < 0.5:
                run_ingest(SETTINGS, parts, tmp_path / "parts", f"run-{number}")
        run_ingest(SETTINGS, parts, tmp_path / "parts", "last")
        for table in ("raw.call", "raw.queue_event"):
            assert content(parts, table) == content(whole, table)
        assert reconcile(parts)["passed"].all()
        days_of = "select distinct table_name, business_date from ops.dirty_day order by all"
        assert parts.rows(days_of) == whole.rows(days_of)


def test_a_deleted_row_shows_in_the_reconciliation(tmp_path: Path) -> None:
    with open_warehouse(SETTINGS) as engine:
        deliver(tmp_path, "acd/a.csv", CALLS_HEADER + call("1") + call("2") + "broken\n")
        run_ingest(SETTINGS, engine, tmp_path)
        assert reconcile(engine)[["lhs", "rhs", "residual"]].values.tolist() == [[4, 4, 0]]
        engine.run("delete from raw.call where leg_id = '1'")
        assert reconcile(engine)[["lhs", "rhs", "residual", "passed"]].values.tolist() == [[4, 3, 1, False]]


@pytest.mark.parametrize("step", ["accept", "_quarantine", "texts", "gate"])
def test_a_run_that_dies_in_the_middle_leaves_nothing_of_a_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    deliver(tmp_path, "acd/a.csv", CALLS_HEADER + call("1") + call("2", start="late"))
    deliver(tmp_path, "acd/b.csv", CALLS_HEADER + call("1", wait=9) + call("3") + call("4", start="late"))
    monkeypatch.setattr(ingest_module, "BATCH_FILES", 1)
    with open_warehouse(SETTINGS) as engine, open_warehouse(SETTINGS) as undisturbed:
        run_ingest(SETTINGS, undisturbed, tmp_path)
        real, calls = getattr(batches_module, step), []

        def dies_the_second_time(*args: Any, **named: Any) -> Any:
            calls.append(1)
            result = real(*args, **named)
            if len(calls) == 2:
                raise KeyboardInterrupt
            return result

        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(batches_module, step, dies_the_second_time)
            run_ingest(SETTINGS, engine, tmp_path)
        run_ingest(SETTINGS, engine, tmp_path, "run-2")
        for table in ("raw.call", "ops.quarantine", "ops.duplicate"):
            assert engine.content_hash(table, leave_out=("load_id",)) == undisturbed.content_hash(table, leave_out=("load_id",))
        assert engine.rows("select path, file_id from ops.file_manifest order by 2") == [("acd/a.csv", 1), ("acd/b.csv", 2)]
        assert reconcile(engine)["passed"].all()


def test_a_day_is_the_sites_own_with_its_day_start(tmp_path: Path) -> None:
    with open_warehouse(SETTINGS) as engine:
        # 11:30 UTC is 05:30 in Chicago, before its day starts at 07:00; Orders is a queue of Berlin
        deliver(tmp_path, "acd/a.csv", CALLS_HEADER + call("1", "2024-01-10 12:30:00", queue="Billing") + call("2", "2024-01-20 12:30:00"))
        run_ingest(SETTINGS, engine, tmp_path)
        assert days(engine, "run-1", "raw.call") == {(date(2024, 1, 9), "loaded"), (date(2024, 1, 20), "loaded")}


def test_an_answer_in_todays_file_makes_the_callers_day_dirty(tmp_path: Path) -> None:
    yesterday = event(3600 * 21, call_id="night", verb="ENTERQUEUE", rest="|4711|1") + event(3600 * 20, call_id="other")
    today = event(3600 * 23, call_id="night", verb="CONNECT", rest="5|x|3")
    first, second = date(2024, 6, 2), date(2024, 6, 3)
    with open_warehouse(SETTINGS) as engine:
        deliver(tmp_path, "pbx/queue_log.1", yesterday)
        run_ingest(SETTINGS, engine, tmp_path, "run-1")
        deliver(tmp_path, "pbx/queue_log.2", today)
        run_ingest(SETTINGS, engine, tmp_path, "run-2")
        assert days(engine, "run-2", "raw.queue_event") == {(second, "loaded"), (first, "related")}
    with open_warehouse(SETTINGS) as engine:
        (tmp_path / "pbx/queue_log.1").unlink()
        run_ingest(SETTINGS, engine, tmp_path, "run-1")
        deliver(tmp_path, "pbx/queue_log.1", yesterday)
        run_ingest(SETTINGS, engine, tmp_path, "run-2")
        assert days(engine, "run-2", "raw.queue_event") == {(first, "loaded"), (second, "related")}


def test_an_export_that_speaks_the_house_s_own_words_has_no_unknown_ones(tmp_path: Path) -> None:
    with open_warehouse(SETTINGS) as engine:
        own_words = call("1").replace("Handled", "Answered") + call("2").replace("Handled", "flowout_timeout")
        deliver(tmp_path, "acd/a.csv", CALLS_HEADER + own_words)
        run_ingest(SETTINGS, engine, tmp_path)
        assert engine.rows("select word from ops.unmapped") == []


def test_an_urgency_that_every_desk_calls_so_is_no_unknown_word(tmp_path: Path) -> None:
    columns = {"ticket_id": "id", "created_at_utc": "at", "priority": "urgency", "queue": {"value": "orders"}}
    desk = CALLS | {"id": "desk", "kind": "ticket", "files": "desk/*", "columns": columns, "words": {}}
    with open_warehouse(settings_of(desk)) as engine:
        words = ("High", "low", "Medium", "URGENT", "Critical", "Normal", "P7")
        rows = "".join(f"{n},2024-01-02 10:00:00,{word}\n" for n, word in enumerate(words))
        deliver(tmp_path, "desk/a.csv", "id,at,urgency\n" + rows)
        run_ingest(settings_of(desk), engine, tmp_path)
        assert engine.rows("select field, word from ops.unmapped") == [("priority", "P7")]


def test_an_unknown_queue_or_word_is_counted_with_its_first_place_until_config_knows_it(tmp_path: Path) -> None:
    with open_warehouse(SETTINGS) as engine:
        odd = call("3", queue="Sales").replace("Handled", "Odd")
        deliver(tmp_path, "acd/a.csv", CALLS_HEADER + call("1") + call("2", queue="Sales") + odd)
        deliver(tmp_path, "acd/b.csv", CALLS_HEADER + call("4", queue="Sales"))
        run_ingest(SETTINGS, engine, tmp_path)
        found = "select field, word, n, first_file_id, first_line from ops.unmapped order by 1"
        assert engine.rows(found) == [("outcome", "Odd", 1, 1, 4), ("queue", "Sales", 3, 1, 3)]
        engine.run("insert into config.queue_alias values ('acd', 'Sales', 'orders')")
        run_ingest(SETTINGS, engine, tmp_path)
        assert engine.rows(found) == [("outcome", "Odd", 1, 1, 4)]


def test_no_number_of_a_caller_reaches_a_table(tmp_path: Path) -> None:
    with open_warehouse(SETTINGS) as engine:
        deliver(tmp_path, "acd/a.csv", CALLS_HEADER + "1,Orders,4930998877,2024-01-02 10:00:00,5,,Handled\n2,4930998877\n")
        deliver(tmp_path, "pbx/queue_log", event(0, verb="ENTERQUEUE", rest="|4930998877|1|Ms Doe") + "4930998877|x\n")
        run_ingest(SETTINGS, engine, tmp_path)
        for (table,) in engine.rows("select table_schema || '.' || table_name from information_schema.tables"):
            told = str(engine.rows(f"select * from {table}"))
            assert "4930998877" not in told and "Doe" not in told
        keys = engine.rows("select customer_key from raw.call union all select customer_key from raw.queue_event")
        assert keys[0] == keys[1] != (None,)


def test_files_of_one_batch_keep_their_own_lines_and_a_broken_one_spoils_only_itself(tmp_path: Path) -> None:
    for number in range(30):
        rows = [call(f"{number}-{line}") for line in range(2, 2 + number)]
        deliver(tmp_path, f"acd/{number:02d}.csv", CALLS_HEADER + "".join(rows) + ("broken\n" if number % 7 == 5 else ""))
    deliver(tmp_path, "acd/hopeless.csv", CALLS_HEADER + call("x", start="?") * 40)
    deliver(tmp_path, "acd/same.csv", (tmp_path / "acd/04.csv").read_bytes())
    with open_warehouse(SETTINGS) as engine:
        report = run_ingest(SETTINGS, engine, tmp_path)
        status = {file.name: file.status for file in report.files}
        assert status.pop("acd/hopeless.csv") == "refused" and status.pop("acd/same.csv") == "copy" and set(status.values()) == {"loaded"}
        told = engine.rows("select path, line, leg_id from raw.call join ops.file_manifest using (file_id)")
        assert len(told) == sum(range(30))
        assert all(leg_id == f"{int(path[4:6])}-{line}" for path, line, leg_id in told)
        assert report.quarantined == 4
        assert reconcile(engine)["passed"].all()


def test_the_progress_of_every_file_is_told(tmp_path: Path) -> None:
    for number in range(3):
        deliver(tmp_path, f"acd/{number}.csv", CALLS_HEADER + call(str(number)))
    told: list[tuple[str, int, int]] = []
    with open_warehouse(SETTINGS) as engine:
        ingest(
            SETTINGS,
            engine,
            landing=tmp_path,
            load_id="run-1",
            now=NOW + timedelta(days=1),
            progress=lambda result, number, files: told.append((result.name, number, files)),
        )
    assert told == [("acd/0.csv", 1, 3), ("acd/1.csv", 2, 3), ("acd/2.csv", 3, 3)]
