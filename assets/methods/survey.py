"""Estimates from survey answers: means and promoter scores with their variance, bias of who answers, weights that take it out.

Belongs here: mathematics on counts and sums. Does not: which answers count (core.counted_answer), scopes (assets/analysis).
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri, stdtrit

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Estimate:
    """A value with the variance of its estimate and a 95 % interval; nan where the data cannot say."""

    value: float
    variance: float
    low: float
    high: float


def net_promoter(promoters: float, detractors: float, answers: float) -> Estimate:
    """Net promoter score, -100 to 100, with var = (p + d - (p - d)^2) / n on shares and a normal interval.

    >>> score = net_promoter(50, 20, 100)
    >>> round(score.value, 1), round(score.high - score.value, 1)
    (30.0, 15.3)

    References
    ----------
    The variance is that of a trinomial difference (Agresti 2013, Categorical Data Analysis, 1.2).
    """
    if answers <= 0:
        return Estimate(math.nan, math.nan, math.nan, math.nan)
    p, d = promoters / answers, detractors / answers
    value, variance = 100 * (p - d), 10_000 * (p + d - (p - d) ** 2) / answers
    margin = float(ndtri(0.975)) * math.sqrt(variance)
    return Estimate(value, variance, max(-100.0, value - margin), min(100.0, value + margin))


def mean(total: float, squares: float, answers: float) -> Estimate:
    """Mean of independent answers from their sum and sum of squares, with Student's interval; one answer has none.

    >>> four = mean(16, 66, 4)
    >>> round(four.value, 2), round(four.variance, 4)
    (4.0, 0.1667)
    """
    if answers <= 0:
        return Estimate(math.nan, math.nan, math.nan, math.nan)
    value = total / answers
    if answers < 2:
        return Estimate(value, math.nan, math.nan, math.nan)
    variance = max(squares - answers * value**2, 0.0) / (answers - 1) / answers
    margin = float(stdtrit(answers - 1, 0.975)) * math.sqrt(variance)
    return Estimate(value, variance, value - margin, value + margin)


def response_bias(population: Floats, responders: Floats) -> float:
    """Probability of responders so unlike the population, were it chance: Pearson's chi-square of responders against the rest.

    `population` and `responders` are counts by band; nan where fewer than two bands are filled or everybody answered.
    """
    rest = population - responders
    table = np.array([responders, rest])[:, population > 0]
    if table.shape[1] < 2 or (table.sum(axis=1) <= 0).any() or (table < 0).any():
        return math.nan
    from scipy.stats import chi2_contingency  # here: every command would wait a quarter of a second for it

    return float(chi2_contingency(table, correction=False).pvalue)


@dataclass(frozen=True)
class Weighted:
    """A post-stratified mean: strata weigh as much as in the population, of which `covered_share` lies in strata that answered."""

    value: float
    covered_share: float
    design_effect: float


def post_stratified(population: Floats, answers: Floats, totals: Floats) -> Weighted:
    """Weight each stratum's mean (totals / answers) by its share of the population that answered at all.

    The design effect is Kish's 1 + cv^2 of the weights: how many times more answers it would take to be as sure as without.

    >>> post_stratified(np.array([50.0, 50.0]), np.array([9.0, 1.0]), np.array([9.0, 0.0])).value
    0.5

    References
    ----------
    Kish (1965), Survey Sampling, 11.7; Holt and Smith (1979), Post stratification, JRSS A 142.
    """
    known = answers > 0
    everyone, covered = float(population.sum()), float(population[known].sum())
    if everyone <= 0 or covered <= 0:
        return Weighted(math.nan, math.nan, math.nan)
    shares = population[known] / covered
    value = float((shares * totals[known] / answers[known]).sum())
    weights = shares / answers[known]
    effect = float(answers[known].sum() * (answers[known] * weights**2).sum() / (answers[known] * weights).sum() ** 2)
    return Weighted(value, covered / everyone, effect)
