"""Did we get better against ourselves, one, three and six months after the baseline?

Belongs here: which windows are compared, at which scope, with which margin, and which comparisons are already made. Not
here: the comparison itself (`assets/methods/change.py`), the words of the sentence (`assets/methods/sentence.py`).
"""

import hashlib
import inspect
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import ModuleType

import numpy as np
import pandas as pd

from assets.analysis import measured as of_scopes
from assets.analysis.measured import Intervention, Kpi
from assets.methods import change as comparison
from assets.methods import change_design, change_fit, readings, regression, seasonality
from assets.methods.change import Change, assess
from assets.methods.multiplicity import benjamini_hochberg
from assets.methods.sentence import NOT_OF_CONTACTS, period, sentence
from assets.methods.standardise import Split, kitagawa
from assets.methods.verdict import judge

DESCRIPTION = (
    "Each KPI and scope some months after its frozen baseline (one, three and six unless configured): the change as it is and "
    "with calendar and season taken out, its interval, a verdict and a sentence."
)
READS = {
    "daily": of_scopes.DAILY,
    "baseline": """
        select kpi, definition_version, scope_type, scope_id, baseline_start, baseline_end, value, sd_day
        from analysis.baseline
    """,
    "definition": of_scopes.DEFINITION,
    "queues": "select queue_id, site_id from config.queue",
    "holidays": "select site_id, date from config.holiday",
    "horizons": "select horizon_months from config.horizon",
    "interventions": of_scopes.INTERVENTIONS,
    "data_through": "select business_date from ops.data_through",
    # What stands already: a comparison whose inputs are the same is not made again.
    "previous": """
        select kpi, definition_version, scope_type, scope_id, horizon_months, n_days_base, n_days_win, n_base, n_win, value_base,
            value_win, delta_raw, delta_adj, adj_rung, ci_low, ci_high, ci_method, p_value, mde, acf1, verdict, note, inputs_hash
        from analysis.baseline_compare
    """,
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
    "inputs_hash": "varchar",
}
# What `assess` says under the same name.
CHANGE_COLUMNS = (
    *("n_days_base", "n_days_win", "value_base", "value_win", "delta_raw", "delta_adj", "adj_rung"),
    *("ci_low", "ci_high", "ci_method", "p_value", "mde", "acf1", "verdict"),
)
KEPT_COLUMNS = (*CHANGE_COLUMNS, "n_base", "n_win", "note")
HORIZONS_MONTHS = (1, 3, 6)
WINDOW_DAYS = 28
DAYS_A_MONTH = 30.4375
Span = tuple[pd.Timestamp, pd.Timestamp]


@dataclass(frozen=True)
class Measured:
    """One KPI at one scope: what it is, its frozen base and what it lives with."""

    kpi: Kpi
    scope: tuple[str, str]
    base: Span
    value: float
    sd_day: float
    mature: pd.Timestamp
    holidays: pd.DatetimeIndex
    interventions: list[Intervention]

    @property
    def key(self) -> tuple[str, int, str, str]:
        """Its key in every table of analysis."""
        return self.kpi.kpi, self.kpi.version, *self.scope


@dataclass(frozen=True)
class Compared:
    """One horizon of one measured KPI before its family has been judged; `reason` says what confounds it, if anything."""

    of: Measured
    months: int
    window: Span
    change: Change
    split: Split
    reason: str
    inputs_hash: str


def rows(
    *,
    daily: pd.DataFrame,
    baseline: pd.DataFrame,
    definition: pd.DataFrame,
    queues: pd.DataFrame,
    holidays: pd.DataFrame,
    data_through: pd.DataFrame,
    horizons: pd.DataFrame | None = None,
    interventions: pd.DataFrame | None = None,
    previous: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """One row for every baseline and horizon, those of windows still to come included.

    Without `horizons` they are one, three and six months; without `previous` every comparison is made afresh.
    """
    last = of_scopes.last_day(data_through)
    found: list[Compared] = []
    if last is not None and len(baseline) and len(daily):
        months = HORIZONS_MONTHS if horizons is None else tuple(sorted(int(m) for m in horizons["horizon_months"]))
        series = of_scopes.series(daily)
        site_of = of_scopes.sites(queues)
        stands = _standing(previous)
        for one in _measured(baseline, definition, last=last, holidays=holidays, interventions=interventions, site_of=site_of):
            if one.key in series:
                found += _of_scope(one, series[one.key], parts=_parts(one, series, site_of=site_of), horizons=months, stands=stands)
    return of_scopes.table(_judged(found), COLUMNS)


def _measured(
    baseline: pd.DataFrame,
    definition: pd.DataFrame,
    *,
    last: pd.Timestamp,
    holidays: pd.DataFrame,
    interventions: pd.DataFrame | None,
    site_of: Mapping[Hashable, Hashable],
) -> Iterable[Measured]:
    known = of_scopes.kpis(definition)
    off_days = of_scopes.off_days(holidays, site_of=site_of)
    declared = of_scopes.interventions(interventions)
    for row in baseline.sort_values(["kpi", "definition_version", "scope_type", "scope_id"]).to_dict("records"):
        kpi = known.get((str(row["kpi"]), int(row["definition_version"])))
        scope = (str(row["scope_type"]), str(row["scope_id"]))
        if kpi is not None:
            yield Measured(
                kpi=kpi,
                scope=scope,
                base=(pd.Timestamp(row["baseline_start"]), pd.Timestamp(row["baseline_end"])),
                value=float(row["value"]),
                sd_day=float(row["sd_day"]),
                mature=last - pd.Timedelta(days=kpi.maturity_days),
                holidays=off_days(*scope),
                interventions=of_scopes.touching(scope, declared, site_of=site_of),
            )


def _standing(previous: pd.DataFrame | None) -> dict[tuple[object, ...], tuple[str, Change]]:
    """Inputs and result of every comparison that has been made, by key and horizon."""
    found: dict[tuple[object, ...], tuple[str, Change]] = {}
    for row in [] if previous is None else previous.to_dict("records"):
        key = (row["kpi"], int(row["definition_version"]), row["scope_type"], row["scope_id"], int(row["horizon_months"]))
        numbers = {name: np.nan if pd.isna(row[name]) else row[name] for name in KEPT_COLUMNS}
        numbers["note"] = "" if pd.isna(row["note"]) else row["note"]
        found[key] = (str(row["inputs_hash"]), Change(key[-1], **numbers))  # type: ignore[arg-type]
    return found


def _parts(one: Measured, series: Mapping[of_scopes.Key, pd.DataFrame], *, site_of: Mapping[Hashable, Hashable]) -> list[pd.DataFrame]:
    """Days of the queues a site or the company is made of, for the split into mix and within."""
    if one.scope[0] == "queue" or not one.kpi.is_ratio:
        return []
    kpi, version = one.kpi.kpi, one.kpi.version
    return [
        days
        for (name, its_version, scope_type, queue), days in series.items()
        if (name, its_version, scope_type) == (kpi, version, "queue") and of_scopes.is_within(("queue", queue), one.scope, site_of=site_of)
    ]


def _of_scope(
    one: Measured,
    mine: pd.DataFrame,
    *,
    parts: list[pd.DataFrame],
    horizons: Iterable[int],
    stands: Mapping[tuple[object, ...], tuple[str, Change]],
) -> list[Compared]:
    windows: dict[int, Span] = {}
    for months in horizons:
        window_end = one.base[1] + pd.DateOffset(months=months)
        windows[months] = (window_end - pd.Timedelta(days=WINDOW_DAYS - 1), window_end)
    complete = {months: window for months, window in windows.items() if window[1] <= one.mature}
    still = {months: window for months, window in windows.items() if months not in complete}
    reasons = {months: of_scopes.confounding(one.base, window, one.interventions) for months, window in windows.items()}
    changes: dict[int, tuple[str, Change]] = {}
    # Days after the last window teach the season. They enter month by month, so that most days change no finished comparison.
    month_end = (one.mature + pd.Timedelta(days=1)).replace(day=1) - pd.Timedelta(days=1)
    for some, through in ((complete, max([month_end, *(end for _, end in complete.values())])), (still, one.mature)):
        if some:
            days = mine[mine["business_date"] <= through]
            inputs = _inputs_hash(one, days, some, also=[reasons[months] for months in some])
            known = {months: stands.get((*one.key, months)) for months in some}
            if all(row is not None and row[0] == inputs for row in known.values()):
                changes |= {months: row for months, row in known.items() if row is not None}
            else:
                changes |= {months: (inputs, change) for months, change in _compared(one, days, some).items()}
    found = []
    for months, window in windows.items():
        inputs, change = changes[months]
        split = _split(parts, base=one.base, window=window) if parts else Split(np.nan, np.nan)
        found.append(Compared(one, months, window, change, split, reasons[months], inputs))
    return found


def _compared(one: Measured, days: pd.DataFrame, windows: Mapping[int, Span]) -> dict[int, Change]:
    changes = assess(of_scopes.history(days, one.kpi), baseline=one.base, windows=windows, holidays=one.holidays, value_base=one.value)
    found = {}
    for change, (months, window) in zip(changes, windows.items(), strict=True):
        notes = [change.note] if change.note else []
        if window[1] > one.mature:
            notes.insert(0, f"the window ends on {window[1].date()}, complete days reach {one.mature.date()}")
        found[months] = replace(change, note="; ".join(notes))
    return found


def _inputs_hash(one: Measured, days: pd.DataFrame, windows: Mapping[int, Span], *, also: list[str]) -> str:
    """What a comparison depends on, in short: equal inputs and equal methods give the same rows."""
    values = days.sort_values("business_date", kind="stable")
    numbers = values[["numerator", "denominator", "value", "n"]].to_numpy(dtype=float, na_value=np.nan)
    off = one.holidays[one.holidays <= max([one.mature, *(end for _, end in windows.values())])]
    is_open = any(end > one.mature for _, end in windows.values())
    said = (one.key, one.kpi, one.base, one.value, tuple(windows.items()), one.mature if is_open else None, also, _methods())
    text = hashlib.sha256(repr(said).encode())
    for part in (values["business_date"].to_numpy("datetime64[D]"), numbers, off.sort_values().to_numpy("datetime64[D]")):
        text.update(np.ascontiguousarray(part).tobytes())
    return text.hexdigest()[:16]


@cache
def _methods() -> str:
    """Hash of the code that compares, so that a better method compares everything again."""
    modules: tuple[ModuleType, ...] = (comparison, change_design, change_fit, readings, regression, seasonality)
    own = inspect.getsource(_compared) + inspect.getsource(of_scopes)
    return hashlib.sha256("".join([own, *map(inspect.getsource, modules)]).encode()).hexdigest()[:16]


def _split(parts: list[pd.DataFrame], *, base: Span, window: Span) -> Split:
    sums = []
    for low, high in (base, window):
        inside = [part[(part["business_date"] >= low) & (part["business_date"] <= high)] for part in parts]
        sums.append(np.array([[days[name].sum() for name in ("numerator", "denominator")] for days in inside], dtype=float))
    return kitagawa(sums[0][:, 0], sums[0][:, 1], sums[1][:, 0], sums[1][:, 1])


def _judged(found: list[Compared]) -> list[dict[str, object]]:
    """Rows with q, verdict and sentence; the tests of one scope and horizon are one family."""
    q_values = np.full(len(found), np.nan)
    families: dict[tuple[object, ...], list[int]] = {}
    for i, row in enumerate(found):
        families.setdefault((*row.of.scope, row.months), []).append(i)
    for members in families.values():
        q_values[members] = benjamini_hochberg([np.nan if found[i].reason else found[i].change.p_value for i in members])
    return [_row(row, q_value=float(q)) for row, q in zip(found, q_values, strict=True)]


def _row(row: Compared, *, q_value: float) -> dict[str, object]:
    of, change, kpi = row.of, row.change, row.of.kpi
    margin = kpi.margin(of.value)
    if row.reason and change.verdict != "insufficient_data":
        change = replace(change, verdict="confounded")
    elif np.isfinite(q_value):
        word = judge(change.delta_adj, change.ci_low, change.ci_high, better=kpi.better, margin=margin, q_value=q_value)
        change = replace(change, verdict=word)
    contacts = _contacts(change, kpi)
    since = period(*of.base)
    end = row.window[1]
    said = f"{kpi.spoken} will be compared with {since} once the days to {end.day} {end:%B %Y} are complete."
    if change.verdict != "insufficient_data" or end <= of.mature:
        said = _said(row, change, since=since, contacts=contacts)
    return {
        "kpi": kpi.kpi,
        "definition_version": kpi.version,
        "scope_type": of.scope[0],
        "scope_id": of.scope[1],
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
        "margin": margin,
        "holiday_imbalance": _days_off(of.holidays, row.window) - _days_off(of.holidays, of.base),
        "provisional": bool(row.window[1] > of.mature),
        "note": change.note or None,
        "sentence": said,
        "inputs_hash": row.inputs_hash,
    }


def _said(row: Compared, change: Change, *, since: str, contacts: float) -> str:
    kpi = row.of.kpi
    return sentence(
        replace(change, note=row.reason) if change.verdict == "confounded" else change,
        kpi=kpi.kpi,
        name=kpi.spoken,
        unit=kpi.unit,
        measure=kpi.measure,
        since=since,
        contacts_per_month=contacts,
    )


def _days_off(holidays: pd.DatetimeIndex, span: Span) -> int:
    return int(((holidays >= span[0]) & (holidays <= span[1])).sum())


def _contacts(change: Change, kpi: Kpi) -> float:
    """The change in contacts a month: of the contacts a share is taken of, or of the counted things themselves."""
    if kpi.unit == "share" and change.n_days_win and kpi.kpi not in NOT_OF_CONTACTS:
        return change.delta_adj * change.n_win / WINDOW_DAYS * DAYS_A_MONTH
    return change.delta_adj * DAYS_A_MONTH if kpi.unit == "count" and kpi.measure == "count" else float("nan")
