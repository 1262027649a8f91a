"""Which days or weeks of a KPI are out of the ordinary, by limits frozen on its first phase?

Belongs here: which chart a KPI gets, on which periods, from which first phase. Not here: limits and run rules
(`assets/methods/control.py`).
"""

import numpy as np
import pandas as pd

from assets.analysis import measured
from assets.analysis.measured import Key, Kpi
from assets.methods.control import MIN_POINTS, control_chart
from assets.methods.periods import weeks
from assets.methods.readings import Readings
from assets.methods.sentence_series import RULES, point_sentence, shown

DESCRIPTION = (
    "A control chart of each KPI and scope from its baseline on: days for shares (Laney p') and counts, weeks for the rest (XmR), "
    "limits frozen on the first phase, and what each point breaks."
)
READS = {
    "daily": measured.DAILY,
    "baseline": "select kpi, definition_version, scope_type, scope_id, baseline_start, baseline_end from analysis.baseline",
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
# What is counted by the day has a value worth a point each day; a mean duration of one day is mostly noise.
DAILY_MEASURES = ("count", "snapshot")
SUMS = ("numerator", "denominator")


def rows(*, daily: pd.DataFrame, baseline: pd.DataFrame, definition: pd.DataFrame, data_through: pd.DataFrame) -> pd.DataFrame:
    """One row for every day or complete week since the baseline began."""
    last = measured.last_day(data_through)
    known = measured.kpis(definition)
    bases = {
        (str(row["kpi"]), int(row["definition_version"]), str(row["scope_type"]), str(row["scope_id"])): (
            pd.Timestamp(row["baseline_start"]),
            pd.Timestamp(row["baseline_end"]),
        )
        for row in baseline.to_dict("records")
    }
    found = [pd.DataFrame(columns=list(COLUMNS))]
    for key, mine in measured.series(daily).items():
        kpi = known.get(key[:2])
        if kpi is not None and last is not None:
            chart = _chart(kpi, mine, base=bases.get(key), last=last - pd.Timedelta(days=kpi.maturity_days))
            if len(chart):
                found.append(_rows(chart, kpi=kpi, key=key))
    every = pd.concat(found[1:] or found, ignore_index=True)
    return every[list(COLUMNS)].astype({name: measured.KINDS[kind] for name, kind in COLUMNS.items()})


def _chart(kpi: Kpi, mine: pd.DataFrame, *, base: measured.Span | None, last: pd.Timestamp) -> pd.DataFrame:
    """The chart of one scope; without a baseline its points stand there without limits."""
    days = measured.readings(mine, kpi, through=last)
    if not days.observed.any():
        return pd.DataFrame()
    start, end = base if base is not None else (pd.Timestamp(measured.day_of(days.first_day)), last)
    is_daily = kpi.unit == "share" or kpi.measure in DAILY_MEASURES
    if is_daily:
        frame = _of_days(days)
    else:
        by_week = weeks(days, anchor=measured.number_of(start), through=measured.number_of(last))
        dates = by_week.start.astype("datetime64[D]").astype("datetime64[s]")
        frame = pd.DataFrame({"date": dates, "value": by_week.value, "numerator": by_week.numerator, "denominator": by_week.denominator})
        # Four weeks of baseline make no limits: the first phase goes on until there are as many points as limits need.
        end = max(end, start + pd.Timedelta(days=7 * MIN_POINTS - 1))
    frame = frame[frame["value"].notna() & (frame["date"] >= start)]
    if not kpi.is_ratio:
        frame = frame.drop(columns=list(SUMS))
    if frame.empty:
        return frame
    chart = control_chart(frame, baseline=(start, end), by_weekday=is_daily)
    if kpi.unit in ("seconds", "count"):
        chart["lcl"] = chart["lcl"].clip(lower=0.0)
    if base is None:
        chart[["expected", "lcl", "ucl", "sigma_z"]] = np.nan
        chart[list(RULES)] = False
        chart["is_provisional"] = True
    return chart.assign(period="day" if is_daily else "week")


def _of_days(days: Readings) -> pd.DataFrame:
    dates = days.days.astype("datetime64[D]").astype("datetime64[s]")
    return pd.DataFrame({"date": dates, "value": days.value, "numerator": days.numerator, "denominator": days.denominator})


def _rows(chart: pd.DataFrame, *, kpi: Kpi, key: Key) -> pd.DataFrame:
    broken = chart[list(RULES)].to_numpy(dtype=bool)
    hits: list[list[str]] = [[]] * len(chart)
    for i in np.flatnonzero(broken.any(axis=1)):
        hits[i] = [name for name, is_hit in zip(RULES.values(), broken[i], strict=True) if is_hit]
    how, period = shown(chart["value"].to_numpy(), unit=kpi.unit), str(chart["period"].iloc[0])
    numbers = [chart[name].tolist() for name in ("value", "lcl", "ucl")]
    said = [
        point_sentence(value, low, high, name=kpi.spoken, how=how, day=day, period=period, hits=hit, is_provisional=is_young)
        for value, low, high, day, hit, is_young in zip(*numbers, chart["date"].dt.date, hits, chart["is_provisional"], strict=True)
    ]
    renamed = {"date": "period_start", "expected": "centre", "is_provisional": "limits_provisional"}
    return chart.rename(columns=renamed).assign(
        kpi=key[0],
        definition_version=key[1],
        scope_type=key[2],
        scope_id=key[3],
        rule_hits=[",".join(hit) for hit in hits],
        sentence=said,
    )
