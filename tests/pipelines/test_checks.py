from datetime import date

import pytest

from pipelines.checks import Expectation, broken_promises, read_suites, window_query
from pipelines.engine.base import ModelError, Span
from pipelines.engine.duckdb import open_engine

QUERY = "select * from core.x"


@pytest.fixture(scope="module")
def cursor(tmp_path_factory):
    with open_engine(tmp_path_factory.mktemp("gx") / "warehouse.duckdb") as engine:
        engine.run("create schema core")
        engine.run(
            "create table core.x as select i::bigint as a, (i % 7)::double as b, date '2026-01-01' + i::int as business_date,"
            " 1 as business_month from range(50) t(i)"
        )
        yield engine.cursor()


def promise(kind, severity="critical", **kwargs):
    return Expectation(type=kind, kwargs=kwargs, severity=severity, notes="A reason.")


HOLDING = [
    promise("expect_compound_columns_to_be_unique", column_list=["a", "business_date"]),
    promise("expect_column_values_to_not_be_null", column="b"),
    promise("expect_column_values_to_be_between", column="b", min_value=0, max_value=6),
    promise("expect_column_values_to_be_in_set", column="b", value_set=[0, 1, 2, 3, 4, 5, 6]),
    promise("unexpected_rows_expectation", unexpected_rows_query="select a from {batch} where a < 0"),
]
BROKEN = [
    promise("expect_compound_columns_to_be_unique", column_list=["b", "business_month"]),
    promise("expect_column_values_to_be_between", column="b", min_value=0, max_value=5),
    promise("expect_column_values_to_be_in_set", column="b", value_set=[0, 1, 2]),
    promise("unexpected_rows_expectation", "warning", unexpected_rows_query="select a from {batch} where a = 17"),
]


def test_promises_that_hold_say_nothing(cursor):
    assert broken_promises(cursor, HOLDING, query=QUERY, table="core.x") == []


@pytest.mark.parametrize("item", BROKEN, ids=lambda item: item.type)
def test_each_kind_of_promise_can_be_broken_and_shows_rows(cursor, item):
    (broken,) = broken_promises(cursor, [*HOLDING, item], query=QUERY, table="core.x")
    assert broken.expectation is item
    assert broken.error is None
    assert broken.unexpected
    assert broken.examples
    assert "A reason." in str(broken)


def test_a_row_that_breaks_a_promise_is_written_as_people_read_it(cursor):
    item = promise("unexpected_rows_expectation", unexpected_rows_query="select a, b / 3 as third, 'x' as name from {batch} where a = 1")
    (broken,) = broken_promises(cursor, [item], query=QUERY, table="core.x")
    assert broken.examples == ("a 1, third 0.333333, name x",)


def test_of_a_wide_row_the_beginning_is_shown(cursor):
    item = promise("unexpected_rows_expectation", unexpected_rows_query="select a, repeat('word ', 90) as told from {batch} where a = 1")
    (broken,) = broken_promises(cursor, [item], query=QUERY, table="core.x")
    assert "a 1, told word" in str(broken) and str(broken).endswith("word ...") and len(str(broken)) < 300


def test_promises_of_one_kind_about_one_column_do_not_replace_each_other(cursor):
    found = broken_promises(cursor, [*BROKEN, *HOLDING], query=QUERY, table="core.x")
    assert sorted(str(item.kwargs) for item in BROKEN) == sorted(str(broken.expectation.kwargs) for broken in found)


def test_only_the_rows_of_the_window_are_looked_at(cursor):
    item = BROKEN[-1]
    outside = window_query("core.x", [Span(date(2026, 1, 1), date(2026, 1, 9))], "business_date")
    assert broken_promises(cursor, [item], query=outside, table="core.x") == []


def test_an_expectation_that_cannot_be_evaluated_is_an_error_of_its_own(cursor):
    item = promise("unexpected_rows_expectation", unexpected_rows_query="select nowhere from {batch}")
    (broken,) = broken_promises(cursor, [item], query=QUERY, table="core.x")
    assert "nowhere" in (broken.error or "")
    assert "could not be evaluated" in str(broken)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("type: x", "expected a list"),
        ("- {type: x, kwargs: {}, severity: fatal, notes: y}", "severity"),
        ("- {type: x, kwargs: {}, severity: warning}", "notes"),
    ],
)
def test_a_mistake_in_a_suite_is_told_with_its_path(tmp_path, text, words):
    path = tmp_path / "core" / "x.yaml"
    path.parent.mkdir()
    path.write_text(text)
    with pytest.raises(ModelError) as error:
        read_suites(tmp_path)
    assert str(path) in str(error.value)
    assert words in str(error.value)
