"""A corrected source entry reaches files that were loaded with the wrong one."""

from datetime import date
from pathlib import Path

import pytest

from assets.ingest import pending
from assets.rereading import WouldBeLost
from tests.warehouse import CALLS, CALLS_HEADER, NOW, deliver, open_warehouse, run_ingest, settings_of, write_config

ROW = "1,orders,0301234567,2026-02-10 23:30:00,10,0:01:00,Handled\n"
CHICAGO = CALLS | {"timezone": "America/Chicago"}


@pytest.fixture
def loaded(tmp_path: Path):
    settings = settings_of(CALLS)
    with open_warehouse(settings) as engine:
        deliver(tmp_path, "acd/a.csv", CALLS_HEADER + ROW)
        run_ingest(settings, engine, tmp_path)
        engine.run("delete from ops.dirty_day")
        yield engine, tmp_path


def test_a_corrected_time_zone_reads_the_file_anew_and_marks_both_days(loaded) -> None:
    engine, landing = loaded
    settings = settings_of(CHICAGO)
    write_config(engine, settings)
    report = run_ingest(settings, engine, landing, "run-2")
    assert [file.status for file in report.files] == ["loaded"]
    assert engine.rows("select count(*), min(cast(entered_at_utc as varchar)) from raw.call") == [(1, "2026-02-11 05:30:00")]
    assert engine.rows("select count(*) from ops.file_manifest") == [(1,)]
    days = {day for (day,) in engine.rows("select business_date from ops.dirty_day where table_name = 'raw.call'")}
    assert days == {date(2026, 2, 10), date(2026, 2, 11)}


def test_reading_anew_happens_once(loaded) -> None:
    engine, landing = loaded
    settings = settings_of(CHICAGO)
    write_config(engine, settings)
    run_ingest(settings, engine, landing, "run-2")
    assert pending(settings, engine, landing, now=NOW) == []


def test_a_new_outcome_word_needs_no_file_to_be_read_again(loaded) -> None:
    engine, landing = loaded
    settings = settings_of(CALLS | {"words": {"outcome": {"answered": ["Handled", "Done"]}}})
    assert pending(settings, engine, landing, now=NOW) == []


def test_what_is_no_longer_in_the_landing_folder_is_never_forgotten(loaded) -> None:
    engine, landing = loaded
    (landing / "acd/a.csv").unlink()
    settings = settings_of(CHICAGO)
    write_config(engine, settings)
    run_ingest(settings, engine, landing, "run-2")
    assert engine.rows("select count(*) from raw.call") == [(1,)]


def test_a_source_taken_out_of_the_settings_keeps_what_it_gave(loaded) -> None:
    engine, landing = loaded
    run_ingest(settings_of(), engine, landing, "run-2")
    assert engine.rows("select count(*) from raw.call") == [(1,)]


def test_an_entry_that_cannot_read_what_is_loaded_changes_nothing_and_says_so(loaded) -> None:
    engine, landing = loaded
    other = "".join(f"{n},orders,0301234567,2026-02-1{n} 23:30:00,10,0:01:00,Handled\n" for n in range(2, 6))
    deliver(landing, "acd/b.csv", CALLS_HEADER + other)
    run_ingest(settings_of(CALLS), engine, landing)
    told = [engine.rows(f"select * from {table} order by all") for table in ("raw.call", "ops.file_manifest", "ops.dirty_day")]
    wrong = settings_of(CALLS | {"timestamp": "%d/%m/%Y %H:%M:%S"})
    write_config(engine, wrong)
    with pytest.raises(WouldBeLost, match=r"(?s)source acd has changed, and with it 1 of 2 files .*acd/b.csv: .*Correct the entry"):
        run_ingest(wrong, engine, landing, "run-2")
    assert told == [engine.rows(f"select * from {table} order by all") for table in ("raw.call", "ops.file_manifest", "ops.dirty_day")]


def test_a_file_that_the_changed_entry_would_set_aside_is_not_forgotten_either(tmp_path: Path) -> None:
    names = {"leg_id": "id", "queue": "brand_url", "entered_at_utc": "subdomain"}
    calls = settings_of({**CALLS, "columns": names, "words": {}})
    with open_warehouse(calls) as engine:
        deliver(tmp_path, "acd/brand.csv", "id,brand_url,subdomain\n1,orders,2026-02-10 10:00:00\n")
        assert [file.status for file in run_ingest(calls, engine, tmp_path).files] == ["loaded"]
        desk = settings_of({"id": "acd", "reader": "zendesk", "files": "acd/*.csv*", "site": "berlin", "timezone": "UTC"})
        write_config(engine, desk)
        with pytest.raises(WouldBeLost, match="nothing here is made of it"):
            run_ingest(desk, engine, tmp_path, "run-2")
        assert engine.rows("select count(*) from raw.call") == [(1,)]
