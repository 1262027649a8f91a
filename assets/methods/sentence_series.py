"""A trend, the effect of an intervention, a point of a chart: one sentence each.

Here: words, units and rounding of what is read from whole series. Not here: compared windows (`sentence`), numbers or
verdicts.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from assets.methods.interrupted import Effect
from assets.methods.sentence import digits, number, scale, signed

Floats = NDArray[np.float64]

DAYS_A_MONTH = 30.4375
NO_TREND = "has no trend to tell yet"
# Looked up, since formatting a date costs more than the whole sentence.
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
RULES = {
    "is_out": "beyond_limits",
    "is_one_side": "eight_one_side",
    "is_trending": "six_trending",
}


def trend_sentence(
    slope: float,
    low: float,
    high: float,
    *,
    name: str,
    unit: str,
    measure: str,
    verdict: str,
    over: str,
    reason: str = "",
    each: str = "day",
) -> str:
    """What a trend is, a month, and how sure that is.

    Parameters
    ----------
    slope, low, high : change a month and its interval, in the KPI's unit.
    over : the time it was read from, such as "the 36 months to October 2026".
    reason : why there is none, where there is none.
    each : the time a count is told for.

    Examples
    --------
    >>> trend_sentence(0.004, 0.002, 0.006, name="Service level", unit="share", measure="ratio", verdict="improved",
    ...                over="the 36 months to October 2026")
    'Service level rose 0.40 points each month, between 0.20 and 0.60, over the 36 months to October 2026; season removed.'
    """
    if verdict == "insufficient_data":
        return f"{name} {NO_TREND}: {reason}."
    factor, word, per = scale(slope, low, high, unit=unit, measure=measure, each=each)
    moved, lowest, highest = slope * factor, low * factor, high * factor
    places = digits(moved, lowest, highest)
    what = f"{word}{per} each month"
    if verdict in ("improved", "worsened"):
        small, large = sorted((abs(lowest), abs(highest)))
        way = "rose" if moved > 0 else "fell"
        between = f"between {number(small, places)} and {number(large, places)}"
        return f"{name} {way} {number(abs(moved), places)}{what}, {between}, over {over}; season removed."
    if verdict == "season_not_separated":
        went = "stood level" if round(abs(moved), places) == 0 else f"{'rose' if moved > 0 else 'fell'} {number(abs(moved), places)}{what}"
        return f"{name} {went} over {over}; two years of history tell season from trend, until then this may be either."
    between = f"between {signed(lowest, places)} and {signed(highest, places)}{what}"
    if verdict == "equivalent":
        return f"{name} kept its level over {over} for all practical purposes: {between}; season removed."
    return f"{name} shows no detectable trend over {over}: {between}; season removed."


def effect_sentence(
    effect: Effect, *, name: str, unit: str, measure: str, verdict: str, after: str, is_by_slope: bool = False, reason: str = ""
) -> str:
    """What an intervention did to a KPI at once and in the months after.

    Parameters
    ----------
    effect : level in the KPI's unit, slope in the same a week.
    after : what the intervention is called, with its day.
    is_by_slope : the verdict rests on the change of slope and not on the jump.
    reason : why nothing can be said, where that is so.

    Examples
    --------
    >>> found = Effect(0.041, 0.02, 0.062, 0.001, 0.0, -0.002, 0.002, 0.9, 60, 30, 0.1, "gls_ar1_grid")
    >>> effect_sentence(found, name="Service level", unit="share", measure="ratio", verdict="improved", after="the training (2 March 2026)")
    'Service level rose 4.1 points at once after the training (2 March 2026), between 2.0 and 6.2; season and earlier trend removed.'
    """
    if verdict == "confounded":
        return f"{name}: what came of {after} cannot be told; {reason}."
    factor, word, per = scale(effect.level, effect.level_low, effect.level_high, unit=unit, measure=measure)
    level, low, high = (factor * x for x in (effect.level, effect.level_low, effect.level_high))
    unit_said = f"{word}{per}"
    if verdict in ("insufficient_data", "season_not_separated"):
        if not np.isfinite(effect.level):
            return f"{name}: what came of {after} cannot be told; {reason}."
        places = digits(level)
        way = "rose" if level > 0 else "fell"
        went = "stood level" if round(abs(level), places) == 0 else f"{way} {number(abs(level), places)}{unit_said}"
        return f"{name} {went} after {after}; this describes and proves nothing: {reason}."
    if is_by_slope:
        factor, word, per = scale(effect.slope * DAYS_A_MONTH / 7, unit=unit, measure=measure)
        month = factor * DAYS_A_MONTH / 7
        slope, *ends = (month * x for x in (effect.slope, effect.slope_low, effect.slope_high))
        small, large = sorted(map(abs, ends))
        places = digits(slope, small, large)
        way = "turned upwards" if slope > 0 else "turned downwards"
        by = f"by {number(abs(slope), places)}{word}{per} each month, between {number(small, places)} and {number(large, places)}"
        return f"{name} did not jump but {way} after {after} {by}; season and earlier trend removed."
    places = digits(level, low, high)
    if verdict in ("improved", "worsened"):
        small, large = sorted((abs(low), abs(high)))
        way = "rose" if level > 0 else "fell"
        between = f"between {number(small, places)} and {number(large, places)}"
        return f"{name} {way} {number(abs(level), places)}{unit_said} at once after {after}, {between}; season and earlier trend removed."
    what = "is as before" if verdict == "equivalent" else "shows no detectable effect"
    where = f"between {signed(low, places)} and {signed(high, places)}{unit_said}"
    return f"{name} {what} after {after}: {where}; season and earlier trend removed."


@dataclass(frozen=True)
class Shown:
    """How the values of one chart are written: times `factor`, with so many decimal places, and the unit's word."""

    factor: float
    places: int
    word: str


def shown(values: Floats, *, unit: str) -> Shown:
    """One way of writing for all points of a chart.

    >>> shown(np.array([0.7, 0.8]), unit="share"), shown(np.array([200.0, 300.0]), unit="seconds")
    (Shown(factor=100.0, places=1, word=' %'), Shown(factor=0.016666666666666666, places=1, word=' minutes'))
    """
    if unit == "share":
        return Shown(100.0, 1, " %")
    middle = float(np.median(values)) if len(values) else 0.0
    factor, word, _ = scale(middle, unit=unit, measure="")
    return Shown(factor, digits(middle * factor), word)


def point_sentence(
    value: float, low: float, high: float, *, name: str, how: Shown, day: date, period: str, hits: Collection[str], is_provisional: bool
) -> str:
    """A point of a control chart beside its limits.

    >>> point_sentence(0.712, 0.75, 0.881, name="Service level", how=Shown(100.0, 1, " %"), day=date(2026, 3, 12), period="day",
    ...                hits=["beyond_limits"], is_provisional=False)
    'Service level on 12 March 2026: 71.2 %, below its limits of 75.0 to 88.1 %.'
    """
    month = f"{MONTHS[day.month - 1]} {day.year}"
    when = f"in {month}" if period == "month" else f"{'on' if period == 'day' else 'in the week from'} {day.day} {month}"
    factor, places, word = how.factor, how.places, how.word
    said = f"{name} {when}: {value * factor:,.{places}f}{word}"
    if not isfinite(low):
        return f"{said}; there are no limits yet."
    beside = "within" if "beyond_limits" not in hits else "below" if value < low else "above"
    text = f"{said}, {beside} its limits of {low * factor:,.{places}f} to {high * factor:,.{places}f}{word}"
    if "eight_one_side" in hits:
        text += f"; the last eight {period}s or more all on one side of what was expected"
    if "six_trending" in hits:
        text += f"; the last six {period}s or more all in one direction"
    return f"{text}; the limits are provisional." if is_provisional else f"{text}."
