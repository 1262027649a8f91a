"""Control charts of daily or weekly KPIs: limits frozen on a first phase, points and runs that leave it afterwards.

Here: XmR for durations and counts, Laney p' for shares, run rules, all honest about weekdays and autocorrelation. Not
here: whether a change is significant (`change`).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, stdtrit

from assets.methods.intervals import autocorrelation

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

# Mean moving range of two independent normal values, in standard deviations.
D2 = 1.128
LIMIT_SDS = 3.0
# What a normal value leaves beyond one limit.
LIMIT_TAIL = float(ndtr(-LIMIT_SDS))
MIN_POINTS = 20
ONE_SIDE = 8
TRENDING = 6


@dataclass(frozen=True)
class Limits:
    """Frozen limits of the first phase.

    Attributes
    ----------
    centre : level of the first phase, in the KPI's unit.
    sigma : standard deviation of one point around its expected value; for a share, of the standardised points (Laney's
        sigma_z: 1 means binomial, 5 means five times wider than a p chart would draw).
    multiple : how many sigma the limits lie away; above 3 where the first phase was short or autocorrelated.
    rho : lag-1 correlation of neighbouring points, corrected for its small-sample bias.
    points : points of the first phase.
    is_provisional : fewer than 20 of them.
    """

    centre: float
    sigma: float
    multiple: float
    rho: float
    points: int
    is_provisional: bool


def limits(residual: ArrayLike, *, parameters: int = 1, centre: float = 0.0) -> Limits:
    """Limits of points that scatter around zero, from their moving ranges, corrected for autocorrelation.

    A moving range sees only what changes from one day to the next: with lag-1 correlation r it understates the spread
    by sqrt(1 - r), which turns a 3-sigma chart of r = .6 into a 1.9-sigma one. So sigma is the larger of the corrected
    moving range and the sample deviation, and its multiple is the t quantile that leaves out .27 % given how many
    independent points the first phase is worth.

    Parameters
    ----------
    residual : (T,) first-phase points less their expected values, in date order, NaN for gaps.
    parameters : how many numbers were fitted to get the residuals (7 for weekday means).

    References
    ----------
    Wheeler, D. J.; Chambers, D. S. (1992). Understanding Statistical Process Control. Vasilopoulos, A. V.; Stamboulis,
    A. P. (1978). Modification of control chart limits in the presence of data correlation. J. Quality Technology 10,
    20-30.

    Examples
    --------
    >>> found = limits([1.0, -1.0, 2.0, -2.0, 0.5, -0.5, 1.5, -1.5] * 4)
    >>> round(found.sigma, 2), round(found.multiple, 2), found.rho
    (2.22, 3.36, 0.0)
    """
    every = np.asarray(residual, dtype=float)
    r = every[np.isfinite(every)]
    n = len(r)
    if n < 2:
        return Limits(centre, np.nan, np.nan, 0.0, n, True)
    raw = autocorrelation(r)
    rho = float(np.clip(raw + (1 + 3 * raw + parameters / 2) / n, 0.0, 0.85))
    ranges = np.abs(np.diff(every))
    ranges = ranges[np.isfinite(ranges)]
    moving = float(ranges.mean()) / D2 / np.sqrt(1 - rho) if len(ranges) else 0.0
    effective = max(n * (1 - rho) / (1 + rho), 2.0)
    spread_df = max(n * (1 - rho**2) / (1 + rho**2) - parameters, 4.0)
    # Fitted means follow the points: what is left scatters less than a new point will.
    sample = float(np.sqrt(r @ r / max(n - parameters * min(n / effective, 3.0), n / 3)))
    multiple = -float(stdtrit(spread_df, LIMIT_TAIL)) * np.sqrt(1 + parameters / n + 1 / effective)
    return Limits(centre, float(max(moving, sample)), float(multiple), rho, n, n < MIN_POINTS)


def run_rules(residual: ArrayLike, sigma: ArrayLike, *, multiple: float = LIMIT_SDS, rho: float = 0.0) -> pd.DataFrame:
    """Which points break which rule: one beyond the limits, eight on one side, six rising or falling.

    Parameters
    ----------
    residual, sigma : (T,) points less their expected values, and their standard deviations.
    rho : lag-1 correlation; the run rules assume independence and therefore look at what is new in each point,
        ``r_t - rho * r_(t-1)``, while the limits look at the point itself.

    Returns
    -------
    Columns is_out, is_one_side, is_trending, (T,) booleans; the last point of a run is marked and those after it.

    References
    ----------
    Nelson, L. S. (1984). The Shewhart control chart: tests for special causes. J. Quality Technology 16, 237-239.

    Examples
    --------
    >>> found = run_rules([0.1] * 8 + [5.0], [1.0] * 9)
    >>> found["is_one_side"].tolist().index(True), found["is_out"].tolist().index(True)
    (7, 8)
    """
    r, spread = np.asarray(residual, dtype=float), np.broadcast_to(np.asarray(sigma, dtype=float), np.shape(residual))
    return pd.DataFrame(_rules(r, spread, multiple=multiple, rho=rho))


def _rules(residual: Floats, spread: Floats, *, multiple: float, rho: float) -> dict[str, Mask]:
    with np.errstate(invalid="ignore"):
        is_out = np.abs(residual) > multiple * spread
    z = np.divide(residual, spread, out=np.full(residual.shape, np.nan), where=spread > 0)
    new = z.copy()
    new[1:] = np.where(np.isfinite(z[:-1]), z[1:] - rho * z[:-1], z[1:])
    return {
        "is_out": is_out,
        "is_one_side": _run(np.sign(new)) >= ONE_SIDE,
        "is_trending": _run(np.sign(np.diff(new, prepend=np.nan))) >= TRENDING - 1,
    }


def _run(sign: Floats) -> NDArray[np.int64]:
    """Length so far of the run of equal non-zero signs that ends at each point, (T,)."""
    at = np.arange(len(sign))
    # NaN differs from itself, so a gap begins anew at each of its points.
    begins = np.append(True, sign[1:] != sign[:-1])[: len(sign)]
    since = np.maximum.accumulate(np.where(begins, at, 0))
    return np.where(np.isfinite(sign) & (sign != 0), at - since + 1, 0)


def control_chart(daily: pd.DataFrame, *, baseline: tuple[object, object], by_weekday: bool = True) -> pd.DataFrame:
    """Control chart of a daily KPI, limits frozen on the baseline.

    Shares (numerator and denominator between which 0 <= numerator <= denominator) get Laney's p' chart, whose limits
    follow the day's number of cases and carry the spread between days; everything else gets an XmR chart.

    Parameters
    ----------
    daily : columns `date` and either `numerator`, `denominator` or `value`; one row a day.
    baseline : first and last date of the first phase, both inclusive.
    by_weekday : expect of each day what its weekday showed in the first phase (needs three of every weekday seen).

    Returns
    -------
    Columns date, value, expected, lcl, ucl (KPI unit), sigma_z (share charts, else NaN), phase (1 or 2), is_out,
    is_one_side, is_trending, is_provisional; one row a day in date order. Limits are NaN where the first phase has
    fewer than two points or never varies.

    References
    ----------
    Laney, D. B. (2002). Improved control charts for attributes. Quality Engineering 14, 531-537.

    Examples
    --------
    >>> rng = np.random.default_rng(2)
    >>> days = pd.date_range("2026-01-05", periods=70)
    >>> daily = pd.DataFrame({"date": days, "value": 200 + rng.normal(0, 5, 70)})
    >>> daily.loc[60, "value"] = 260.0
    >>> chart = control_chart(daily, baseline=("2026-01-05", "2026-03-01"))
    >>> chart.loc[chart["is_out"], "date"].dt.strftime("%Y-%m-%d").tolist()
    ['2026-03-06']
    """
    days = daily.assign(date=pd.to_datetime(daily["date"])).sort_values("date").reset_index(drop=True)
    has_sums = {"numerator", "denominator"} <= set(days.columns)
    n = pd.to_numeric(days["denominator"]).to_numpy(dtype=float) if has_sums else None
    x = pd.to_numeric(days["numerator" if has_sums else "value"]).to_numpy(dtype=float)
    first = ((days["date"] >= pd.Timestamp(baseline[0])) & (days["date"] <= pd.Timestamp(baseline[1]))).to_numpy(dtype=bool)  # type: ignore[arg-type]
    found = chart(x, n, weekday=days["date"].dt.day_of_week.to_numpy(), first=first, by_weekday=by_weekday)
    return pd.DataFrame(
        {
            "date": days["date"],
            "value": found.value,
            "expected": found.expected,
            "lcl": found.low,
            "ucl": found.high,
            "sigma_z": found.sigma_z,
            "phase": np.where(first, 1, 2),
            **found.rules,
            "is_provisional": found.is_provisional,
        }
    )


@dataclass(frozen=True)
class Chart:
    """A control chart, (T,) each: values, what was expected, limits, and by rule whether a point breaks it."""

    value: Floats
    expected: Floats
    low: Floats
    high: Floats
    sigma_z: float
    rules: dict[str, Mask]
    is_provisional: bool


def chart(
    x: Floats, n: Floats | None, *, weekday: NDArray[np.integer], first: Mask, by_weekday: bool, is_share: bool | None = None
) -> Chart:
    """`control_chart` of arrays in date order: sums (T,) `x` over `n`, or values where `n` is None; `first` is the first phase.

    Whether `x` over `n` is a share is read from the points themselves unless `is_share` says so: a mean of seconds may stay below 1
    for as long as one looks, and exceed it afterwards.
    """
    has_sums, cases = n is not None, np.ones(len(x)) if n is None else n
    seen = np.isfinite(x) & np.isfinite(cases) & (cases > 0)
    value = np.divide(x, cases, out=np.full(len(x), np.nan), where=seen)
    known = first & seen
    if is_share is None:
        is_share = bool(np.all((x[seen] >= 0) & (x[seen] <= cases[seen])))
    is_share = is_share and has_sums and bool(np.any(x[known if known.any() else seen] > 0))
    expected, fitted = _expected(x, cases, weekday, first=known, by_weekday=by_weekday)
    unit = np.ones(len(x))
    if is_share:
        # A weekday that was always perfect would get no width at all: half a case keeps it open.
        kept = np.clip(expected, 0.5 / np.maximum(cases, 1), 1 - 0.5 / np.maximum(cases, 1))
        unit = np.sqrt(kept * (1 - kept) / np.where(seen, cases, np.nan))
    elif has_sums:
        # A mean of few contacts scatters more; the first phase's median day is the unit.
        unit = np.sqrt(np.median(cases[known]) / np.where(seen, cases, np.nan)) if known.any() else unit
    found = limits(((value - expected) / unit)[first], parameters=fitted)
    is_usable = np.isfinite(found.sigma) and found.sigma > 0
    reach = found.multiple * found.sigma * unit if is_usable else np.full(len(x), np.nan)
    rules = _rules(value - expected, (found.sigma if is_usable else np.nan) * unit, multiple=found.multiple, rho=found.rho)
    low, high = expected - reach, expected + reach
    if is_share:
        low, high = np.maximum(low, 0.0), np.minimum(high, 1.0)
        with np.errstate(invalid="ignore"):
            rules["is_out"] |= (value < low) | (value > high)  # no share is below 0 or above 1
    rules = {name: hits & is_usable for name, hits in rules.items()}
    return Chart(value, expected, low, high, found.sigma if is_share else np.nan, rules, found.is_provisional)


def _expected(x: Floats, n: Floats, weekday: NDArray[np.integer], *, first: Mask, by_weekday: bool) -> tuple[Floats, int]:
    """Expected value of each day from the first phase, (T,), and how many numbers that took."""
    whole = float(x[first].sum() / n[first].sum()) if first.any() else np.nan
    expected = np.full(len(x), whole)
    counts = np.bincount(weekday[first], minlength=7)
    if not by_weekday or not first.any() or counts[counts > 0].min() < 3:
        return expected, 1
    sums, cases = (np.bincount(weekday[first], weights=part[first], minlength=7) for part in (x, n))
    usual = np.divide(sums, cases, out=np.full(7, whole), where=counts > 0)
    return usual[weekday], int((counts > 0).sum())
