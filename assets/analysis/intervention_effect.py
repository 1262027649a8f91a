"""What did a training, a tool or an outage do to each KPI of the scopes it touched?

Belongs here: which weeks lie before and after an intervention, which others stand in its way. Not here: the interrupted
time series (`assets/methods/interrupted.py`), what to call an intervention (config/centre.yaml).
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assets.analysis import daily_series, measured
from assets.analysis.daily_series import Days
from assets.analysis.measured import ACTS_WITHIN, Intervention, Kpi
from assets.methods.interrupted import MIN_POINTS_A_SIDE, OVERLAP_DAYS, Effect, interrupted_time_series
from assets.methods.multiplicity import benjamini_hochberg
from assets.methods.periods import Periods, weeks
from assets.methods.readings import Readings, within
from assets.methods.seasonality import SEASON_HISTORY_DAYS, is_separable, yearly_columns
from assets.methods.sentence_series import DAYS_A_MONTH, effect_sentence
from assets.methods.verdict import judge

DESCRIPTION = (
    "What each declared intervention did to every KPI of its scope and the scopes within: the jump at once and the change of slope "
    "after it, season and earlier trend taken out, a verdict and a sentence."
)
READS = {
    "daily": daily_series.DAILY,
    "definition": measured.DEFINITION,
    "interventions": measured.INTERVENTIONS,
    "queues": "select queue_id, site_id from config.queue",
    "data_through": "select business_date from ops.data_through",
}
GRAIN = ("intervention_id", *measured.KEY)
BUILD = "replace"
COLUMNS = {
    "intervention_id": "varchar",
    **measured.KEY,
    "kind": "varchar",
    "from_date": "date",
    "to_date": "date",
    "level": "double",
    "ci_low": "double",
    "ci_high": "double",
    "p_value": "double",
    "q_value": "double",
    "slope": "double",
    "slope_ci_low": "double",
    "slope_ci_high": "double",
    "slope_p_value": "double",
    "slope_q_value": "double",
    "n_pre": "bigint",
    "n_post": "bigint",
    "model": "varchar",
    "margin": "double",
    "verdict": "varchar",
    "note": "varchar",
    "sentence": "varchar",
}
# Two years before teach the season; what shows only after a year is the work of more than one thing.
WEEKS_BEFORE = 104
WEEKS_AFTER = 52
WEEKS_A_QUARTER = 13
NAN = float("nan")
NOTHING = Effect(NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, 0, 0, NAN, "none")


@dataclass(frozen=True)
class Found:
    """The effect of one intervention on one KPI before its family has been judged."""

    act: Intervention
    kpi: Kpi
    scope: tuple[str, str]
    effect: Effect
    level_before: float
    is_season_separated: bool
    confounding: str
    reason: str

    @property
    def is_tested(self) -> bool:
        """Whether its p may be shown and judged."""
        return self.is_season_separated and not self.reason and not self.confounding


def rows(
    *,
    daily: pd.DataFrame,
    definition: pd.DataFrame,
    interventions: pd.DataFrame,
    queues: pd.DataFrame,
    data_through: pd.DataFrame,
) -> pd.DataFrame:
    """One row for every intervention, KPI and version, for its scope and every scope within that has a day."""
    last = measured.last_day(data_through)
    known = measured.kpis(definition)
    declared = measured.interventions(interventions)
    site_of = measured.sites(queues)
    found = []
    series = daily_series.series(daily) if declared and last is not None else {}
    for act in declared:
        for (name, version, *scope), mine in series.items():
            kpi, inner = known.get((name, version)), (scope[0], scope[1])
            if kpi is None or last is None or not measured.is_within(inner, act.scope, site_of=site_of):
                continue
            others = [one for one in measured.touching(inner, declared, site_of=site_of) if one.id != act.id]
            found.append(_effect(act, kpi, inner, mine, others=others, last=last - pd.Timedelta(days=kpi.maturity_days)))
    return measured.table(_judged(found), COLUMNS)


def _effect(
    act: Intervention,
    kpi: Kpi,
    scope: tuple[str, str],
    mine: Days,
    *,
    others: list[Intervention],
    last: pd.Timestamp,
) -> Found:
    is_within = act.kind in ACTS_WITHIN
    start = act.first if is_within or act.last is None else act.last + pd.Timedelta(days=1)
    end = min(last, act.last) if is_within and act.last is not None else last
    anchor, through = measured.number_of(start), measured.number_of(end)
    known = daily_series.readings(mine.through(measured.number_of(last)), kpi)
    days = within(known, anchor - 7 * WEEKS_BEFORE - 7, min(through, anchor + 7 * WEEKS_AFTER - 1))
    # Days of the roll-out belong to neither side.
    rolling = days.inside((measured.number_of(act.first), anchor - 1))
    value = np.where(rolling, np.nan, days.value)
    days = replace(days, value=value)
    by_week = weeks(days, anchor=anchor, through=through)
    seen, before = by_week.seen, by_week.start < anchor
    is_separable_here = is_separable(days.days[days.observed], compared=np.zeros(int(days.observed.sum()), dtype=bool))
    effect, level_before = NOTHING, days.level(days.observed & (days.days < anchor))
    if seen.any():
        effect = interrupted_time_series(
            by_week.value,
            first_after=int(before.sum()),
            weights=by_week.denominator if days.has_cases else None,
            calendar=_calendar(by_week, others, is_season_separated=is_separable_here),
        )
    effect = replace(effect, n_before=int((seen & before).sum()), n_after=int((seen & ~before).sum()))
    return Found(
        act,
        kpi,
        scope,
        effect,
        level_before,
        is_separable_here,
        _confounding(act, others),
        _reason(effect, days, by_week, last=last, start=start),
    )


def _calendar(by_week: Periods, others: list[Intervention], *, is_season_separated: bool) -> NDArray[np.float64] | None:
    """The season, and a level for every other intervention, so that neither is taken for this one's doing."""
    middle = by_week.start + 3
    columns = list(yearly_columns(middle, harmonics=2).T) if is_season_separated else []
    for other in others:
        first = measured.number_of(other.first)
        last = measured.number_of(other.last) if other.last is not None and other.kind in ACTS_WITHIN else None
        column = ((middle >= first) & (middle <= (np.inf if last is None else last))).astype(float)
        if 0 < column[by_week.seen].sum() < by_week.seen.sum():
            columns.append(column)
    return np.column_stack(columns) if columns else None


def _confounding(act: Intervention, others: list[Intervention]) -> str:
    """Which other interventions fall so close that the effects cannot be told apart; '' for none."""
    near = [
        other.name for other in others if min(abs((mine - theirs).days) for mine in act.turns for theirs in other.turns) <= OVERLAP_DAYS
    ]
    return f"{' and '.join(near)} came within four weeks of it" if near else ""


def _reason(effect: Effect, days: Readings, by_week: Periods, *, last: pd.Timestamp, start: pd.Timestamp) -> str:
    """Why there is no test; '' where there is one."""
    if last < start:
        return f"complete days reach {last.date()} only"
    if not days.observed.any():
        return "no day of the two years before it and the year after has a value"
    if effect.n_before == 0:
        return f"days with a value begin on {pd.Timestamp(measured.day_of(days.first_day)).date()} only"
    for count, side in ((effect.n_before, "before"), (effect.n_after, "after")):
        if count < MIN_POINTS_A_SIDE:
            return f"{count} complete {'week' if count == 1 else 'weeks'} {side} it, {MIN_POINTS_A_SIDE} are needed"
    if np.ptp(by_week.value[by_week.seen]) == 0:
        return "every week has the same value"
    return ""


def _judged(found: list[Found]) -> list[dict[str, object]]:
    """Rows with q, verdict and sentence; jumps and slopes of one intervention and scope are one family."""
    p_values = np.array([[one.effect.level_p, one.effect.slope_p] if one.is_tested else [np.nan, np.nan] for one in found]).reshape(-1, 2)
    q_values = np.full(p_values.shape, np.nan)
    families: dict[tuple[str, tuple[str, str]], list[int]] = {}
    for i, one in enumerate(found):
        families.setdefault((one.act.id, one.scope), []).append(i)
    for members in families.values():
        q_values[members] = benjamini_hochberg(p_values[members].ravel()).reshape(-1, 2)
    return [_row(one, p=p, q=q) for one, p, q in zip(found, p_values, q_values, strict=True)]


def _row(one: Found, *, p: NDArray[np.float64], q: NDArray[np.float64]) -> dict[str, object]:
    kpi, effect, margin = one.kpi, one.effect, one.kpi.margin(one.level_before)
    if not one.is_tested:
        effect = replace(effect, level_low=np.nan, level_high=np.nan, slope_low=np.nan, slope_high=np.nan)
    verdict, is_by_slope = _verdict(one, effect, q=q, margin=margin)
    reason = one.confounding if verdict == "confounded" else one.reason
    if verdict == "season_not_separated":
        reason = f"season cannot be told from it without {SEASON_HISTORY_DAYS} days of history"
    said = effect_sentence(
        effect,
        name=kpi.spoken,
        unit=kpi.unit,
        measure=kpi.measure,
        verdict=verdict,
        after=one.act.name,
        is_by_slope=is_by_slope,
        reason=reason,
    )
    month = DAYS_A_MONTH / 7
    return {
        "intervention_id": one.act.id,
        **measured.named(kpi.at(one.scope)),
        "kind": one.act.kind,
        "from_date": one.act.first,
        "to_date": one.act.last,
        "level": effect.level,
        "ci_low": effect.level_low,
        "ci_high": effect.level_high,
        "p_value": p[0],
        "q_value": q[0],
        "slope": effect.slope * month,
        "slope_ci_low": effect.slope_low * month,
        "slope_ci_high": effect.slope_high * month,
        "slope_p_value": p[1],
        "slope_q_value": q[1],
        "n_pre": effect.n_before,
        "n_post": effect.n_after,
        "model": effect.model,
        "margin": margin,
        "verdict": verdict,
        "note": reason or None,
        "sentence": said,
    }


def _verdict(one: Found, effect: Effect, *, q: NDArray[np.float64], margin: float) -> tuple[str, bool]:
    """The verdict on the jump; where there is none, that on what the slope made of it in a quarter."""
    better = one.kpi.better
    verdict = judge(
        effect.level,
        effect.level_low,
        effect.level_high,
        better=better,
        margin=margin,
        q_value=float(q[0]) if np.isfinite(q[0]) else None,
        is_sufficient=not one.reason,
        is_confounded=bool(one.confounding),
        is_season_separated=one.is_season_separated,
    )
    if verdict in ("no_detectable_change", "equivalent"):
        of_slope = [WEEKS_A_QUARTER * number for number in (effect.slope, effect.slope_low, effect.slope_high)]
        by_slope = judge(*of_slope, better=better, margin=margin, q_value=float(q[1]) if np.isfinite(q[1]) else None)
        if by_slope in ("improved", "worsened"):
            return by_slope, True
        # A jump within the margin is no proof that nothing came of it while the slope is open.
        return ("equivalent" if verdict == by_slope == "equivalent" else "no_detectable_change"), False
    return verdict, False
