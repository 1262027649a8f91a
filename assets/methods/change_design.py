"""The regression behind a compared window: its columns, what is known of them beforehand, the contrast that is the change.

Here: levels, calendar, season and the alternatives between which the data decide. Not here: which days are no ordinary ones,
which rung is chosen (`change_fit`), the error model (`regression`).
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assets.methods import seasonality

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Window = tuple[int, int]

SEGMENT_DAYS = 91
# A pause this long ends a stretch of days.
PAUSE_DAYS = 14
SEASON_WAVES = 12
# Prior spread of nuisance coefficients in daily standard deviations: wide enough to say nothing.
WIDE = 30.0


class Alternative(NamedTuple):
    """What the days outside the compared windows may be like, in daily standard deviations, and how likely that is at first.

    Attributes
    ----------
    past, since : how far quarters stray before the baseline and after it.
    waves, ripples : how large the third and fourth wave of the year are, and the fifth to twelfth.
    month : how far calendar months lie off the smooth year.
    growth : growth a year.
    """

    weight: float
    past: float = 0.03
    since: float = 0.03
    waves: float = 0.02
    ripples: float = 0.01
    month: float = 0.01
    growth: float = 0.02


ALTERNATIVES = (
    Alternative(0.46),
    Alternative(0.11, growth=2.0),
    Alternative(0.19, since=0.7),
    Alternative(0.07, past=0.25, since=0.7, waves=0.1, growth=2.0),
    Alternative(0.04, past=1.0, since=1.0, waves=0.3, growth=2.0),
    Alternative(0.02, past=4.0, since=4.0, waves=0.3, growth=2.0),
    # Months with steps between them.
    Alternative(0.03, month=0.5),
    Alternative(0.02, month=1.5),
    Alternative(0.01, month=1.5, since=0.7),
    Alternative(0.01, month=4.0),
    # Peaks of a few weeks, as before Christmas.
    Alternative(0.02, waves=0.4, ripples=0.25),
    Alternative(0.01, waves=1.2, ripples=0.8),
    Alternative(0.01, waves=1.2, ripples=0.8, since=0.7),
)


@dataclass(frozen=True)
class Design:
    """Columns (T, k), prior spreads (C, k) with weights (C,), contrasts (m, k) and the days that may enter (T,)."""

    columns: Floats
    prior_sd: Floats
    prior_weight: Floats
    contrasts: Floats
    observed: Mask


def inside(days: NDArray[np.int64], windows: list[Window]) -> Mask:
    """Days within any of the inclusive windows, (T,)."""
    found = np.zeros(len(days), dtype=bool)
    for low, high in windows:
        found |= (days >= low) & (days <= high)
    return found


def short(
    days: NDArray[np.int64], *, observed: Mask, base: Window, window: Window, twins: list[Window], holidays: NDArray[np.int64]
) -> Design:
    """The compared days only: without a season, days elsewhere in the year explain nothing here."""
    levels = [inside(days, [span]).astype(float) for span in [window, *twins]]
    flat = [np.ones(len(days)), *levels]
    observed = observed & inside(days, [base, window, *twins])
    wide = _calendar(days, observed=observed, holidays=holidays)
    columns = np.column_stack([*flat, *wide])
    contrast = np.zeros((1, columns.shape[1]))
    # window less baseline, less the same difference a year before: columns are intercept, window, [baseline's twin, window's twin]
    contrast[0, 1 : 1 + len(levels)] = [1.0, 1.0, -1.0][: len(levels)]
    return Design(columns, np.array([[np.inf] * len(flat) + [WIDE] * len(wide)]), np.ones(1), contrast, observed)


def seasonal(days: NDArray[np.int64], *, observed: Mask, base: Window, windows: list[Window], holidays: NDArray[np.int64]) -> Design:
    """All history: a level for each window, one shared by the baseline and the history before it as far as the data allow."""
    taken = inside(days, [base, *windows])
    flat = [np.ones(len(days)), *[inside(days, [window]).astype(float) for window in windows]]
    in_base = inside(days, [base]).astype(float)
    wide = _calendar(days, observed=observed, holidays=holidays)
    cosine, sine = np.split(seasonality.yearly_columns(days, harmonics=SEASON_WAVES).T, 2)
    wide += [*cosine[:2], *sine[:2]]
    waves, ripples = [*cosine[2:4], *sine[2:4]], [*cosine[4:], *sine[4:]]
    later = ((days > base[1]) & ~taken).astype(float)
    if later[observed].any():
        # Days after the baseline have a level of their own: whatever changed since must not lean on the baseline.
        wide.append(later)
    monthly = list(seasonality.month_columns(days).T)
    growth = np.where(taken, 0.0, (days - (base[0] + base[1]) / 2) / seasonality.DAYS_A_YEAR)
    before = _segments(observed & ~taken & (days < base[0]))
    after = _segments(observed & ~taken & (days > base[1]))
    has_past = bool((observed & (days < base[0])).sum() >= SEGMENT_DAYS)
    columns = np.column_stack([*flat, in_base, *wide, *waves, *ripples, *monthly, growth, *before, *after])
    prior_sd = []
    for one in ALTERNATIVES:
        levels = [*[np.inf] * len(flat), one.past if has_past else WIDE, *[WIDE] * len(wide)]
        season = [*[one.waves] * len(waves), *[one.ripples] * len(ripples), *[one.month] * len(monthly)]
        prior_sd.append([*levels, *season, one.growth, *[one.past] * len(before), *[one.since] * len(after)])
    contrasts = np.zeros((len(windows), columns.shape[1]))
    contrasts[np.arange(len(windows)), 1 + np.arange(len(windows))] = 1.0
    contrasts[:, len(flat)] = -1.0
    return Design(columns, np.array(prior_sd), np.array([one.weight for one in ALTERNATIVES]), contrasts, observed)


def _calendar(days: NDArray[np.int64], *, observed: Mask, holidays: NDArray[np.int64]) -> list[Floats]:
    found: list[Floats] = list(seasonality.weekday_columns(days).T)
    is_holiday = np.isin(days, holidays).astype(float)
    return [*found, is_holiday] if is_holiday[observed].any() else found


def _segments(free: Mask) -> list[Floats]:
    """Stretches of about a quarter of the free days, cut where they are interrupted for long, one indicator each."""
    found: list[Floats] = []
    rows = np.flatnonzero(free)
    if not len(rows):
        return found
    for run in np.split(rows, np.flatnonzero(np.diff(rows) >= PAUSE_DAYS) + 1):
        length = run[-1] - run[0] + 1
        for part in np.array_split(run, max(1, round(length / SEGMENT_DAYS))):
            if len(part) >= 7:
                column = np.zeros(len(free))
                column[part] = 1.0
                found.append(column)
    return found
