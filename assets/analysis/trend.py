"""Is a KPI rising or falling over all the months there are?

Belongs here: which periods a trend is read from, and when season can be told from it. Not here: the tests
(`assets/methods/trend.py`), windows against the baseline (`baseline_compare`).
"""

import sys
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from assets.analysis import daily_series, inputs, measured
from assets.analysis.daily_series import Days
from assets.analysis.measured import Key, Kpi
from assets.methods import periods, readings, seasonality
from assets.methods import trend as tests_of_trend
from assets.methods.multiplicity import benjamini_hochberg
from assets.methods.periods import Periods, months, weeks
from assets.methods.readings import Readings, within
from assets.methods.seasonality import season_removed
from assets.methods.sentence_series import DAYS_A_MONTH, trend_sentence
from assets.methods.trend import Trend, seasonal_trend, trend
from assets.methods.verdict import judge

DESCRIPTION = (
    "The trend of each KPI and scope over all its history, five years at most: change a month with interval and p, season taken "
    "out where two years or more allow it, a verdict and a sentence."
)
READS = {
    # No more than is looked at, however long the history.
    "daily": f"{daily_series.DAILY} where business_date > (select max(business_date) from ops.data_through) - interval '63' month",
    "definition": measured.DEFINITION,
    "data_through": "select business_date from ops.data_through",
    # What stands already: a trend of the same weeks or months is not worked out again.
    "previous": """
        select kpi, definition_version, scope_type, scope_id, slope, ci_low, ci_high, p_value, inputs_hash
        from analysis.trend
    """,
}
GRAIN = tuple(measured.KEY)
BUILD = "replace"
COLUMNS = {
    **measured.KEY,
    "window_start": "date",
    "window_end": "date",
    "window_months": "bigint",
    "period": "varchar",
    "points": "bigint",
    "slope": "double",
    "ci_low": "double",
    "ci_high": "double",
    "p_value": "double",
    "q_value": "double",
    "method": "varchar",
    "margin": "double",
    "verdict": "varchar",
    "note": "varchar",
    "sentence": "varchar",
    "inputs_hash": "varchar",
}
METHODS = (periods, readings, seasonality, tests_of_trend)
LONGEST_MONTHS = 60
# Every calendar month three times: then Januaries are compared with Januaries, and their dependence can be estimated.
MONTHS_FOR_MONTHS = 36
# Two full years: then a wave of the year and a straight line are different things.
DAYS_FOR_SEASON = 728
FEWEST_POINTS = 12
NOTHING = Trend(np.nan, np.nan, np.nan, np.nan, 0.0, 0.0, 0.0, np.nan)
# What of a trend a row keeps, by the name of its column.
KEPT = {"slope": "slope", "low": "ci_low", "high": "ci_high", "p_value": "p_value"}
WAYS = {
    "months": "theil_sen, seasonal mann_kendall on months",
    "weeks": "theil_sen, mann_kendall (hamed_rao) on weeks less their season",
    "young": "theil_sen, season not separated",
    "none": "none",
}


@dataclass(frozen=True)
class Found:
    """The trend of one scope before its family has been judged."""

    kpi: Kpi
    scope: tuple[str, str]
    way: str
    result: Trend
    used: Periods | None
    period: str
    level: float
    reason: str
    each: str
    inputs_hash: str


def rows(
    *, daily: pd.DataFrame, definition: pd.DataFrame, data_through: pd.DataFrame, previous: pd.DataFrame | None = None
) -> pd.DataFrame:
    """One row for every KPI, version and scope that has a day; without `previous` every trend is worked out afresh."""
    last = measured.last_day(data_through)
    known = measured.kpis(definition)
    stands = _standing(previous)
    found = []
    for key, mine in daily_series.series(daily).items():
        kpi = known.get(key[:2])
        if kpi is not None and last is not None:
            found.append(_trend(kpi, key, mine, last=last - pd.Timedelta(days=kpi.maturity_days), stands=stands.get(key)))
    return measured.table(_judged(found), COLUMNS)


def _standing(previous: pd.DataFrame | None) -> dict[Key, tuple[str, Trend]]:
    """Inputs and result of every trend that stands."""
    found: dict[Key, tuple[str, Trend]] = {}
    for row in [] if previous is None else previous.to_dict("records"):
        numbers = {name: np.nan if pd.isna(row[column]) else float(row[column]) for name, column in KEPT.items()}
        found[measured.key_of(row)] = (str(row["inputs_hash"]), replace(NOTHING, **numbers))
    return found


def _trend(kpi: Kpi, key: Key, mine: Days, *, last: pd.Timestamp, stands: tuple[str, Trend] | None) -> Found:
    through = measured.number_of(last)
    first = measured.number_of((last + pd.Timedelta(days=1)).replace(day=1) - pd.DateOffset(months=LONGEST_MONTHS))
    days = within(daily_series.readings(mine.through(through), kpi), first, through)
    level = days.level(days.observed)
    way, used, period, reason = _periods(days, through=through, is_monthly=mine.is_monthly)
    result, made_from = NOTHING, ""
    if used is not None and not reason:
        made_from = inputs.hash_of((way, inputs.code_of(*METHODS, sys.modules[__name__])), (used.start, used.value))
    if stands is not None and made_from and stands[0] == made_from:
        result = stands[1]
    elif used is not None and not reason:
        at = (used.start - used.start[0]) / DAYS_A_MONTH
        if way == "months":
            month = used.start.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
            result = seasonal_trend(used.value, season=month % 12, at=month)
        else:
            values = season_removed(used.value, used.start) if way == "weeks" else used.value
            result = trend(values, at=at)
    each = "month" if mine.is_monthly else "day"
    return Found(kpi, key[2:], way if not reason else "none", result, used, period, level, reason, each, made_from)


def _periods(days: Readings, *, through: int, is_monthly: bool) -> tuple[str, Periods | None, str, str]:
    """The finest periods that keep season apart, their name, and why there are none ('' when there are)."""
    if not days.observed.any():
        return "none", None, "week", "no day has a value"
    by_month = months(days, through=through)
    seen = by_month.start[by_month.seen].astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    if len(seen) >= MONTHS_FOR_MONTHS and np.bincount(seen % 12, minlength=12).min() >= MONTHS_FOR_MONTHS // 12:
        way, used = "months", by_month
    elif is_monthly:
        way, used = "young", by_month
    else:
        # 1969-12-29 was a Monday.
        used = weeks(days, anchor=-3, through=through)
        shown = used.start[used.seen]
        way = "weeks" if len(shown) and shown[-1] + 7 - shown[0] >= DAYS_FOR_SEASON else "young"
    values, period = used.value[used.seen], "month" if used is by_month else "week"
    if len(values) < FEWEST_POINTS:
        return way, used, period, f"{len(values)} complete {period if len(values) == 1 else f'{period}s'}, {FEWEST_POINTS} are needed"
    if np.ptp(values) == 0:
        return way, used, period, f"every {period} has the same value"
    return way, used, period, ""


def _judged(found: list[Found]) -> list[dict[str, object]]:
    """Rows with q, verdict and sentence; the trends of one scope are one family."""
    # Where season may be the trend there is no test.
    p_values = np.array([one.result.p_value if one.way in ("months", "weeks") else np.nan for one in found])
    q_values = np.full(len(found), np.nan)
    families: dict[tuple[str, str], list[int]] = {}
    for i, one in enumerate(found):
        families.setdefault(one.scope, []).append(i)
    for members in families.values():
        q_values[members] = benjamini_hochberg(p_values[members])
    return [_row(one, p_value=float(p), q_value=float(q)) for one, p, q in zip(found, p_values, q_values, strict=True)]


def _row(one: Found, *, p_value: float, q_value: float) -> dict[str, object]:
    kpi, slope = one.kpi, one.result.slope
    is_tested = np.isfinite(p_value)
    low, high = (one.result.low, one.result.high) if is_tested else (np.nan, np.nan)
    margin = kpi.margin(one.level)
    # A trend matters when a year of it does.
    verdict = judge(
        12 * slope,
        12 * low,
        12 * high,
        better=kpi.better,
        margin=margin,
        q_value=q_value if is_tested else None,
        is_sufficient=not one.reason,
        is_season_separated=one.way != "young",
    )
    period = one.period
    start, end, points, over = _span(one.used, period)
    said = trend_sentence(
        slope, low, high, name=kpi.spoken, unit=kpi.unit, measure=kpi.measure, verdict=verdict, over=over, reason=one.reason, each=one.each
    )
    return {
        **measured.named(kpi.at(one.scope)),
        "window_start": start,
        "window_end": end,
        "window_months": 0 if start is None or end is None else round(((end - start).astype(int) + 1) / DAYS_A_MONTH),
        "period": period,
        "points": points,
        "slope": slope,
        "ci_low": low,
        "ci_high": high,
        "p_value": p_value,
        "q_value": q_value,
        "method": WAYS[one.way],
        "margin": margin,
        "verdict": verdict,
        "note": one.reason or None,
        "sentence": said,
        "inputs_hash": one.inputs_hash or None,
    }


def _span(used: Periods | None, period: str) -> tuple[np.datetime64 | None, np.datetime64 | None, int, str]:
    """First and last day, number of points, and the time in words."""
    if used is None or not used.seen.any():
        return None, None, 0, ""
    start, last = measured.day_of(int(used.start[used.seen][0])), measured.day_of(int(used.start[used.seen][-1]))
    if period == "month":
        end = np.datetime64(last.astype("datetime64[M]") + 1, "D") - 1
        length = int((last.astype("datetime64[M]") - start.astype("datetime64[M]")).astype(int)) + 1
        return start, end, int(used.seen.sum()), f"the {length} months to {pd.Timestamp(end):%B %Y}"
    end = last + np.timedelta64(6, "D")
    length = ((end - start).astype(int) + 1) // 7
    return start, end, int(used.seen.sum()), f"the {length} weeks to {pd.Timestamp(end).day} {pd.Timestamp(end):%B %Y}"
