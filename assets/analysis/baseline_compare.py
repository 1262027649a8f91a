"""Did we get better against ourselves, one, three and six months after the baseline?

Belongs here: the table, families of tests, margins and verdicts. Not here: which windows are compared (`compared_windows`), the
comparison itself (`assets/methods/change.py`), the words of the sentence (`assets/methods/sentence.py`).
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from assets.analysis import daily_series, measured
from assets.analysis.compared_windows import CHANGE_COLUMNS, Compared, Measured, compared, standing
from assets.analysis.daily_series import Days
from assets.analysis.measured import Dates, Key, Kpi, Span
from assets.methods.change import Change
from assets.methods.multiplicity import benjamini_hochberg
from assets.methods.sentence import NOT_OF_CONTACTS, period, sentence
from assets.methods.verdict import judge

DESCRIPTION = (
    "Each KPI and scope some months after its frozen baseline (one, three and six unless configured): the change as it is and "
    "with calendar and season taken out, its interval, a verdict and a sentence."
)
READS = {
    "daily": daily_series.DAILY,
    "baseline": """
        select kpi, definition_version, scope_type, scope_id, baseline_start, baseline_end, value, sd_day
        from analysis.baseline
        where is_current
    """,
    "quiet": daily_series.QUIET,
    "definition": measured.DEFINITION,
    "queues": "select queue_id, site_id from config.queue",
    "holidays": "select site_id, date from config.holiday",
    "horizons": "select horizon_months from config.horizon",
    "interventions": measured.INTERVENTIONS,
    "data_through": "select business_date from ops.data_through",
    "goals": "select distinct kpi from config.target",
    # What stands already: a comparison whose inputs are the same is not made again.
    "previous": """
        select kpi, definition_version, scope_type, scope_id, horizon_months, n_days_base, n_days_win, n_base, n_win, value_base,
            value_win, delta_raw, delta_adj, adj_rung, ci_low, ci_high, ci_method, p_value, mde, acf1, verdict, note, inputs_hash
        from analysis.baseline_compare
    """,
}
GRAIN = (*measured.KEY, "horizon_months")
BUILD = "upsert"
# A version that is no longer measured keeps its last rows.
UPSERT_BY = ("kpi", "definition_version")
COLUMNS = {
    **measured.KEY,
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
HORIZONS_MONTHS = (1, 3, 6)
DAYS_A_MONTH = 30.4375


def rows(
    *,
    daily: pd.DataFrame,
    baseline: pd.DataFrame,
    definition: pd.DataFrame,
    queues: pd.DataFrame,
    holidays: pd.DataFrame,
    data_through: pd.DataFrame,
    quiet: pd.DataFrame | None = None,
    horizons: pd.DataFrame | None = None,
    interventions: pd.DataFrame | None = None,
    goals: pd.DataFrame | None = None,
    previous: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """One row for every baseline and horizon, those of windows still to come included.

    Without `horizons` they are one, three and six months; without `previous` every comparison is made afresh. KPIs that a goal names
    are a family of their own: what else is looked at must not make a promise harder to see.
    """
    last = measured.last_day(data_through)
    found: list[Compared] = []
    if last is not None and len(baseline) and len(daily):
        months = HORIZONS_MONTHS if horizons is None else tuple(sorted(int(m) for m in horizons["horizon_months"]))
        site_of = measured.sites(queues)
        series = daily_series.series(daily)
        if quiet is not None:
            series = daily_series.with_quiet_days(series, quiet)
        stands = standing(previous)
        queues_of = _queues(series)
        for one in _measured(baseline, definition, last=last, holidays=holidays, interventions=interventions, site_of=site_of):
            if one.key in series:
                parts = _parts(one, queues_of, site_of=site_of)
                found += compared(one, series[one.key], parts=parts, horizons=months, stands=stands)
    promised = frozenset() if goals is None else frozenset(map(str, goals["kpi"]))
    return measured.table(_judged(found, promised=promised), COLUMNS)


def _measured(
    baseline: pd.DataFrame,
    definition: pd.DataFrame,
    *,
    last: pd.Timestamp,
    holidays: pd.DataFrame,
    interventions: pd.DataFrame | None,
    site_of: Mapping[Hashable, Hashable],
) -> Iterable[Measured]:
    known = measured.kpis(definition)
    off_days = measured.off_days(holidays, site_of=site_of)
    declared = measured.interventions(interventions)
    for row in baseline.sort_values(list(measured.KEY)).to_dict("records"):
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
                interventions=measured.touching(scope, declared, site_of=site_of),
            )


def _queues(series: Mapping[Key, Days]) -> dict[tuple[str, int], list[tuple[str, Days]]]:
    """Days of the queues of each KPI and version."""
    found: dict[tuple[str, int], list[tuple[str, Days]]] = {}
    for (name, version, scope_type, scope), days in series.items():
        if scope_type == "queue":
            found.setdefault((name, version), []).append((scope, days))
    return found


def _parts(
    one: Measured, queues_of: Mapping[tuple[str, int], list[tuple[str, Days]]], *, site_of: Mapping[Hashable, Hashable]
) -> list[Days]:
    """Days of the queues a site or the company is made of."""
    if one.scope[0] == "queue" or not one.kpi.is_ratio:
        return []
    every = queues_of.get((one.kpi.kpi, one.kpi.version), [])
    return [days for queue, days in every if measured.is_within(("queue", queue), one.scope, site_of=site_of)]


def _judged(found: list[Compared], *, promised: frozenset[str]) -> list[dict[str, object]]:
    """Rows with q, verdict and sentence; the tests of one scope and horizon are one family, those of promised KPIs another."""
    q_values = np.full(len(found), np.nan)
    families: dict[tuple[object, ...], list[int]] = {}
    for i, row in enumerate(found):
        families.setdefault((*row.of.scope, row.months, row.of.kpi.kpi in promised), []).append(i)
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
    contacts = _contacts(change, kpi, days=(row.window[1] - row.window[0]).days + 1)
    since = period(*of.base)
    end = row.window[1]
    said = f"{kpi.spoken} will be compared with {since} once the days to {end.day} {end:%B %Y} are complete."
    if change.verdict != "insufficient_data" or end <= of.mature:
        said = _said(row, change, since=since, contacts=contacts)
    return {
        **measured.named(of.key),
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
        margin=kpi.margin(row.of.value),
        each="month" if row.is_monthly else "day",
    )


def _days_off(holidays: Dates, span: Span) -> int:
    first, last = (np.datetime64(day, "D") for day in span)
    return int(((holidays >= first) & (holidays <= last)).sum())


def _contacts(change: Change, kpi: Kpi, *, days: int) -> float:
    """The change in contacts a month: of the contacts a share is taken of, or of the counted things themselves."""
    if kpi.unit == "share" and change.n_days_win and kpi.kpi not in NOT_OF_CONTACTS:
        return change.delta_adj * change.n_win / days * DAYS_A_MONTH
    return change.delta_adj * DAYS_A_MONTH if kpi.unit == "count" and kpi.measure == "count" else float("nan")
