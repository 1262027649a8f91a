"""Which days or weeks of a KPI are out of the ordinary, by limits frozen on its first phase?

Belongs here: which chart a KPI gets, on which periods, from which first phase, which months of it stand. Not here: limits and run
rules (`assets/methods/control.py`).
"""

import sys
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assets.analysis import daily_series, inputs, measured
from assets.analysis.daily_series import Days
from assets.analysis.measured import Key, Kpi
from assets.methods import control, periods, readings, sentence, sentence_series
from assets.methods.control import MIN_POINTS, ONE_SIDE, Chart, chart
from assets.methods.periods import weeks
from assets.methods.sentence_series import RULES, Shown, point_sentence, shown

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
    # What stands already: a month whose points and limits are the same is not drawn again.
    "previous": """
        select kpi, definition_version, scope_type, scope_id, month, min(inputs_hash) as inputs_hash
        from analysis.control_chart
        group by kpi, definition_version, scope_type, scope_id, month
    """,
}
GRAIN = (*measured.KEY, "period_start")
BUILD = "upsert"
UPSERT_BY = (*measured.KEY, "month")
COLUMNS = {
    **measured.KEY,
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
    "month": "date",
    "inputs_hash": "varchar",
}
METHODS = (measured, daily_series, control, periods, readings, sentence, sentence_series)
# As many points before a month as a run may begin in, and one more.
POINTS_BEFORE = ONE_SIDE + 1
DAYS_A_YEAR = 365
# What is counted by the day has a value worth a point each day; a mean duration of one day is mostly noise.
DAILY_MEASURES = ("count", "snapshot")


@dataclass(frozen=True)
class Points:
    """The points of one KPI and scope, (T,) each; `start` is their first day, `month` its month, both since 1970-01-01."""

    key: Key
    kpi: Kpi
    period: str
    start: NDArray[np.int64]
    month: NDArray[np.int64]
    x: NDArray[np.float64]
    n: NDArray[np.float64] | None
    is_first: NDArray[np.bool_]
    has_base: bool
    how: Shown

    def chosen(self, rows: NDArray[np.bool_]) -> "Points":
        """Some of the points."""
        n = None if self.n is None else self.n[rows]
        return replace(self, start=self.start[rows], month=self.month[rows], x=self.x[rows], n=n, is_first=self.is_first[rows])


def rows(
    *,
    daily: pd.DataFrame,
    baseline: pd.DataFrame,
    definition: pd.DataFrame,
    data_through: pd.DataFrame,
    previous: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """One row for every day or complete week since the baseline began, of the months that do not stand as they would be drawn now.

    `attrs["gone"]` names the months that stand and have no points any more.
    """
    last = measured.last_day(data_through)
    known = measured.kpis(definition)
    bases = {
        measured.key_of(row): (
            measured.number_of(pd.Timestamp(row["baseline_start"])),
            measured.number_of(pd.Timestamp(row["baseline_end"])),
        )
        for row in baseline.to_dict("records")
    }
    stands = _standing(previous)
    found: list[dict[str, NDArray[np.generic]]] = []
    for key, mine in daily_series.series(daily).items():
        kpi = known.get(key[:2])
        points = (
            None
            if kpi is None or last is None
            else _points(key, kpi, mine, base=bases.get(key), last=measured.number_of(last) - kpi.maturity_days)
        )
        before = stands.setdefault(key, {})
        if points is not None:
            hashes = _hashes(points)
            changed = [month for month, made_from in hashes.items() if before.get(month) != made_from]
            if changed:
                found.append(_drawn(points, months=changed, hashes=hashes))
            stands[key] = {month: made_from for month, made_from in before.items() if month not in hashes}
    frame = _frame(found)
    # A table from before there were months knows none of its rows.
    gone = [(*key, np.datetime64(month, "M").astype("datetime64[D]")) for key, months in stands.items() for month in months]
    frame.attrs["gone"] = gone if previous is not None and len(previous) else [(*key, None) for key in stands]
    return frame


def _standing(previous: pd.DataFrame | None) -> dict[Key, dict[int, str]]:
    """Hash of every month there is."""
    found: dict[Key, dict[int, str]] = {}
    if previous is not None and len(previous):
        numbers = pd.to_datetime(previous["month"]).to_numpy("datetime64[M]").astype(np.int64).tolist()
        keys = previous[[*measured.KEY, "inputs_hash"]].itertuples(index=False)
        for (*key, made_from), month in zip(keys, numbers, strict=True):
            found.setdefault(measured.as_key(*key), {})[month] = str(made_from)
    return found


def _hashes(points: Points) -> dict[int, str]:
    """What each month is drawn from: the first phase, its own points and those a run may begin in."""
    code = inputs.code_of(*METHODS, sys.modules[__name__])
    first = points.chosen(points.is_first)
    phase = inputs.hash_of((points.kpi, points.period, points.has_base, points.how, code), _arrays(first))
    months, begins = np.unique(points.month, return_index=True)
    ends = [*begins[1:], len(points.month)]
    found = {}
    for month, begin, end in zip(months.tolist(), begins.tolist(), ends, strict=True):
        part = slice(max(begin - POINTS_BEFORE, 0), end)
        found[month] = inputs.hash_of((phase, begin == 0), [every[part] for every in _arrays(points)])
    return found


def _arrays(points: Points) -> list[NDArray[np.generic]]:
    return [points.start, points.x, points.is_first, *([] if points.n is None else [points.n])]


def _points(key: Key, kpi: Kpi, mine: Days, *, base: tuple[int, int] | None, last: int) -> Points | None:
    """The points of one scope; without a baseline they stand there without limits."""
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
    at, value = at[kept], value[kept]
    x, n = (numerator[kept], denominator[kept]) if kpi.is_ratio else (value, None)
    # Without a baseline there is no first phase, so no limits.
    is_first = (at >= start) & (at <= end)
    period = "month" if mine.is_monthly else "day" if is_daily else "week"
    month = at.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    how = shown(value[is_first] if is_first.any() else value, unit=kpi.unit)
    return Points(key, kpi, period, at, month, x, n, is_first, base is not None, how)


def _drawn(points: Points, *, months: list[int], hashes: dict[int, str]) -> dict[str, NDArray[np.generic]]:
    """The columns of some months, drawn from as few points as they need."""
    wanted = np.isin(points.month, months)
    begins = np.flatnonzero(wanted & ~np.concatenate([[False], wanted[:-1]]))
    needed = wanted | points.is_first
    for begin in begins:
        needed[max(begin - POINTS_BEFORE, 0) : begin] = True
    some = points.chosen(needed)
    # Day 0 was a Thursday.
    by_weekday, is_share = some.period == "day", some.kpi.unit == "share"
    made = chart(some.x, some.n, weekday=(some.start + 3) % 7, first=some.is_first, by_weekday=by_weekday, is_share=is_share)
    return _columns(some, made if some.has_base else _without_limits(made), rows=wanted[needed], hashes=hashes)


def _without_limits(drawn: Chart) -> Chart:
    nothing = np.full(len(drawn.value), np.nan)
    rules = {name: np.zeros(len(nothing), dtype=bool) for name in drawn.rules}
    return Chart(drawn.value, nothing, nothing, nothing, np.nan, rules, is_provisional=True)


def _frame(parts: list[dict[str, NDArray[np.generic]]]) -> pd.DataFrame:
    """The points of all charts in one frame."""
    empty = {name: np.zeros(0) for name in COLUMNS}
    every = {name: np.concatenate([part[name] for part in parts]) if parts else empty[name] for name in COLUMNS}
    return pd.DataFrame(every).astype({name: measured.KINDS[kind] for name, kind in COLUMNS.items()})


def _columns(some: Points, drawn: Chart, *, rows: NDArray[np.bool_], hashes: dict[int, str]) -> dict[str, NDArray[np.generic]]:
    kpi = some.kpi
    low, high = drawn.low[rows], drawn.high[rows]
    if kpi.unit in ("seconds", "count"):
        low = np.maximum(low, 0.0)
    broken = np.column_stack([drawn.rules[name][rows] for name in RULES])
    hits: list[list[str]] = [[]] * len(broken)
    for i in np.flatnonzero(broken.any(axis=1)):
        hits[i] = [name for name, is_hit in zip(RULES.values(), broken[i], strict=True) if is_hit]
    days, name, size = some.start[rows].astype("datetime64[D]"), kpi.spoken, int(rows.sum())
    points = zip(drawn.value[rows].tolist(), low.tolist(), high.tolist(), days.tolist(), hits, strict=True)
    said = [
        point_sentence(
            value, lowest, highest, name=name, how=some.how, day=day, period=some.period, hits=hit, is_provisional=drawn.is_provisional
        )
        for value, lowest, highest, day, hit in points
    ]
    return {
        **{name: np.full(size, part, dtype=object if isinstance(part, str) else None) for name, part in measured.named(some.key).items()},
        "period": np.full(size, some.period, dtype=object),
        "period_start": days.astype("datetime64[s]"),
        "value": drawn.value[rows],
        "centre": drawn.expected[rows],
        "lcl": low,
        "ucl": high,
        "sigma_z": np.full(size, drawn.sigma_z),
        "phase": np.where(some.is_first[rows], 1, 2),
        "is_out": drawn.rules["is_out"][rows],
        "rule_hits": np.array([",".join(hit) for hit in hits], dtype=object),
        "limits_provisional": np.full(size, drawn.is_provisional),
        "sentence": np.array(said, dtype=object),
        "month": days.astype("datetime64[M]").astype("datetime64[s]"),
        "inputs_hash": np.array([hashes[month] for month in some.month[rows].tolist()], dtype=object),
    }
