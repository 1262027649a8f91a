"""What is broken is not published: the old publication stands, the reason is named, and good data heal it."""

import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from tests.runs.centre import ROOT, Centre
from tests.runs.files import acd_day, lines_of

pytestmark = pytest.mark.slow

SHARED = ROOT.parent / "shared" / "data" / "bad_files"


def call(leg: str, *, start: str = "10/06/2026 10:00:00", queue: str = "Billing", wait: str = "0:00:05", word: str = "Handled") -> str:
    """One record of the ACD export."""
    return f"{leg},{queue},13125550199,13125550100,{start},{wait},0:01:00,0:00:00,0:00:10,agent001,{word}\n"


def header(centre: Centre) -> str:
    """The header of the ACD export."""
    return (centre.landing / "acd" / "calls_2026-10.csv").read_text(encoding="utf-8").splitlines(keepends=True)[0]


def test_a_raw_row_that_is_gone_fails_the_reconciliation_and_names_its_file(centre: Centre) -> None:
    files = centre.published_files()
    centre.rows("delete from raw.call where leg_id = (select min(leg_id) from raw.call)")
    centre.deliver("acd/calls_new.csv", header(centre) + call("99000001"))
    said = centre.run(all_promises=True)
    assert said.code == 1
    assert "critical ops/reconciliation" in said.words
    balance = "select f.path, r.lhs, r.rhs from ops.reconciliation r join ops.file_manifest f using (file_id) where not r.passed"
    ((path, in_the_file, accounted),) = centre.rows(balance)
    assert in_the_file == accounted + 1
    assert f"{path} (acd): {in_the_file} records in the file, {accounted} accounted for" in said.words
    assert "Not published" in said.words
    assert centre.published_files() == files


def test_a_corrupted_day_keeps_the_old_publication_names_its_rows_and_heals(centre: Centre, tmp_path: Path) -> None:
    # a centre that has made the promise about waits a critical one
    strict = tmp_path / "expectations"
    shutil.copytree(ROOT / "expectations", strict)
    promise = "  kwargs: {column: wait_s, min_value: 0, max_value: 14400}\n  severity: "
    text = (strict / "core" / "queue_leg.yaml").read_text(encoding="utf-8")
    assert promise + "warning" in text
    (strict / "core" / "queue_leg.yaml").write_text(text.replace(promise + "warning", promise + "critical"), encoding="utf-8")

    files, published, tables = centre.published_files(), centre.published_tables(), centre.content()
    export = lines_of(centre.landing / "acd" / "calls_2026-10.csv")
    day = [line for line in export if acd_day(line) == date(2026, 10, 6)]
    assert len(day) > 5
    # seconds where hours should be
    centre.deliver(
        "acd/calls_wrong_unit.csv", export[0] + "".join(",".join([*line.split(",")[:5], "9:00:00", *line.split(",")[6:]]) for line in day)
    )
    said = centre.run(all_promises=True, expectations=str(strict))
    assert said.code == 1, said.text
    assert "critical core/queue_leg" in said.words and "is mostly a wrong unit" in said.words and "32400" in said.words
    assert f"{len(day)} rows break it" in said.words
    assert "Not published" in said.words
    assert centre.published_files() == files
    # a second run tries again and fails again; it does not publish by forgetting
    again = centre.run(all_promises=True, expectations=str(strict))
    assert again.code == 1 and "left to rebuild by an earlier run" in again.words
    assert centre.published_files() == files

    centre.deliver("acd/calls_right_unit.csv", export[0] + "".join(day))
    centre.good_run(all_promises=True, expectations=str(strict))
    # all is as it was before: even the published file did not have to change
    assert centre.content() == tables
    assert centre.published_tables() == published


def test_a_file_of_garbage_is_refused_and_its_days_stay_as_they_were(centre: Centre) -> None:
    published = centre.published_tables()
    export = (centre.landing / "acd" / "calls_2026-10.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    days = [line for line in export[1:] if acd_day(line)]
    centre.deliver("acd/calls_garbled.csv", export[0] + "".join(line.replace("/2026 ", "/20266 ") for line in days[:60]))
    said = centre.good_run()
    assert "refused acd/calls_garbled.csv" in said.words
    assert centre.published_tables() == published


def test_hostile_files_do_not_stop_the_others(centre: Centre) -> None:
    centre.deliver("acd/calls_page.csv", "<!DOCTYPE html><html><body>Please sign in</body></html>\n")
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0" * 64 + "\nsize 12345\n"
    centre.deliver("acd/calls_pointer.csv", pointer)
    centre.deliver("acd/calls_empty.csv", "")
    centre.deliver("acd/calls_columns.csv", "Call ID,Skill\n1,Billing\n")
    centre.deliver("acd/calls_good.csv", header(centre) + call("99000001") + call("99000002", queue="Wholesale"))
    centre.deliver("unknown/export.xlsx", "nobody's")
    said = centre.good_run()
    for name in ("calls_page", "calls_pointer", "calls_empty", "calls_columns"):
        assert f"refused acd/{name}.csv: " in said.words, name
    assert "nobody's file unknown/export.xlsx" in said.words or "1 more in ops.file_manifest" in said.words
    assert "Traceback" not in said.text
    assert centre.rows("select status, loaded from ops.file_manifest where path = 'acd/calls_good.csv'") == [("loaded", 2)]
    # the unknown queue is scored by itself, and told
    assert "1 unknown word or queue, to be named in config/: queue 'Wholesale' of acd (1 records)" in said.words
    assert centre.rows("select field, word, n from ops.unmapped") == [("queue", "Wholesale", 1)]
    with duckdb.connect(str(centre.database), read_only=True) as con:
        scored = "select sum(numerator) from marts.kpi_daily where kpi = 'offered' and scope_id = 'unmapped'"
        assert con.execute(scored).fetchall() == [(1.0,)]
    # nothing waits: a refused file is not tried again until it or its settings change
    assert "Nothing to do" in centre.good_run().words


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of real bad files is not beside the project")
def test_real_bad_files_are_refused_by_name(centre: Centre) -> None:
    for path in SHARED.glob("*.csv"):
        centre.deliver(f"acd/calls_{path.name}", path.read_bytes())
    said = centre.good_run()
    for path in SHARED.glob("*.csv"):
        assert f"refused acd/calls_{path.name}: " in said.words


def test_calls_that_vanish_on_the_way_break_the_conservation_of_calls(centre: Centre, tmp_path: Path) -> None:
    files = centre.published_files()
    interval = ROOT / "sql" / "core" / "queue_interval.sql"
    sql = tmp_path / "sql"
    shutil.copytree(ROOT / "sql", sql)
    text = interval.read_text(encoding="utf-8")
    counted = "cast(count(*) filter (where leg.is_abandoned) as bigint) as abandoned,"
    assert text.count(counted) == 1, "the test looks for the line that counts abandoned legs"
    (sql / "core" / "queue_interval.sql").write_text(text.replace(counted, "cast(0 as bigint) as abandoned,"), encoding="utf-8")
    said = centre.run(sql=str(sql), all_promises=True)
    assert said.code == 1
    assert "critical core/queue_interval" in said.words and "Calls are conserved" in said.words
    assert centre.published_files() == files
