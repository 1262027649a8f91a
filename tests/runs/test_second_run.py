"""A second run of the same files changes nothing, and says so."""

import pytest

from tests.runs.centre import Centre

pytestmark = pytest.mark.slow


def test_a_second_run_materialises_nothing_leaves_every_published_file_alone_and_says_why(centre: Centre) -> None:
    files, tables, runs = centre.published_files(), centre.content(), centre.rows("select * from ops.publication")
    assert {"switchboard.duckdb", "monthly_extract.csv", "monthly_extract.parquet", "2026-10.html"} <= set(files)
    said = centre.good_run()
    known = sum(path.is_file() for path in centre.landing.rglob("*"))
    assert f"Nothing to do: all {known} files of landing/ are loaded, no day waits, no definition and no setting has changed" in said.words
    assert "stands as it was" in said.words
    assert centre.published_files() == files
    assert centre.content() == tables
    assert centre.rows("select * from ops.publication") == runs


def test_files_that_only_look_new_are_copies_and_publish_nothing(centre: Centre) -> None:
    files, tables = centre.published_files(), centre.content()
    (newest,) = sorted(centre.landing.glob("acd/calls_2026-10.csv"))
    centre.deliver("acd/calls_again.csv", newest.read_bytes())
    centre.good_run()
    assert centre.rows("select status from ops.file_manifest where path = 'acd/calls_again.csv'") == [("copy",)]
    assert centre.published_files() == files
    assert centre.content() == tables


def test_a_day_that_ended_without_a_new_file_becomes_final_as_if_it_had_been_loaded_later(new_centre: Centre, undisturbed: Centre) -> None:
    new_centre.good_run(today="2026-10-31")
    final = "select count(*) from kpi.daily where kpi = 'offered' and business_date = '2026-10-31' and not provisional"
    assert new_centre.rows(final) == [(0,)]
    said = new_centre.good_run()
    assert "2026-10-31 has ended and its figures can be final" in said.words
    assert new_centre.rows(final) == undisturbed.rows(final) != [(0,)]
    # a forecast is kept as it was made, and was made once more here
    tables = [table for table in undisturbed.tables(("staging", "core", "kpi", "marts")) if "forecast" not in table]
    assert new_centre.content(tables) == undisturbed.content(tables)
    assert "Nothing to do" in new_centre.good_run().words
