"""Sealed days stay as they are until a person asks for them, through the one door there is."""

from datetime import date

import pytest

from tests.runs.centre import Centre, days_that_differ
from tests.runs.test_broken_data import call, header

pytestmark = pytest.mark.slow

MUCH_LATER = "2027-03-01"  # every day was sealed long ago
DAY = date(2026, 9, 9)


def test_late_rows_of_a_sealed_day_are_loaded_and_counted_and_change_it_only_when_a_person_asks(
    centre: Centre, undisturbed: Centre
) -> None:
    offered = f"select sum(numerator) from kpi.daily where kpi = 'offered' and scope_id = 'billing' and business_date = date '{DAY}'"
    published, before = centre.published_tables(), centre.rows(offered)
    centre.deliver("acd/calls_late.csv", header(centre) + call("99000001", start=f"{DAY:%m/%d/%Y} 10:00:00"))
    said = centre.good_run(today=MUCH_LATER)
    assert "1 late day is sealed and left unchanged" in said.words
    assert centre.rows("select count(*) from raw.call where leg_id = '99000001'") == [(1,)]
    assert centre.rows("select table_name, business_date from ops.late_after_seal") == [("raw.call", DAY)]
    tables = undisturbed.tables(("staging", "core", "kpi"))
    assert undisturbed.content(tables) == centre.content(tables)
    assert centre.published_tables() == published
    assert "Nothing to do" in centre.good_run(today=MUCH_LATER).words

    asked = centre.run(today=MUCH_LATER, rebuild=("2026-09-08", "2026-09-10"))
    assert asked.code == 0, asked.text
    assert centre.rows(offered) == [(before[0][0] + 1,)]
    by_day = (c.content_by("core.queue_interval", "business_date") for c in (undisturbed, centre))
    assert days_that_differ(*by_day) == {DAY}
    assert centre.published_tables() != published
    assert centre.rows("select count(*) from ops.dirty_day") == [(0,)]
    (again,) = centre.rows(f"select restatement_no from ops.known_day where table_name = 'raw.call' and business_date = date '{DAY}'")
    assert again == (1,)
    assert "Nothing to do" in centre.good_run(today=MUCH_LATER).words


def test_a_rebuild_of_days_without_late_rows_changes_nothing(centre: Centre, undisturbed: Centre) -> None:
    files = centre.published_files()
    asked = centre.run(rebuild=("2026-09-01", "2026-09-30"), light_instance=False)
    assert asked.code == 0, asked.text
    assert undisturbed.content() == centre.content()
    assert centre.published_files() == files
