"""What of SQL both DuckDB and Spark understand alike: a lint that names what does not travel, why, and what to write instead.

Measured on 84 constructs: twelve differ silently between the two, which is worse than an error.
Belongs here: the portability rules. Does not: running SQL, style.
"""

from collections.abc import Callable, Iterator

import sqlglot
from sqlglot import exp

Finding = tuple[str, str]

_REFUSED_FUNCTIONS = {
    "date_diff": "counts boundaries in DuckDB and whole units in Spark; subtract epoch() values, or join config.dates for days",
    "datediff": "counts boundaries in DuckDB and whole units in Spark; subtract epoch() values, or join config.dates for days",
    "date_sub": "is an error in Spark; subtract epoch() values",
    "generate_series": "is an error in Spark; join config.dates",
    "range": "is an error in Spark; join config.dates",
    "time_bucket": "is an error in Spark; floor epoch() to config.interval",
    "log": "is base 10 in DuckDB and natural in Spark; write ln() or log10()",
    "quantile_cont": "is an error in Spark; a KPI of measure `quantile` gets its quantile from the machine",
    "strftime": "has other format letters in Spark; config.dates holds the labels",
    "dayofweek": "numbers the days differently; join config.dates",
    "isodow": "numbers the days differently; join config.dates",
    "columns": "is an error in Spark; name the columns",
    "to_seconds": "is an error in Spark; write interval '1 second' * n",
}


def findings(sql: str) -> list[Finding]:
    """Give what in a select does not travel, each with the remedy; empty when all of it does."""
    tree = sqlglot.parse_one(sql, read="duckdb")
    return [found for rule in _RULES for found in rule(tree)]


def _functions(tree: exp.Expr) -> Iterator[Finding]:
    for node in tree.find_all(exp.Func):
        name = (node.name if isinstance(node, exp.Anonymous) else node.sql_name()).lower()
        if isinstance(node, (exp.PercentileCont, exp.Quantile)) and not isinstance(node.parent, exp.WithinGroup):
            name = "quantile_cont"
        spelled = {"datediff": "date_diff", "generateseries": "generate_series", "datebin": "time_bucket", "timetostr": "strftime"}.get(
            name.replace("_", ""), name
        )
        if spelled in _REFUSED_FUNCTIONS:
            yield spelled, f"`{spelled}` {_REFUSED_FUNCTIONS[spelled]}"


def _log_without_base(tree: exp.Expr) -> Iterator[Finding]:
    for node in tree.find_all(exp.Log):
        yield "log", f"`{node.sql()}` {_REFUSED_FUNCTIONS['log']}"


def _weekday(tree: exp.Expr) -> Iterator[Finding]:
    for part in tree.find_all(exp.Extract):
        if part.name.lower() in ("dow", "isodow", "dayofweek", "week", "weekday") or str(part.this).lower() in ("dow", "isodow"):
            yield "extract", f"`{part.sql()}` numbers days differently in Spark; join config.dates"
    for kind in (exp.DayOfWeek, exp.DayOfWeekIso):
        for node in tree.find_all(kind):
            yield "dayofweek", f"`{node.sql()}` numbers days differently in Spark; join config.dates"


def _asof(tree: exp.Expr) -> Iterator[Finding]:
    for join in tree.find_all(exp.Join):
        if (join.method or "").lower() == "asof":
            yield "asof", "an asof join is an error in Spark; use lead() and a range join"


def _pivot(tree: exp.Expr) -> Iterator[Finding]:
    for _ in tree.find_all(exp.Pivot):
        yield "pivot", "PIVOT is an error in Spark; write count(*) filter (where ...) for each column"


def _timestamptz(tree: exp.Expr) -> Iterator[Finding]:
    for node in tree.find_all(exp.DataType):
        if node.this in (exp.DataType.Type.TIMESTAMPTZ, exp.DataType.Type.TIMESTAMPLTZ):
            yield "timestamptz", "TIMESTAMPTZ shifts with the session in Spark; store UTC and local timestamps without a zone"
    for zoned in tree.find_all(exp.AtTimeZone):
        yield "at time zone", f"`{zoned.sql()}` turns the wrong way in Spark; join config.zone_day and add the offset"


def _whole_number_casts(tree: exp.Expr) -> Iterator[Finding]:
    """A cast rounds in DuckDB and truncates in Spark; only what is whole already may be cast."""
    for node in tree.find_all(exp.Cast):
        if node.to.this in (exp.DataType.Type.INT, exp.DataType.Type.BIGINT, exp.DataType.Type.SMALLINT):
            inner = node.this
            while isinstance(inner, (exp.Filter, exp.Window, exp.Paren)):
                inner = inner.this
            broken = isinstance(inner, (exp.Div, exp.Mul, exp.Avg, exp.Sqrt, exp.Exp, exp.Ln))
            if broken or (isinstance(inner, exp.Literal) and "." in inner.name):
                yield "cast", f"`{node.sql()}` rounds in DuckDB and truncates in Spark; floor() or round() it first"


def _stars(tree: exp.Expr) -> Iterator[Finding]:
    """The last select names its columns, so that the contract can be read in the file."""
    last = tree.find(exp.Select)
    if last is not None and any(isinstance(item, exp.Star) or (isinstance(item, exp.Column) and item.is_star) for item in last.expressions):
        yield "star", "the last select ends in `*`; name every column, so that the table can be read in its file"


_RULES: tuple[Callable[[exp.Expr], Iterator[Finding]], ...] = (
    _functions,
    _log_without_base,
    _weekday,
    _asof,
    _pivot,
    _timestamptz,
    _whole_number_casts,
    _stars,
)
