import pytest

from pipelines.declarations import code_hash, python_hash, read_kpis, read_models, settled, tables_read
from pipelines.engine.base import ModelError

GOOD = "-- description: A table.\n-- grain: [a]\n-- build: daily\n\nselect a\nfrom staging.call\nwhere a between $from and $to\n"


def put(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_the_path_is_the_name_and_the_lineage_is_read_from_the_sql(tmp_path):
    put(tmp_path, "core/leg.sql", GOOD)
    (model,) = read_models(tmp_path)
    assert model.table == "core.leg"
    assert model.reads == ("staging.call",)


def test_models_come_after_what_they_read(tmp_path):
    put(tmp_path, "core/a.sql", GOOD.replace("staging.call", "core.b"))
    put(tmp_path, "core/b.sql", GOOD)
    put(tmp_path, "staging/call.sql", GOOD.replace("staging.call", "raw.call"))
    assert [m.table for m in read_models(tmp_path)] == ["staging.call", "core.b", "core.a"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (GOOD.replace("-- grain", "-- grian"), "grian: is no key of a header"),
        (GOOD.replace("-- description: A table.\n", ""), "description: is missing"),
        (GOOD.replace("daily", "weekly"), "'weekly'"),
        (GOOD.replace("staging.call", "marts.x"), "higher floor"),
        (GOOD.replace("staging.call", "raw.call"), "only staging does"),
        (GOOD.replace("from staging.call", "from"), "cannot be parsed"),
        (GOOD.replace("staging.call", "call"), "`call` is neither"),
        ("select 1 as a", "no header"),
    ],
)
def test_a_mistake_in_a_file_is_told_with_its_path(tmp_path, text, words):
    path = put(tmp_path, "core/leg.sql", text)
    with pytest.raises(ModelError) as error:
        read_models(tmp_path)
    assert str(path) in str(error.value)
    assert words in str(error.value)


def test_a_folder_that_is_no_floor_is_refused(tmp_path):
    put(tmp_path, "cellar/leg.sql", GOOD)
    with pytest.raises(ModelError, match="`cellar` is no floor"):
        read_models(tmp_path)


def test_tables_that_read_each_other_are_refused(tmp_path):
    put(tmp_path, "core/a.sql", GOOD.replace("staging.call", "core.b"))
    put(tmp_path, "core/b.sql", GOOD.replace("staging.call", "core.a"))
    with pytest.raises(ModelError, match=r"circle: core\.a, core\.b"):
        read_models(tmp_path)


def test_a_kpi_with_an_unknown_measure_is_refused(tmp_path):
    head = "-- name: X\n-- description: X.\n-- unit: share\n-- better: higher\n-- measure: average\n"
    put(tmp_path, "kpi/x.sql", head + "select 1 as numerator from core.leg")
    with pytest.raises(ModelError, match=r"expected ratio, mean, count, maximum, snapshot or 'quantile 0\.9'"):
        read_kpis(tmp_path)


@pytest.mark.parametrize(("key", "column"), [("-- cases: days of agents\n", ""), ("", ", 3 as cases")])
def test_what_n_counts_is_said_and_told_or_neither(tmp_path, key, column):
    head = f"-- name: K\n-- description: d\n-- unit: share\n-- better: higher\n-- measure: ratio\n{key}"
    put(tmp_path, "kpi/k.sql", f"{head}select 1 as numerator, 2 as denominator{column} from core.a")
    with pytest.raises(ModelError, match=r"k\.sql: a KPI has `-- cases: what n counts` in its header and a column `cases`, or neither"):
        read_kpis(tmp_path)


def test_the_hash_of_a_definition_ignores_comments_and_white_space_and_nothing_else():
    assert code_hash("select a -- why\nfrom t") == code_hash("select a\n   from t")
    assert code_hash("select a from t") != code_hash("select b from t")
    assert code_hash("select '--' as a") != code_hash("select '' as a")


def test_common_table_expressions_are_not_lineage():
    assert tables_read("with x as (select a from core.leg) select a from x", "here") == ("core.leg",)


def test_a_kpi_is_mature_after_the_days_its_centre_has_set(tmp_path):
    head = "-- name: X\n-- description: X.\n-- unit: share\n-- better: higher\n-- measure: ratio\n-- maturity_days: 7\n"
    put(tmp_path, "kpi/own.sql", head + "-- maturity_from: repeat_days\nselect 1 as numerator from core.leg")
    put(tmp_path, "kpi/fixed.sql", head + "select 1 as numerator from core.leg")
    found = settled(read_kpis(tmp_path), {"repeat_days": 3, "resolution_maturity_days": 60})
    assert {kpi.name: kpi.header.maturity_days for kpi in found} == {"own": 3, "fixed": 7}


def test_moving_a_line_of_python_out_of_a_loop_is_another_definition() -> None:
    inside = "def f(days):\n    for day in days:\n        add(day)\n        close()\n"
    assert python_hash(inside) == python_hash(inside)
    assert python_hash(inside) != python_hash(inside.replace("        close", "    close"))
