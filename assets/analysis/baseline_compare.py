"""Did we get better against ourselves, one, three and six months after the baseline?

Belongs here: which windows are compared, at which scope, with which margin. Not here: the comparison itself
(`assets/methods/change.py`), the words of the sentence (`assets/methods/sentence.py`).
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from assets.methods.change import Change, assess
from assets.methods.multiplicity import benjamini_hochberg
from assets.methods.sentence import period, sentence
from assets.methods.standardise import Split, kitagawa
from assets.methods.verdict import Better, judge

DESCRIPTION = (
    "Each KPI and scope one, three and six months after its frozen baseline: the change as it is and with calendar and season "
    "taken out, its interval, a verdict and a sentence."
)
READS = {
    "daily": "select kpi, version, scope_type, scope_id, business_date, numerator, denominator, value, n from kpi.daily",
    "baseline": """
        select kpi, definition_version, scope_type, scope_id, baseline_start, baseline_end, value, sd_day
        from analysis.baseline
    """,
    "definition": "select kpi, version, name, unit, better, measure, maturity_days from kpi.definition",
    "queues": "select queue_id, site_id from config.queue",
    "holidays": "select site_id, date from config.holiday",
    "data_through": "select business_date from ops.data_through",
}
GRAIN = ("kpi", "definition_version", "scope_type", "scope_id", "horizon_months")
BUILD = "upsert"
# A version that is no longer measured keeps its last rows.
UPSERT_BY = ("kpi", "definition_version")
COLUMNS = {
    "kpi": "varchar",
    "definition_version": "bigint",
    "scope_type": "varchar",
    "scope_id": "varchar",
    "horizon_months": "bigint",
    "baseline_start": "date",
    "baseline_end": "date",
    "window_start": "date",
    "window_end": "date",
    "n_days_base": "bigint",
    "n_days_win": "bigint",
    "n_base": "bigint",
    "n_win": "bigint",
    "value_base": "double",
    "value_win": "double",
    "delta_raw": "double",
    "delta_adj": "double",
    "adj_rung": "varchar",
    "mix_effect": "double",
    "within_effect": "double",
    "ci_low": "double",
    "ci_high": "double",
    "ci_method": "varchar",
    "p_value": "double",
    "q_value": "double",
    "effect_std": "double",
    "rel_change": "double",
    "contacts_effect_per_month": "double",
    "mde": "double",
    "margin": "double",
    "holiday_imbalance": "bigint",
    "acf1": "double",
    "verdict": "varchar",
    "provisional": "boolean",
    "note": "varchar",
    "sentence": "varchar",
}
# What `assess` says under the same name.
CHANGE_COLUMNS = (
    *("n_days_base", "n_days_win", "value_base", "value_win", "delta_raw", "delta_adj", "adj_rung"),
    *("ci_low", "ci_high", "ci_method", "p_value", "mde", "acf1", "verdict"),
)
KINDS = {"varchar": "object", "double": "float64", "date": "datetime64[s]", "bigint": "int64", "boolean": "bool"}
HORIZONS_MONTHS = (1, 3, 6)
WINDOW_DAYS = 28
DAYS_A_MONTH = 30.4375
# Smaller changes matter to nobody: one point of a share, a twentieth of a scale point, 5 % of a duration, amount or count.
MARGIN_OF_SHARES = 0.01
MARGIN_OF_SCORES = 0.05
MARGIN_RELATIVE = 0.05
Span = tuple[pd.Timestamp, pd.Timestamp]


@dataclass(frozen=True)
class Measured:
    """One KPI at one scope: what it is, its frozen base and the holidays it lives with."""

    kpi: str
    version: int
    scope_type: str
    scope_id: str
    name: str
    unit: str
    better: Better
    measure: str
    base: Span
    value: float
    sd_day: float
    mature: pd.Timestamp
    holidays: pd.DatetimeIndex

    @property
    def margin(self) -> float:
        """Smallest change that matters, in the KPI's unit."""
        fixed = {"share": MARGIN_OF_SHARES, "score": MARGIN_OF_SCORES}.get(self.unit)
        return fixed if fixed is not None else MARGIN_RELATIVE * abs(self.value)

    @property
    def is_ratio(self) -> bool:
        """Whether windows are ratios of sums."""
        return self.measure in ("ratio", "mean")


@dataclass(frozen=True)
class Compared:
    """One horizon of one measured KPI before its family has been judged."""

    of: Measured
    months: int
    window: Span
    change: Change
    split: Split


def rows(
    *,
    daily: pd.DataFrame,
    baseline: pd.DataFrame,
    definition: pd.DataFrame,
    queues: pd.DataFrame,
    holidays: pd.DataFrame,
    data_through: pd.DataFrame,
) -> pd.DataFrame:
    """Three rows for every baseline, those of windows still to come included."""
    through = data_through["business_date"].dropna()
    found: list[Compared] = []
    if len(through) and len(baseline) and len(daily):
        last = pd.Timestamp(through.max()).normalize()
        daily = daily.assign(business_date=pd.to_datetime(daily["business_date"]))
        series = dict(list(daily.groupby(["kpi", "version", "scope_type", "scope_id"], sort=False)))
        of_queues = dict(list(daily[daily["scope_type"] == "queue"].groupby(["kpi", "version"], sort=False)))
        site_of = dict(zip(queues["queue_id"], queues["site_id"], strict=True))
        for measured in _measured(baseline, definition, last=last, off_days=_off_days(holidays, site_of=site_of)):
            mine = series.get((measured.kpi, measured.version, measured.scope_type, measured.scope_id))
            if mine is not None:
                parts = _parts(measured, of_queues.get((measured.kpi, measured.version)), site_of=site_of)
                found += _of_scope(measured, mine, parts=parts)
    return pd.DataFrame(_judged(found), columns=list(COLUMNS)).astype({name: KINDS[kind] for name, kind in COLUMNS.items()})


def _off_days(holidays: pd.DataFrame, *, site_of: dict[Hashable, Hashable]) -> Callable[[str, str], pd.DatetimeIndex]:
    """Holidays of a scope: those of its site; of any site for the company and for queues that belong to none."""
    dates = pd.to_datetime(holidays["date"])
    every = pd.DatetimeIndex(dates.unique())
    by_site = {site: pd.DatetimeIndex(mine.unique()) for site, mine in dates.groupby(holidays["site_id"])}

    def of(scope_type: str, scope_id: str) -> pd.DatetimeIndex:
        site = site_of.get(scope_id) if scope_type == "queue" else scope_id
        return every if scope_type == "company" or pd.isna(site) else by_site.get(site, every[:0])  # type: ignore[call-overload]

    return of


def _measured(
    baseline: pd.DataFrame, definition: pd.DataFrame, *, last: pd.Timestamp, off_days: Callable[[str, str], pd.DatetimeIndex]
) -> list[Measured]:
    known = baseline.merge(definition, left_on=["kpi", "definition_version"], right_on=["kpi", "version"])
    found = []
    for row in known.sort_values(["kpi", "version", "scope_type", "scope_id"]).to_dict("records"):
        scope_type, scope_id = str(row["scope_type"]), str(row["scope_id"])
        maturity_days = 0 if pd.isna(row["maturity_days"]) else int(row["maturity_days"])
        found.append(
            Measured(
                kpi=str(row["kpi"]),
                version=int(row["version"]),
                scope_type=scope_type,
                scope_id=scope_id,
                name=str(row["name"]),
                unit=str(row["unit"]),
                better=row["better"],
                measure=str(row["measure"]),
                base=(pd.Timestamp(row["baseline_start"]), pd.Timestamp(row["baseline_end"])),
                value=float(row["value"]),
                sd_day=float(row["sd_day"]),
                mature=last - pd.Timedelta(days=maturity_days),
                holidays=off_days(scope_type, scope_id),
            )
        )
    return found


def _parts(measured: Measured, of_queues: pd.DataFrame | None, *, site_of: dict[Hashable, Hashable]) -> pd.DataFrame | None:
    """Days of the queues a site or the company is made of, for the split into mix and within."""
    if measured.scope_type == "queue" or of_queues is None or not measured.is_ratio:
        return None
    if measured.scope_type == "company":
        return of_queues
    return of_queues[[site_of.get(queue) == measured.scope_id for queue in of_queues["scope_id"]]]


def _of_scope(measured: Measured, mine: pd.DataFrame, *, parts: pd.DataFrame | None) -> list[Compared]:
    windows: dict[int, Span] = {}
    for months in HORIZONS_MONTHS:
        window_end = measured.base[1] + pd.DateOffset(months=months)
        windows[months] = (window_end - pd.Timedelta(days=WINDOW_DAYS - 1), window_end)
    changes = assess(
        _history(mine[mine["business_date"] <= measured.mature], measured),
        baseline=measured.base,
        windows=windows,
        holidays=measured.holidays,
        value_base=measured.value,
    )
    found = []
    for change, (months, window) in zip(changes, windows.items(), strict=True):
        split = _split(parts, base=measured.base, window=window) if parts is not None else Split(np.nan, np.nan)
        notes = [change.note] if change.note else []
        if window[1] > measured.mature:
            notes.insert(0, f"the window ends on {window[1].date()}, complete days reach {measured.mature.date()}")
        found.append(Compared(measured, months, window, replace(change, note="; ".join(notes)), split))
    return found


def _history(mine: pd.DataFrame, measured: Measured) -> pd.DataFrame:
    """The days as `assess` reads them: sums where windows are ratios of sums, else values (weighted for quantiles)."""
    dates = mine["business_date"].rename("date")
    if measured.is_ratio:
        return pd.DataFrame({"date": dates, "numerator": mine["numerator"], "denominator": mine["denominator"]})
    if measured.measure in ("count", "snapshot"):
        return pd.DataFrame({"date": dates, "value": mine["value"]})
    return pd.DataFrame({"date": dates, "value": mine["value"], "denominator": mine["n"]})


def _split(parts: pd.DataFrame, *, base: Span, window: Span) -> Split:
    sums = []
    for low, high in (base, window):
        inside = parts[(parts["business_date"] >= low) & (parts["business_date"] <= high)]
        sums.append(inside.groupby("scope_id")[["numerator", "denominator"]].sum())
    before, after = sums[0].align(sums[1], join="outer", fill_value=0.0)
    return kitagawa(before["numerator"], before["denominator"], after["numerator"], after["denominator"])


def _judged(found: list[Compared]) -> list[dict[str, object]]:
    """Rows with q, verdict and sentence; the tests of one scope and horizon are one family."""
    q_values = np.full(len(found), np.nan)
    families: dict[tuple[object, ...], list[int]] = {}
    for i, row in enumerate(found):
        families.setdefault((row.of.scope_type, row.of.scope_id, row.months), []).append(i)
    for members in families.values():
        q_values[members] = benjamini_hochberg([found[i].change.p_value for i in members])
    return [_row(row, q_value=float(q)) for row, q in zip(found, q_values, strict=True)]


def _row(row: Compared, *, q_value: float) -> dict[str, object]:
    of, change = row.of, row.change
    if np.isfinite(q_value):
        word = judge(change.delta_adj, change.ci_low, change.ci_high, better=of.better, margin=of.margin, q_value=q_value)
        change = replace(change, verdict=word)
    contacts = _contacts(change, unit=of.unit, measure=of.measure)
    since = period(*of.base)
    said = sentence(change, kpi=of.kpi, name=of.name, unit=of.unit, measure=of.measure, since=since, contacts_per_month=contacts)
    return {
        "kpi": of.kpi,
        "definition_version": of.version,
        "scope_type": of.scope_type,
        "scope_id": of.scope_id,
        "horizon_months": row.months,
        "baseline_start": of.base[0],
        "baseline_end": of.base[1],
        "window_start": row.window[0],
        "window_end": row.window[1],
        **{name: getattr(change, name) for name in CHANGE_COLUMNS},
        "n_base": round(change.n_base),
        "n_win": round(change.n_win),
        "mix_effect": row.split.mix,
        "within_effect": row.split.within,
        "q_value": q_value,
        "effect_std": change.delta_adj / of.sd_day if of.sd_day > 0 else np.nan,
        "rel_change": change.delta_adj / of.value if of.value else np.nan,
        "contacts_effect_per_month": contacts,
        "margin": of.margin,
        "holiday_imbalance": _days_off(of.holidays, row.window) - _days_off(of.holidays, of.base),
        "provisional": bool(row.window[1] > of.mature),
        "note": change.note or None,
        "sentence": said,
    }


def _days_off(holidays: pd.DatetimeIndex, span: Span) -> int:
    return int(((holidays >= span[0]) & (holidays <= span[1])).sum())


def _contacts(change: Change, *, unit: str, measure: str) -> float:
    """The change in contacts a month: of the contacts a share is taken of, or of the counted things themselves."""
    if unit == "share" and change.n_days_win:
        return change.delta_adj * change.n_win / WINDOW_DAYS * DAYS_A_MONTH
    return change.delta_adj * DAYS_A_MONTH if unit == "count" and measure == "count" else float("nan")
