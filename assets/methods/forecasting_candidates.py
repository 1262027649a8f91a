"""Small models of a day's volume and of its shape over the day.

Belongs here: everything that turns a grid of past days into the level of coming days and the profile within a day.
Not here: choosing between them (forecasting.py) and their uncertainty (forecasting_intervals.py).
"""

from typing import NamedTuple

import numpy as np

from assets.methods.forecasting_panel import Flags, Floats, Ints, weekdays

MEMORIES_DAYS = (7.0, 14.0, 28.0, 1e6)
FLOOR = "weekday_mean_4w"
BLEND = "regression_blend"
RECENT_MEMORY_DAYS = 14.0
RECENT_DAYS = 28
REACH = 2.0
QUIET_DAY_VOLUME = 30.0
REGRESSION_DAYS = 540
KERNEL_DAYS = 21.0
WEEKDAY_RIDGE = 0.5
EVENT_RIDGE = 2.0
YEAR_DAYS = 364
LAST_YEAR_WEIGHT = 0.5
REGULAR_SHARE = 0.75


class Days(NamedTuple):
    """The days of history and future in one row each: number, volume scaled to a full day (nan: closed), regressors."""

    number: Ints
    level: Floats
    regressors: Floats
    penalty: Floats
    kernel: Floats


def lay_out_days(number: Ints, level: Floats, *, events: list[Flags]) -> Days:
    """Weekday indicators and one column for each kind of special day beside the day's level."""
    weekday = (weekdays(number)[:, None] == np.arange(7)).astype(float)
    special = [event.astype(float)[:, None] for event in events if event.any()]
    regressors = np.hstack([weekday, *special])
    penalty = np.r_[np.full(7, WEEKDAY_RIDGE), np.full(len(special), EVENT_RIDGE)]
    kernel = np.exp(-0.5 * ((number[:, None] - number[None, :]) / KERNEL_DAYS) ** 2)
    return Days(number, level, regressors, penalty, kernel)


def calendar_effects(log_level: Floats, regressors: Floats, *, penalty: Floats, kernel: Floats) -> Floats:
    """Effects of weekday and special days on the log level, by ridge regression on what a local mean leaves.

    Taking the same local mean out of the regressors keeps the effects free of the moving level. One reweighting
    pass keeps an outage from bending a weekday.

    References
    ----------
    Robinson, P. M. (1988). Root-N-consistent semiparametric regression. Econometrica 56.
    """
    smoother = kernel / kernel.sum(axis=1, keepdims=True)
    y = log_level - smoother @ log_level
    x = regressors - smoother @ regressors
    weight = np.ones(len(y))
    effects = np.zeros(x.shape[1])
    for _ in range(2):
        weighted = x * weight[:, None]
        effects = np.linalg.solve(weighted.T @ x + np.diag(penalty), weighted.T @ y)
        left = np.abs(y - x @ effects)
        scale = 1.4826 * float(np.median(left)) + 1e-9
        weight = np.minimum(1.0, 2.0 * scale / np.maximum(left, 1e-12))
    return effects


def weighted_medians(values: Floats, weights: Floats) -> Floats:
    """Median of `values` under each row of `weights`.

    Examples
    --------
    >>> weighted_medians(np.array([3.0, 1.0, 2.0]), np.array([[1.0, 1.0, 1.0], [9.0, 1.0, 1.0]]))
    array([2., 3.])
    """
    order = np.argsort(values)
    cumulated = np.cumsum(weights[:, order], axis=1)
    position = (cumulated < cumulated[:, -1:] / 2).sum(axis=1)
    return np.asarray(values[order][position])


def day_forecasts(days: Days, train: Ints, test: Ints) -> dict[str, Floats]:
    """Level of the days `test` from the days `train` (indices of open days), one array a candidate."""
    level = days.level[train]
    recent = train[-REGRESSION_DAYS:]
    log_level = np.log(days.level[recent] + 0.5)
    effects = calendar_effects(log_level, days.regressors[recent], penalty=days.penalty, kernel=days.kernel[np.ix_(recent, recent)])
    calendar = days.regressors[recent] @ effects
    ahead = days.regressors[test] @ effects
    left = log_level - calendar
    age = np.arange(len(recent))[::-1]
    weights = 0.5 ** (age[None, :] / np.array(MEMORIES_DAYS)[:, None])
    medians, is_far = _within_reach(weighted_medians(left, weights), left)
    # In quiet queues the log of small counts lies below the mean; the fit is scaled back to the volume that came.
    is_quiet = float(np.median(level)) < QUIET_DAY_VOLUME
    scale = np.ones(len(medians))
    if is_quiet:
        scale = (weights @ days.level[recent] + 1e-9) / (weights * np.exp(calendar[None, :] + medians[:, None])).sum(axis=1)
    logs = medians[:, None] + np.log(scale)[:, None] + ahead[None, :]
    blend = logs.mean(axis=0)
    # After a step the long memories alone describe a past that is over, however good they were before it.
    single = np.where(is_far[:, None], blend[None, :], logs)
    offset = 0.0 if is_quiet else 0.5
    result = {
        BLEND: _volume(blend, offset),
        "regression_short_blend": _volume(logs[:-1].mean(axis=0), offset),
        **{_memory_name(memory): _volume(row, offset) for memory, row in zip(MEMORIES_DAYS, single, strict=True)},
        **_weekday_means(weekdays(days.number[train]), level, weekdays(days.number[test])),
    }
    drift = _drift_of_last_year(days, train, test, left)
    if drift is not None:
        result["regression_blend_with_last_year"] = _volume(blend + LAST_YEAR_WEIGHT * drift, offset)
    return result


def _within_reach(medians: Floats, left: Floats) -> tuple[Floats, Flags]:
    """Levels of long memory kept within a few days' ordinary noise of the recent level, and which had to be moved."""
    recent = medians[MEMORIES_DAYS.index(RECENT_MEMORY_DAYS)]
    noise = REACH * 1.4826 * float(np.median(np.abs(left[-RECENT_DAYS:] - recent)))
    is_far = (np.array(MEMORIES_DAYS) > RECENT_MEMORY_DAYS) & (np.abs(medians - recent) > noise)
    return np.asarray(np.where(is_far, np.clip(medians, recent - noise, recent + noise), medians)), is_far


def _volume(log_volume: Floats, offset: float) -> Floats:
    return np.asarray(np.maximum(np.exp(log_volume) - offset, 0.0))


def _memory_name(memory_days: float) -> str:
    return "regression_all_memory" if memory_days > REGRESSION_DAYS else f"regression_{memory_days:.0f}d_memory"


def _weekday_means(weekday: Ints, level: Floats, ahead: Ints) -> dict[str, Floats]:
    by_weeks = {}
    for name, weeks in (("seasonal_naive", 1), (FLOOR, 4)):
        means = np.full(7, float(level[-7 * weeks :].mean()))
        for day in np.unique(weekday):
            means[day] = level[weekday == day][-weeks:].mean()
        by_weeks[name] = means[ahead]
    return by_weeks


def _drift_of_last_year(days: Days, train: Ints, test: Ints, left: Floats) -> Floats | None:
    """How far the level moved, a year ago, from the time of the last known day to that of each day ahead."""
    recent = train[-REGRESSION_DAYS:]
    now = int(days.number[recent[-1]])
    if now - int(days.number[recent[0]]) < YEAR_DAYS + 28:
        return None
    at = np.r_[now - 7, days.number[test]] - YEAR_DAYS
    near = np.exp(-0.5 * ((at[:, None] - days.number[recent][None, :]) / (KERNEL_DAYS / 2)) ** 2)
    mass = near.sum(axis=1)
    if (mass < 1.0).any():
        return None
    smooth = near @ left / mass
    return np.asarray(smooth[1:] - smooth[0])


class Shape(NamedTuple):
    """How a profile is estimated: half-life of a day's weight, days of shrinkage to the pooled profile, smoothed or not."""

    memory_days: float
    shrink_days: float
    is_smoothed: bool


SHAPES = (
    Shape(28.0, 4.0, False),
    Shape(84.0, 4.0, False),
    Shape(365.0, 4.0, False),
    Shape(84.0, 16.0, False),
    Shape(84.0, 16.0, True),
    Shape(365.0, 16.0, True),
)


def profile_sums(volume: Floats, level: Floats, weekday: Ints, weight: Floats) -> tuple[Floats, Floats, Floats]:
    """Weighted volume, exposure and open-day share of every weekday and slot: what `profile` is made from."""
    by_weekday = (weekday[None, :] == np.arange(7)[:, None]) * weight[None, :]
    is_seen = ~np.isnan(volume)
    exposed = by_weekday @ (is_seen * level[:, None])
    opened = by_weekday @ is_seen / np.maximum((by_weekday @ is_seen.any(axis=1))[:, None], 1e-300)
    return np.asarray(by_weekday @ np.where(is_seen, volume, 0.0)), np.asarray(exposed), np.asarray(opened)


def profile(sums: tuple[Floats, Floats, Floats], *, shrink_days: float, is_smoothed: bool, mean_level: float) -> Floats:
    """Share of a day's level in each slot, a row a weekday; the regular slots of a weekday add up to 1.

    Each weekday is shrunk towards the profile of all, restricted to the hours that weekday is open.
    """
    volume, exposed, opened = sums
    pooled = volume.sum(axis=0) / np.maximum(exposed.sum(axis=0), 1e-12)
    regular = opened >= 0.5
    # Where a weekday's hours come and go, those that happen to be regular are no measure of the others.
    regular[(pooled * regular).sum(axis=1) < REGULAR_SHARE * (pooled * opened).sum(axis=1)] = True
    regular[~regular.any(axis=1)] = True
    reference = pooled[None, :] / np.maximum((pooled[None, :] * regular).sum(axis=1, keepdims=True), 1e-12)
    strength = shrink_days * max(mean_level, 1e-9)
    share = (volume + strength * reference) / (exposed + strength)
    if is_smoothed:
        share = _smoothed(share, regular)
    total = (share * regular).sum(axis=1, keepdims=True)
    even = 1.0 / regular.sum(axis=1, keepdims=True)
    return np.asarray(np.where(total > 0, np.minimum(share / np.where(total > 0, total, 1.0), 1.0), even))


def _smoothed(share: Floats, regular: Flags) -> Floats:
    """Mean with weights 1, 2, 1 over neighbouring regular slots."""
    inside = np.where(regular, share, 0.0)
    mass = 2.0 * regular
    total = 2.0 * inside
    total[:, 1:] += inside[:, :-1]
    mass[:, 1:] += regular[:, :-1]
    total[:, :-1] += inside[:, 1:]
    mass[:, :-1] += regular[:, 1:]
    return np.asarray(np.where(regular, total / np.maximum(mass, 1e-12), share))
