"""Which days or weeks of a KPI are out of the ordinary, by limits frozen on its first phase?

Belongs here: which chart a KPI gets, on which periods, from which first phase. Not here: limits and run rules
(`assets/methods/control.py`).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assets.analysis import daily_series, measured
from assets.analysis.daily_series import Days
from assets.analysis.measured import Key, Kpi
from assets.methods.control import MIN_POINTS, Chart, chart
from assets.methods.periods import weeks
from assets.methods.sentence_series import RULES, point_sentence, shown

DESCRIPTION = (
    "A control chart of each KPI and scope from its baseline on: days for shares (Laney p') and counts, weeks for the rest (XmR), "
    "limits frozen on the first phase, and what each point breaks."
)
READS = {
    "daily": daily_series.DAILY,
    "baseline": """
        select kpi, definition_version, scope_type, scope_id, baseline_start, baseline_end
        from analysis.baseline
        where is_current
    """,
    "definition": measured.DEFINITION,
    "data_through": "select business_date from ops.data_through",
}
GRAIN = ("kpi", "definition_version", "scope_type", "scope_id", "period_start")
BUILD = "replace"
COLUMNS = {
    "kpi": "varchar",
    "definition_version": "bigint",
    "scope_type": "varchar",
    "scope_id": "varchar",
    "period": "varchar",
    "period_start": "date",
    "value": "double",
    "centre": "double",
    "lcl": "double",
    "ucl": "double",
    "sigma_z": "double",
    "phase": "bigint",
    "is_out": "boolean",
    "rule_hits": "varchar",
    "limits_provisional": "boolean",
    "sentence": "varchar",
}
DAYS_A_YEAR = 365
# What is counted by the day has a value worth a point each day; a mean duration of one day is mostly noise.
DAILY_MEASURES = ("count", "snapshot")


@dataclass(frozen=True)
class Charted:
    """The chart of one KPI and scope; `start` (T,) is the first day of each point, in days since 1970-01-01."""

    key: Key
    kpi: Kpi
    period: str
    start: NDArray[np.int64]
    is_first: NDArray[np.bool_]
    chart: Chart


def rows(*, daily: pd.DataFrame, baseline: pd.DataFrame, definition: pd.DataFrame, data_through: pd.DataFrame) -> pd.DataFrame:
    """One row for every day or complete week since the baseline began."""
    last = measured.last_day(data_through)
    known = measured.kpis(definition)
    bases = {
        (str(row["kpi"]), int(row["definition_version"]), str(row["scope_type"]), str(row["scope_id"])): (
            measured.number_of(pd.Timestamp(row["baseline_start"])),
            measured.number_of(pd.Timestamp(row["baseline_end"])),
        )
        for row in baseline.to_dict("records")
    }
    found: list[Charted] = []
    for key, mine in daily_series.series(daily).items():
        kpi = known.get(key[:2])
        if kpi is not None and last is not None:
            one = _charted(key, kpi, mine, base=bases.get(key), last=measured.number_of(last) - kpi.maturity_days)
            found += [one] if one is not None else []
    return _frame(found)


def _charted(key: Key, kpi: Kpi, mine: Days, *, base: tuple[int, int] | None, last: int) -> Charted | None:
    """The chart of one scope; without a baseline its points stand there without limits."""
    days = daily_series.readings(mine.through(last), kpi)
    if not days.observed.any():
        return None
    start, end = base if base is not None else (days.first_day, last)
    is_daily = kpi.unit == "share" or kpi.measure in DAILY_MEASURES
    if mine.is_monthly or is_daily:
        at, value, numerator, denominator = days.days, days.value, days.numerator, days.denominator
        if mine.is_monthly:
            # A month's figure stands on its first day; a year of them is the first phase.
            end = max(end, start + DAYS_A_YEAR - 1)
    else:
        by_week = weeks(days, anchor=start, through=last)
        at, value, numerator, denominator = by_week.start, by_week.value, by_week.numerator, by_week.denominator
        # Four weeks of baseline make no limits: the first phase goes on until there are as many points as limits need.
        end = max(end, start + 7 * MIN_POINTS - 1)
    kept = np.isfinite(value) & (at >= start)
    if not kept.any():
        return None
    at = at[kept]
    x, n = (numerator[kept], denominator[kept]) if kpi.is_ratio else (value[kept], None)
    # Day 0 was a Thursday. Without a baseline there is no first phase, so no limits.
    is_first = (at >= start) & (at <= end)
    drawn = chart(x, n, weekday=(at + 3) % 7, first=is_first, by_weekday=is_daily and not mine.is_monthly)
    period = "month" if mine.is_monthly else "day" if is_daily else "week"
    return Charted(key, kpi, period, at, is_first, drawn if base is not None else _without_limits(drawn))


def _without_limits(drawn: Chart) -> Chart:
    nothing = np.full(len(drawn.value), np.nan)
    rules = {name: np.zeros(len(nothing), dtype=bool) for name in drawn.rules}
    return Chart(drawn.value, nothing, nothing, nothing, np.nan, rules, is_provisional=True)


def _frame(found: list[Charted]) -> pd.DataFrame:
    """The points of all charts in one frame."""
    parts = [_columns(one) for one in found]
    empty = {name: np.zeros(0) for name in COLUMNS}
    every = {name: np.concatenate([part[name] for part in parts]) if parts else empty[name] for name in COLUMNS}
    return pd.DataFrame(every).astype({name: measured.KINDS[kind] for name, kind in COLUMNS.items()})


def _columns(one: Charted) -> dict[str, NDArray[np.generic]]:
    drawn, kpi = one.chart, one.kpi
    low, high = drawn.low, drawn.high
    if kpi.unit in ("seconds", "count"):
        low = np.maximum(low, 0.0)
    broken = np.column_stack([drawn.rules[name] for name in RULES])
    hits: list[list[str]] = [[]] * len(broken)
    for i in np.flatnonzero(broken.any(axis=1)):
        hits[i] = [name for name, is_hit in zip(RULES.values(), broken[i], strict=True) if is_hit]
    how, days = shown(drawn.value, unit=kpi.unit), one.start.astype("datetime64[D]")
    points = zip(drawn.value.tolist(), low.tolist(), high.tolist(), days.tolist(), hits, strict=True)
    said = [
        point_sentence(
            value, lowest, highest, name=kpi.spoken, how=how, day=day, period=one.period, hits=hit, is_provisional=drawn.is_provisional
        )
        for value, lowest, highest, day, hit in points
    ]
    size = len(days)
    return {
        "kpi": np.full(size, one.key[0], dtype=object),
        "definition_version": np.full(size, one.key[1]),
        "scope_type": np.full(size, one.key[2], dtype=object),
        "scope_id": np.full(size, one.key[3], dtype=object),
        "period": np.full(size, one.period, dtype=object),
        "period_start": days.astype("datetime64[s]"),
        "value": drawn.value,
        "centre": drawn.expected,
        "lcl": low,
        "ucl": high,
        "sigma_z": np.full(size, drawn.sigma_z),
        "phase": np.where(one.is_first, 1, 2),
        "is_out": drawn.rules["is_out"],
        "rule_hits": np.array([",".join(hit) for hit in hits], dtype=object),
        "limits_provisional": np.full(size, drawn.is_provisional),
        "sentence": np.array(said, dtype=object),
    }
