"""A definition or a setting that changes reaches history by itself, as far as it matters and no further."""

import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from tests.runs.centre import ROOT, Centre, days_that_differ

pytestmark = pytest.mark.slow

SERVICE_LEVEL = Path("kpi") / "service_level.sql"
PLANS = ("staffing", "shift_plan", "hiring_plan", "attainable", "cost_curve")
LENIENT = ("    served as numerator,\n", "    counted as numerator,\n")


def other_sql(folder: Path, *changes: tuple[str, str]) -> str:
    """Copy the declarations with another definition of the service level."""
    shutil.copytree(ROOT / "sql", folder)
    text = (folder / SERVICE_LEVEL).read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1, f"the definition no longer says {old!r}"
        text = text.replace(old, new)
    (folder / SERVICE_LEVEL).write_text(text, encoding="utf-8")
    return str(folder)


def change(path: Path, old: str, new: str) -> None:
    """Change one place of a settings file."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def differing(before: Centre, after: Centre, floors: tuple[str, ...]) -> set[str]:
    """Name the tables that are not equal."""
    tables = before.tables(floors)
    left, right = before.content(tables), after.content(tables)
    return {table for table in left if left[table] != right[table]}


def kpis_that_differ(before: Centre, after: Centre) -> set[str]:
    """Name the KPIs whose daily rows are not equal."""
    left, right = before.content_by("kpi.daily", "kpi"), after.content_by("kpi.daily", "kpi")
    return {kpi for kpi in left if left[kpi] != right[kpi]}


def test_a_changed_definition_reaches_every_day_of_its_kpi_and_no_other(centre: Centre, undisturbed: Centre, tmp_path: Path) -> None:
    said = centre.good_run(sql=other_sql(tmp_path / "sql", LENIENT))
    assert "1 definition changed (kpi/service_level)" in said.words
    assert "75 days restated" in said.words
    assert kpis_that_differ(undisturbed, centre) == {"service_level"}
    assert differing(undisturbed, centre, ("staging", "core")) == set()
    lenient = "select count(*) from kpi.daily where kpi = 'service_level' and scope_id = 'support' and value > {}"
    assert centre.rows(lenient.format(0.85)) > undisturbed.rows(lenient.format(0.85))
    with duckdb.connect(str(centre.database), read_only=True) as con:
        published = con.execute("select sum(numerator) from marts.kpi_monthly where kpi = 'service_level' and scope_type = 'company'")
        counted = centre.rows("select sum(counted) from core.service_level_interval")
        assert published.fetchall() == [(float(counted[0][0]),)]


def test_a_new_version_begins_beside_the_old_one_which_stays_queryable(centre: Centre, undisturbed: Centre, tmp_path: Path) -> None:
    centre.good_run(sql=other_sql(tmp_path / "sql", LENIENT, ("-- version: 2", "-- version: 3")))
    for table in ("kpi.interval", "kpi.daily", "kpi.monthly"):
        old = "kpi = 'service_level' and version = 2"
        assert undisturbed.content([table], where=old) == centre.content([table], where=old)
        (one,), (two,) = centre.rows(f"select count(*) from {table} where kpi = 'service_level' group by version order by version")
        assert one == two > 0
    assert centre.rows("select version, is_current from kpi.definition where kpi = 'service_level' order by 1") == [(2, False), (3, True)]
    with duckdb.connect(str(centre.database), read_only=True) as con:
        assert con.execute("select distinct version from marts.kpi_daily where kpi = 'service_level' order by 1").fetchall() == [(2,), (3,)]
        # where a row is one queue and one day there is one service level: the current one
        doubled = "select count(*) from marts.queue_day group by queue_id, business_date having count(*) > 1"
        assert con.execute(doubled).fetchall() == []


def test_a_new_version_alone_is_a_new_definition(centre: Centre, tmp_path: Path) -> None:
    said = centre.good_run(sql=other_sql(tmp_path / "sql", ("-- version: 2", "-- version: 3")))
    assert "1 definition changed (kpi/service_level)" in said.words
    counts = centre.rows("select version, count(*) from kpi.daily where kpi = 'service_level' group by version order by version")
    assert [version for version, _ in counts] == [2, 3] and counts[0][1] == counts[1][1]


def test_a_changed_threshold_restates_all_history_that_asks_for_it(centre: Centre, undisturbed: Centre) -> None:
    change(centre.config / "centre.yaml", "threshold_s: 20 ", "threshold_s: 45 ")
    said = centre.good_run()
    assert "config/ changed" in said.words
    changed = kpis_that_differ(undisturbed, centre)
    assert "service_level" in changed
    assert {kpi for kpi in changed if not kpi.startswith("service_level")} <= {"volume_below_target"}
    by_queue = (c.content_by("core.queue_interval", "queue_id") for c in (undisturbed, centre))
    assert days_that_differ(*by_queue) == {"orders"}
    first = "select min(business_date) from core.queue_interval where answered_in_time > 0 and queue_id = 'orders'"
    assert centre.rows(first)[0][0] < date(2026, 8, 31)
    in_time = "select sum(answered_in_time) from core.queue_interval where queue_id = 'orders'"
    assert centre.rows(in_time) > undisturbed.rows(in_time)
    base = "select value from analysis.baseline where kpi = 'service_level' and scope_id = '{}' order by rules_version"
    for scope in ("orders", "all"):
        (before,), (after,) = centre.rows(base.format(scope))
        assert [(before,)] == undisturbed.rows(base.format(scope)) and after > before
    assert centre.rows(base.format("support")) == undisturbed.rows(base.format("support"))
    measured = """
        select count(*) from analysis.baseline_compare as compared
        inner join analysis.baseline as base using (kpi, definition_version, scope_type, scope_id)
        where base.is_current and compared.value_base is distinct from base.value
    """
    assert centre.rows(measured) == [(0,)]


def test_a_changed_target_changes_the_scorecard_and_the_plans_and_no_figure(centre: Centre, undisturbed: Centre) -> None:
    change(centre.config / "targets.yaml", "target: 0.05", "target: 0.30")
    centre.good_run()
    assert differing(undisturbed, centre, ("staging", "core", "kpi")) == set()
    # a plan is made for every target there is
    assert differing(undisturbed, centre, ("analysis",)) <= {f"analysis.{plan}" for plan in PLANS}
    # a month stands beside its target
    told = {"marts.scorecard", "marts.monthly_extract"}
    assert differing(undisturbed, centre, ("marts",)) - {f"marts.{plan}" for plan in PLANS} == told
    figures = "select month, kpi, scope_type, scope_id, value, baseline from marts.monthly_extract order by all"
    assert undisturbed.rows(figures) == centre.rows(figures)
    verdict = "select verdict from marts.scorecard where kpi = 'abandonment_rate'"
    assert undisturbed.rows(verdict) == [("missed",)]
    assert centre.rows(verdict) == [("met",)]


def test_another_number_of_cases_that_is_too_few_reaches_every_kpi(centre: Centre, undisturbed: Centre) -> None:
    change(centre.config / "centre.yaml", "min_n: 20 ", "min_n: 5 ")
    centre.good_run()
    for table in ("kpi.daily", "kpi.monthly"):
        few = f"select count(*) from {table} where low_n is distinct from (n < {{}})"
        assert undisturbed.rows(few.format(20)) == centre.rows(few.format(5)) == [(0,)]
