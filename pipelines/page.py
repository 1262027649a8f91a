"""What Dagster's page tells of a table beside its work: where it is written, what its check promises, how fresh it must be, a look into it.

Belongs here: names, links, policies and small pictures. Does not: building or checking tables (`sql_models`, `checks`).
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import dagster as dg

from pipelines.checks import Expectation
from pipelines.engine.base import Engine
from pipelines.house import ROOT

FRESH = dg.FreshnessPolicy.time_window(warn_window=timedelta(hours=30), fail_window=timedelta(days=3))
LONGEST_KEY = 3  # columns of a key that a check's name can carry
PROMISED = {
    "expect_compound_columns_to_be_unique": "one_row_per",
    "expect_column_values_to_be_unique": "one_row_per",
    "expect_column_values_to_not_be_null": "never_empty",
    "expect_column_values_to_be_in_set": "known_words",
    "expect_column_values_to_be_between": "in_range",
    "unexpected_rows_expectation": "rows_agree",
}
BARS = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True)
class Look:
    """A look into a main table: a few rows, or series drawn as a line of bars. `sql` names what is shown."""

    title: str
    sql: str
    is_series: bool = False  # three columns: a name, values in their order, the word for the newest


LOOKS: Mapping[str, Look] = {
    "kpi.daily": Look(
        "the last 60 days of the company",
        "select definition.name, list(daily.value order by daily.business_date),"
        " format('{:.3g}', arg_max(daily.value, daily.business_date))"
        " from kpi.daily as daily inner join kpi.definition as definition"
        " on definition.kpi = daily.kpi and definition.version = daily.version and definition.is_current"
        " inner join config.page as page on page.kpi = daily.kpi"
        " where daily.scope_type = 'company' and daily.value is not null"
        " and daily.business_date > (select business_date - interval '60 days' from ops.data_through)"
        " group by definition.name, page.page_place order by page.page_place",
        is_series=True,
    ),
    "core.queue_interval": Look(
        "calls offered by day, the last 60 days",
        "select queue_id, list(offered order by business_date), max(offered) || ' at most' from"
        " (select queue_id, business_date, sum(offered) as offered from core.queue_interval"
        " where business_date > (select business_date - interval '60 days' from ops.data_through) group by queue_id, business_date)"
        " group by queue_id order by sum(offered) desc, queue_id limit 8",
        is_series=True,
    ),
    "analysis.forecast": Look(
        "calls expected by day",
        "select queue_id, list(volume order by business_date), format('{:.0f}', max(volume)) || ' at most' from"
        " (select queue_id, business_date, sum(volume) as volume from analysis.forecast"
        " where as_of_date = (select max(as_of_date) from analysis.forecast) group by queue_id, business_date)"
        " group by queue_id order by sum(volume) desc, queue_id limit 8",
        is_series=True,
    ),
    "analysis.staffing": Look(
        "agents required by interval on the next open day",
        "select queue_id, list(agents_required order by interval_start_utc), max(agents_required) || ' at most' from analysis.staffing"
        " where business_date = (select min(business_date) from analysis.staffing where agents_required > 0)"
        " group by queue_id order by sum(agents_required) desc, queue_id limit 8",
        is_series=True,
    ),
    "analysis.baseline_compare": Look(
        "what changed most lately",
        "select kpi, scope_type, scope_id, horizon_months, verdict, sentence from analysis.baseline_compare"
        " where verdict in ('improved', 'worsened') order by window_end desc, abs(rel_change) desc nulls last, kpi, scope_id limit 8",
    ),
    "marts.scorecard": Look(
        "the scorecard",
        "select kpi_name as KPI, scope_type || '/' || scope_id as scope, strftime(month, '%Y-%m') as month, target,"
        " round(actual, 4) as actual, n, verdict, due_date as due from marts.scorecard order by rank limit 12",
    ),
    "ops.file_manifest": Look(
        "files by source",
        "select source_id as source, status, count(*) as files, sum(records) as records, sum(loaded) as loaded,"
        " sum(quarantined) as quarantined, max(last_at_utc) as newest_utc from ops.file_manifest group by all order by 1, 2 limit 20",
    ),
}  # fmt: skip


def check_name(suite: Sequence[Expectation]) -> str:
    """Name a suite's check by what it promises: its key, then each further kind of promise once."""
    parts: dict[str, str] = {}
    for item in suite:
        word = PROMISED.get(item.type) or re.sub(r"\W+", "_", item.type.removeprefix("expect_"))
        parts.setdefault(word, _key(word, item) if word == "one_row_per" else word)
    return "__".join(parts.values())


def _key(word: str, item: Expectation) -> str:
    columns = item.kwargs.get("column_list") or [item.kwargs["column"]]
    return f"{word}_{'_and_'.join(columns) if len(columns) <= LONGEST_KEY else 'grain'}"


def written_in(*paths: Path | None) -> dict[str, Any]:
    """Link an asset to the files that make it, those that are there."""
    links = [
        dg.LocalFileCodeReference(file_path=str(path), label=str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else path.name)
        for path in paths
        if path is not None and path.exists()
    ]
    return {"dagster/code_references": dg.CodeReferencesMetadataValue(code_references=links)} if links else {}


def column_schema(columns: Mapping[str, str], words: Mapping[str, str]) -> dict[str, Any]:
    """Tell columns and types of a table whose shape is known before any run."""
    told = [dg.TableColumn(name=name, type=kind.lower(), description=words.get(name)) for name, kind in columns.items()]
    return {"dagster/column_schema": dg.TableSchema(columns=told)}


def look_into(engine: Engine, table: str) -> dict[str, Any]:
    """Show a little of a main table; nothing of any other, and nothing of an empty one."""
    look = LOOKS.get(table)
    rows = engine.records(look.sql) if look else []
    if look is None or not rows:
        return {}
    if look.is_series:
        lines = [f"`{bars(values)}` {last or 'nothing known'} · {_plain(name)}" for name, values, last in (row.values() for row in rows)]
        return {look.title: dg.MetadataValue.md("\n\n".join(lines))}
    records = [dg.TableRecord({name: _cell(value) for name, value in row.items()}) for row in rows]
    schema = dg.TableSchema(columns=[dg.TableColumn(name, "string") for name in rows[0]])
    return {look.title: dg.MetadataValue.table(records=records, schema=schema)}


def bars(values: Iterable[float | None]) -> str:
    """Draw values as a line of bars from the least to the largest; equal values stand in the middle, an unknown one is a blank."""
    given = [None if value is None or math.isnan(value) else float(value) for value in values]
    known = [value for value in given if value is not None]
    low, high, steps = min(known, default=0.0), max(known, default=0.0), len(BARS) - 1

    def bar(value: float | None) -> str:
        if value is None:
            return " "
        return BARS[round((value - low) / (high - low) * steps) if high > low else steps // 2]

    return "".join(map(bar, given))


def _plain(text: Any) -> str:
    """Keep a name from being read as Markdown."""
    return re.sub(r"([\\`*_{}\[\]()#+!|<>&])", r"\\\1", " ".join(str(text).split()))


def _cell(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
