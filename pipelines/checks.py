"""Great Expectations inside DuckDB: `expectations/<schema>/<table>.yaml` becomes a suite, a suite one Dagster asset check.

Belongs here: everything that touches great_expectations (imported late, it takes seconds). Does not: the promises themselves.
"""

import logging
import os
import uuid
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from textwrap import shorten
from typing import Any, Literal

import pydantic

from assets.readers.cells import quoted
from pipelines.declarations import read_yaml
from pipelines.engine.base import ModelError, Span
from pipelines.engine.repeats import gives_twice

SHOWN_ROWS = 5
SHOWN_SIGNS = 160  # a row begins with its key, and a page of columns behind it helps nobody
BUFFERED_ROWS = 1_000  # GX asks for aggregates and examples; to learn the columns it selects the whole table, and reads none of it


class Expectation(pydantic.BaseModel):
    """One promise of a table, in Great Expectations' own vocabulary. `notes` says why it is promised."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    type: str
    kwargs: dict[str, Any]
    severity: Literal["critical", "warning"]
    notes: str
    whole_table: bool = False  # a small table whose promise no window can show (a total, a key across days)


@dataclass(frozen=True)
class Broken:
    """A promise that does not hold: what, how often, and some of the rows."""

    expectation: Expectation
    unexpected: int | None
    examples: tuple[str, ...]
    error: str | None = None

    def __str__(self) -> str:
        if self.error:
            return f"{self.expectation.type} could not be evaluated: {self.error}"
        rows = f": {'; '.join(shorten(row, SHOWN_SIGNS, placeholder=' ...') for row in self.examples)}" if self.examples else ""
        count = f"{self.unexpected} rows" if self.unexpected is not None else "the table"
        return f"{self.expectation.notes} {count} break it ({self.expectation.type}){rows}"


def read_suites(folder: Path) -> dict[str, tuple[Expectation, ...]]:
    """Read every suite below `folder`; raises `ModelError` naming file and place of a mistake."""
    suites = {}
    for path in sorted(folder.glob("*/*.yaml")):
        found = read_yaml(path.read_text(encoding="utf-8"))
        if not isinstance(found, list) or not found:
            raise ModelError(f"{path}: expected a list of expectations, each with type, kwargs, severity and notes")
        try:
            suites[f"{path.parent.name}.{path.stem}"] = tuple(Expectation(**item) for item in found)
        except (pydantic.ValidationError, TypeError) as error:
            raise ModelError(f"{path}: {error}") from error
    return suites


def window_query(table: str, spans: Sequence[Span] | None, day: str) -> str:
    """Give the query whose rows a suite looks at: the run's windows only, or the whole table."""
    if spans is None:
        return f"select * from {table}"
    inside = " or ".join(f"{day} between date '{s.first}' and date '{s.last}'" for s in spans) or "false"
    return f"select * from {table} where {inside}"


def broken_promises(cursor: Any, suite: Iterable[Expectation], *, query: str, table: str) -> list[Broken]:
    """Evaluate a suite on the rows of `query`, inside the database, and give what does not hold.

    `cursor` is one of the engine's own, so that no second connection to the file is opened.
    """
    by_query: dict[str, list[Expectation]] = {}
    for item in suite:
        rows = window_query(table, None, "") if item.whole_table else query
        if not _is_kept_key(cursor, rows, item):
            by_query.setdefault(rows, []).append(item)
    if not by_query:
        return []
    context, batch_of = _context()
    found: list[Broken] = []
    for sql, items in by_query.items():
        found += _evaluate(context, batch_of(cursor, sql), items)
    return found


def _is_kept_key(cursor: Any, rows: str, item: Expectation) -> bool:
    """Say whether a key of several columns is kept, by its hashes: GX, which sorts the rows twice, is asked where it may not be."""
    columns = item.kwargs.get("column_list", ())
    if item.type != "expect_compound_columns_to_be_unique" or set(item.kwargs) != {"column_list"}:
        return False
    key = ", ".join(map(quoted, columns))
    try:
        return not gives_twice(cursor, f"select hash({key}) as key_hash from ({rows}) as looked_at")
    except Exception:  # whatever is wrong with the promise itself, GX says it in its own words
        return False


def _evaluate(context: Any, batch: Any, items: Sequence[Expectation]) -> list[Broken]:
    from great_expectations.core.result_format import ResultFormat

    # most promises hold: ask only yes or no of all, and for examples of those that do not
    held = batch.validate(_suite(items), result_format=ResultFormat.BOOLEAN_ONLY)
    by_id = {id(item): item for item in items}
    return [_doubt(batch, by_id[r.expectation_config.meta["item"]]) for r in held.results if not r.success]


def _doubt(batch: Any, item: Expectation) -> Broken:
    """Ask once more of a promise that does not hold, for the number of rows and some of them."""
    from great_expectations.core.result_format import ResultFormat

    # only the complete answer of a row query holds rows (two hundred at most); the other kinds would list every value
    form = ResultFormat.COMPLETE if item.type == "unexpected_rows_expectation" else ResultFormat.SUMMARY
    (outcome,) = batch.validate(_suite([item]), result_format=form).results
    return _broken(item, outcome, _exception_of(outcome))


def _suite(items: Sequence[Expectation]) -> Any:
    """Make a suite of all the items: adding them one by one would replace an earlier one of the same type and column."""
    import great_expectations as gx
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

    promises = [
        ExpectationConfiguration(type=item.type, kwargs=dict(item.kwargs), meta={"item": id(item)}, severity=item.severity).to_domain_obj()
        for item in items
    ]
    return gx.ExpectationSuite(name=f"suite-{uuid.uuid4().hex}", expectations=promises)


def _exception_of(outcome: Any) -> str | None:
    """Find the message of an exception inside a result: that is an error of its own, never 'the data is bad'."""
    info = outcome.exception_info or {}
    entries = [info] if "raised_exception" in info else list(info.values())
    for entry in entries:
        if isinstance(entry, dict) and entry.get("raised_exception"):
            return str(entry.get("exception_message"))
    return None


def _broken(item: Expectation, outcome: Any, error: str | None) -> Broken:
    details = outcome.result or {}
    shown: Any = details.get("partial_unexpected_list") or details.get("details", {}).get("unexpected_rows") or []
    count = details.get("unexpected_count", details.get("observed_value"))
    examples = tuple(_as_words(row) for row in list(shown)[:SHOWN_ROWS] if row is not None)
    return Broken(item, count if isinstance(count, int) else None, examples, error)


def _as_words(row: Any) -> str:
    """Write a row or a value that breaks a promise as people read it: `name value, name value`, numbers without the tail of a float."""
    if isinstance(row, Mapping):
        return ", ".join(f"{name} {_as_words(value)}" for name, value in row.items())
    return f"{row:.6g}" if isinstance(row, float) else str(row)


@cache
def _context() -> tuple[Any, Any]:
    """Make the one context of this process, and the function that gives a batch for a cursor and a query."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import great_expectations as gx
        import sqlalchemy
        from duckdb_engine import ConnectionWrapper
    from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy

    @sqlalchemy.event.listens_for(sqlalchemy.Engine, "after_cursor_execute")
    def _buffer(_con: Any, cursor: Any, _sql: str, _params: Any, context: Any, _many: bool) -> None:
        # duckdb-engine loses a result once the next statement runs; GX interleaves them (great_expectations #11579)
        if context is not None and context.dialect.name == "duckdb" and cursor.description:
            rows = cursor.fetchmany(BUFFERED_ROWS)
            context.cursor_fetch_strategy = FullyBufferedCursorFetchStrategy(cursor, cursor.description, initial_buffer=rows)

    for name in ("great_expectations", "great_expectations.core"):
        logging.getLogger(name).setLevel(logging.ERROR)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    assets: dict[int, tuple[Any, Any]] = {}

    def batch_of(cursor: Any, query: str) -> Any:
        if id(cursor) not in assets:
            source = context.data_sources.add_sql(
                name=f"warehouse-{uuid.uuid4().hex}",
                connection_string="duckdb:///:memory:",
                kwargs={"creator": lambda: ConnectionWrapper(cursor)},
                create_temp_table=False,
            )
            assets[id(cursor)] = cursor, source.add_query_asset(name="rows", query=query)
        asset = assets[id(cursor)][1]
        asset.query = query  # one asset for every query: each that is added makes GX write its whole configuration anew
        return asset.get_batch(asset.build_batch_request())

    return context, batch_of
