"""Calendar columns of a daily regression, and whether the history can tell a season from a change.

Here: weekday, holiday and yearly columns. Not here: levels and windows (`change`), the fit (`regression`).
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DAYS_A_YEAR = 365.2425
# Thirteen months: below it every month of the year has been seen once at most, and a season cannot be told from a change.
SEASON_HISTORY_DAYS = 390
# The year is cut into this many parts; a season is known where nearly all of them have been seen.
YEAR_PARTS = 24
YEAR_PARTS_NEEDED = 20
# Beyond this many robust standard deviations a value is pulled in before a season is fitted to it.
WINSOR_SDS = 5.0
MAD_TO_SD = 1.4826


def weekday_columns(days: NDArray[np.int64]) -> Floats:
    """Six columns Monday to Saturday against Sunday, centred, (T, 6). Day 0 is 1970-01-01, a Thursday.

    >>> weekday_columns(np.array([4, 10])).round(2).tolist()[0][0]
    0.86
    """
    weekday = (days + 3) % 7
    return np.asarray((weekday[:, None] == np.arange(6)).astype(float) - 1.0 / 7.0)


def yearly_columns(days: NDArray[np.int64], *, harmonics: int) -> Floats:
    """Sine and cosine of each harmonic of the year, (T, 2 * harmonics)."""
    phase = 2 * np.pi * (days[:, None] / DAYS_A_YEAR) * np.arange(1, harmonics + 1)
    return np.concatenate([np.cos(phase), np.sin(phase)], axis=1)


def month_columns(days: NDArray[np.int64]) -> Floats:
    """One indicator a calendar month, (T, 12). Day 0 is 1970-01-01.

    >>> month_columns(np.array([0, 31, 58, 59])).argmax(axis=1).tolist()
    [0, 1, 1, 2]
    """
    month = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
    return np.asarray((month[:, None] == np.arange(12)).astype(float))


def year_part(days: NDArray[np.int64]) -> NDArray[np.int64]:
    """Which of the 24 parts of the year a day lies in, (T,)."""
    return np.asarray(((days / DAYS_A_YEAR) % 1.0 * YEAR_PARTS).astype(np.int64))


def is_separable(days: NDArray[np.int64], *, compared: NDArray[np.bool_]) -> bool:
    """Whether observed days hold enough of a year, outside the compared windows, to tell season from change.

    Parameters
    ----------
    days : (n,) observed days, in days since 1970-01-01.
    compared : (n,) days that lie in the baseline or the compared window.

    Examples
    --------
    >>> days = np.arange(800)
    >>> is_separable(days, compared=days >= 740), is_separable(days[:200], compared=days[:200] >= 170)
    (True, False)
    """
    if not len(days) or days.max() - days.min() + 1 < SEASON_HISTORY_DAYS:
        return False
    seen = np.unique(year_part(days[~compared]))
    return len(seen) >= YEAR_PARTS_NEEDED


def season_removed(values: Floats, days: NDArray[np.int64], *, harmonics: int = 2) -> Floats:
    """Values less the yearly waves fitted to them together with a straight line, so that a trend is no season, (P,).

    Parameters
    ----------
    values : (P,) one value a period, NaN for gaps; two years of them at least.
    days : (P,) day of each, in days since 1970-01-01.

    Examples
    --------
    >>> days = np.arange(0, 1000, 7)
    >>> wave = 10 * np.sin(2 * np.pi * days / DAYS_A_YEAR)
    >>> left = season_removed(0.01 * days + wave, days)
    >>> bool(np.abs(left - 0.01 * days).max() < 1e-9)
    True
    """
    seen = np.isfinite(values)
    line = np.column_stack([np.ones(len(days)), (days - days.mean()) / DAYS_A_YEAR])
    waves = yearly_columns(days, harmonics=harmonics)
    straight = _least_squares(line[seen], values[seen])
    residual = values - line @ straight
    spread = float(np.median(np.abs(residual[seen] - np.median(residual[seen])))) * MAD_TO_SD
    if spread > 0:
        residual = np.clip(residual, -WINSOR_SDS * spread, WINSOR_SDS * spread)
    both = np.column_stack([line, waves])
    fitted = _least_squares(both[seen], (line @ straight + residual)[seen])
    return np.asarray(values - waves @ fitted[line.shape[1] :])


def _least_squares(x: Floats, y: Floats) -> Floats:
    return np.asarray(np.linalg.lstsq(x, y, rcond=None)[0])
