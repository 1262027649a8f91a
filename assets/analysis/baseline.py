"""The first measurement of every KPI and scope: the base everything later is compared with, fixed once and for all.

Belongs here: which days are the base, what is kept of them, when they are measured again. Not here: comparisons (`baseline_compare`),
intervals (`assets/methods/intervals.py`).
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assets.analysis import daily_series, inputs, measured
from assets.analysis.daily_series import Days
from assets.analysis.measured import Key, key_of
from assets.methods.intervals import Interval, ratio_interval, wilson

DESCRIPTION = (
    "The frozen baseline of each KPI, version and scope: its first complete days, or those the settings name (28 unless configured). "
    "A row stays as it was written until other days are named; a new version of a KPI gets rows of its own. Where the settings count "
    "otherwise (another threshold, another formula), the same days are measured again beside the row that stood, which stays."
)
READS = {
    "daily": daily_series.DAILY,
    "definition": "select kpi, version, unit, measure, maturity_days, lowest, highest from kpi.definition",
    "quiet": daily_series.QUIET,
    "data_through": "select business_date from ops.data_through",
    "centre": "select baseline_days, baseline_from from config.centre",
    # By what rules the calls and tickets of each queue are counted.
    "rules": """
        select
            queue_day.queue_id, queue_day.site_id, queue_day.threshold_s, queue_day.short_abandon_s, queue_day.service_level,
            queue_day.include_flowouts, queue_day.count_callbacks, queue_day.callback_within_s, queue_day.first_response_target_s,
            centre.repeat_days, ticket.first_response_clock, ticket.is_escalated_a_conflict, ticket.is_refunded_a_conflict,
            ticket.conflict_rating_at_most
        from config.queue_day as queue_day
        cross join config.centre as centre
        left join config.ticket as ticket on true
        where queue_day.business_date = (select max(business_date) from ops.data_through)
    """,
    "previous": """
        select kpi, definition_version, scope_type, scope_id, rules_version, rules_hash, is_current, baseline_start, baseline_end, value,
            ci_low, ci_high, ci_method, n, days, sd_day, frozen_through
        from analysis.baseline
    """,
}
GRAIN = (*measured.KEY, "rules_version")
BUILD = "upsert"
UPSERT_BY = tuple(measured.KEY)
COLUMNS = {
    **measured.KEY,
    "rules_version": "bigint",
    "rules_hash": "varchar",
    "is_current": "boolean",
    "baseline_start": "date",
    "baseline_end": "date",
    "value": "double",
    "ci_low": "double",
    "ci_high": "double",
    "ci_method": "varchar",
    "n": "bigint",
    "days": "bigint",
    "sd_day": "double",
    "frozen_through": "date",
}
DAY = np.timedelta64(1, "D")
Row = dict[str, Any]
Period = tuple[np.datetime64, np.datetime64]
# A base begins where at least this share of its days carries data, so that a trial call before the opening is no base.
DENSE_SHARE = 0.5
# A KPI that never gets that dense (a rare survey) has this many base lengths to do so; then its first day begins the base.
SEARCH_LENGTHS = 2


@dataclass(frozen=True)
class Rules:
    """By what rules queues are counted now (queue to hash), and the queues and sites for which that has changed."""

    now: dict[str, str]
    changed_queues: frozenset[str]
    changed_sites: frozenset[str]

    def has_changed(self, scope_type: str, scope_id: str) -> bool:
        """Whether a scope holds a queue that is counted otherwise than when its base was written."""
        if scope_type in ("queue", "site"):
            return scope_id in (self.changed_queues if scope_type == "queue" else self.changed_sites)
        return bool(self.changed_queues)


def rows(
    *,
    daily: pd.DataFrame,
    definition: pd.DataFrame,
    data_through: pd.DataFrame,
    centre: pd.DataFrame,
    quiet: pd.DataFrame | None = None,
    rules: pd.DataFrame | None = None,
    previous: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Rows of every KPI, version and scope whose base is complete and does not stand yet, or is to be measured again."""
    through = measured.last_day(data_through)
    if through is None:
        return measured.table([], COLUMNS)
    last = np.datetime64(through, "D")
    length = int(centre["baseline_days"].iloc[0]) if len(centre) else 28
    named = _named(centre)
    known: dict[tuple[str, int], Row] = {
        (str(kpi), int(version)): {str(name): value for name, value in row.items()}
        for kpi, version, row in zip(definition["kpi"], definition["version"], definition.to_dict("records"), strict=True)
    }
    stands = _standing(previous)
    ruled = _rules(rules, stands)
    found: list[Row] = []
    series = daily_series.series(daily)
    counted = series if quiet is None else daily_series.with_quiet_days(series, quiet)
    for key, every in series.items():
        # which days are dense enough for a base is told by those that carry data, its level by all of them
        mine, whole = (days.chosen(np.isfinite(days.value)).through(measured.number_of(through)) for days in (every, counted[key]))
        dates, defined = mine.day.astype("datetime64[D]"), known.get(key[:2], {})
        maturity = 0 if pd.isna(defined.get("maturity_days")) else int(defined["maturity_days"])
        before = stands.get(key, [])
        period = _days_of(before[-1]) if before else None
        if named is not None and began_by(dates, named, length=length):
            start: np.datetime64 | None = named
        else:
            start = None if period else first_day(dates, length=length, complete_through=last - maturity * DAY)
        is_complete = start is not None and start + (length - 1) * DAY <= last - maturity * DAY
        wanted = (start, start + (length - 1) * DAY) if start is not None and is_complete else period
        if wanted is None:
            continue
        row = {**measured.named(key), "rules_hash": ruled.now.get(key[3]) if key[2] == "queue" else None}
        if period is None or wanted != period:
            version = before[-1]["rules_version"] if before else 1
            found += [*before[:-1], {**row, "rules_version": version, **_frozen(whole, wanted, maturity, defined)}]
        elif ruled.has_changed(*key[2:]):
            found += _measured_again(before, row, _frozen(whole, wanted, maturity, defined))
    return measured.table(found, COLUMNS)


def _frozen(mine: Days, period: Period, maturity: int, defined: Row) -> Row:
    start, end = period
    dates = {"baseline_start": start, "baseline_end": end, "frozen_through": end + maturity * DAY, "is_current": True}
    return {**dates, **_level(mine.inside(int(start.astype(int)), int(end.astype(int))), defined)}


def _measured_again(before: list[Row], row: Row, frozen: Row) -> list[Row]:
    """What stood and the same days as they are counted now; what the rules did not touch stands as it was."""
    *older, now = before
    if not np.isfinite(frozen["value"]) or np.isclose(now["value"], frozen["value"], rtol=1e-9):
        return [*older, {**now, "rules_hash": row["rules_hash"]}]
    return [*older, {**now, "is_current": False}, {**row, "rules_version": int(now["rules_version"]) + 1, **frozen}]


def _rules(rules: pd.DataFrame | None, stands: dict[Key, list[Row]]) -> Rules:
    """The rules now, compared with those under which the bases of queues were written."""
    known = [] if rules is None else rules.to_dict("records")
    sites = {str(row.pop("queue_id")): str(row.pop("site_id")) for row in known}
    now = {queue: inputs.hash_of(list(row.values())) for queue, row in zip(sites, known, strict=True)}
    written = {(key[3], before[-1]["rules_hash"]) for key, before in stands.items() if key[2] == "queue"}
    changed = frozenset(queue for queue, under in written if queue in now and under is not None and under != now[queue])
    return Rules(now, changed, frozenset(sites[queue] for queue in changed))


def _named(centre: pd.DataFrame) -> np.datetime64 | None:
    """The first day of the base, where the settings name one."""
    if "baseline_from" not in centre:
        return None
    named = pd.to_datetime(centre["baseline_from"]).dropna().to_numpy("datetime64[D]")
    return named[0] if len(named) else None


def _standing(previous: pd.DataFrame | None) -> dict[Key, list[Row]]:
    """The rows of every base there is, the one in force last."""
    found: dict[Key, list[Row]] = {}
    for row in [] if previous is None else previous.sort_values("rules_version").to_dict("records"):
        values = {str(name): None if isinstance(value, float) and np.isnan(value) else value for name, value in row.items()}
        found.setdefault(key_of(row), []).append(values)
    return found


def _days_of(row: Row) -> Period:
    """First and last day of a base."""
    return np.datetime64(row["baseline_start"], "D"), np.datetime64(row["baseline_end"], "D")


def began_by(dates: NDArray[np.datetime64], named: np.datetime64, *, length: int) -> bool:
    """Whether the sorted days with data begin before the middle of the named base, and one of them lies in it."""
    inside = dates[(dates >= named) & (dates < named + length * DAY)]
    return bool(len(inside)) and bool(dates[0] < named + round(DENSE_SHARE * length) * DAY)


def first_day(dates: NDArray[np.datetime64], *, length: int, complete_through: np.datetime64) -> np.datetime64 | None:
    """First day of the base given the sorted days with data; None as long as later days could still decide otherwise."""
    if not len(dates):
        return None
    span = (length - 1) * DAY
    limit = dates[0] + SEARCH_LENGTHS * length * DAY
    for start in dates[dates <= limit]:
        if start + span > complete_through:
            return None
        carried = np.searchsorted(dates, start + span, side="right") - np.searchsorted(dates, start)
        if carried >= DENSE_SHARE * length:
            return np.datetime64(start, "D")
    return np.datetime64(dates[0], "D") if limit + span <= complete_through else None


def _level(base: Days, defined: Row) -> Row:
    """Value of the whole base: ratio of sums, or the mean day of a count, or the weighted mean day of a quantile."""
    numerator, denominator, value, n = base.numerator, base.denominator, base.value, np.nan_to_num(base.n)
    if not np.isfinite(denominator).any():
        is_weighted = not np.isfinite(numerator).any() and (n > 0).any()
        denominator = n if is_weighted else np.ones(len(value))
        numerator = value * denominator
    found = _possible(ratio_interval(numerator, denominator), float(n.sum()), defined)
    return {
        "value": found.value,
        "ci_low": found.low,
        "ci_high": found.high,
        "ci_method": found.method,
        "n": int(n.sum()),
        "days": len(value),
        "sd_day": float(value.std(ddof=1)) if len(value) > 1 else np.nan,
    }


def _possible(found: Interval, cases: float, defined: Row) -> Interval:
    """The interval within what the KPI's value can be; of days that are all alike as `kpi.monthly` has it: of cases, or none."""
    if not np.isfinite(found.low):
        return found
    if found.high - found.low <= 1e-9 * abs(found.value):
        unknown = Interval(found.value, np.nan, np.nan, np.nan, "none")
        found = wilson(found.value * cases, cases) if defined.get("unit") == "share" else unknown
    low, high = np.fmax(found.low, defined.get("lowest", np.nan)), np.fmin(found.high, defined.get("highest", np.nan))
    return replace(found, low=float(low) if np.isfinite(found.low) else np.nan, high=float(high) if np.isfinite(found.high) else np.nan)
