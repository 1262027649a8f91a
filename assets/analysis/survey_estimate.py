"""What a month's answers say, with variance and interval, and what they would say if everybody had answered alike.

Belongs here: the table. Not here: the mathematics (`assets/methods/survey.py`), which answers count (core.counted_answer).
"""

import math

import pandas as pd

from assets.analysis import surveyed
from assets.methods.intervals import wilson
from assets.methods.survey import Estimate, Weighted, mean, net_promoter, post_stratified

DESCRIPTION = (
    "Satisfaction, promoter score and effort of a month with variance and interval, and satisfaction weighted by queue, wait and "
    "outcome of all contacts beside the raw figure."
)
READS = {
    "answers": (
        f"select site_id, queue_id, {surveyed.MONTH.format(day='business_date')} as month, instrument, "
        "count(score) as scored, coalesce(sum(score), 0) as score_sum, coalesce(sum(score * score), 0) as score_squares, "
        "count(is_top2) as judged, count(*) filter (where is_top2) as top2, "
        "count(*) filter (where score_raw between 0 and 10) as asked, count(*) filter (where score_raw >= 9) as promoters, "
        "count(*) filter (where score_raw <= 6) as detractors from core.counted_answer group by all"
    ),
    "population": surveyed.POPULATION,
    "responders": surveyed.RESPONDERS,
    "centre": "select min_n from config.centre",
}
GRAIN = ("scope_type", "scope_id", "month", "kpi")
BUILD = "replace"
COLUMNS = {
    "scope_type": "varchar",
    "scope_id": "varchar",
    "month": "date",
    "kpi": "varchar",
    "n": "bigint",
    "value": "double",
    "variance": "double",
    "ci_low": "double",
    "ci_high": "double",
    "ci_method": "varchar",
    "low_n": "boolean",
    "weighted_value": "double",
    "covered_share": "double",
    "design_effect": "double",
}
STRATUM = ["queue_id", "subject", "wait_band", "outcome"]
NOTHING = Weighted(math.nan, math.nan, math.nan)


def rows(*, answers: pd.DataFrame, population: pd.DataFrame, responders: pd.DataFrame, centre: pd.DataFrame) -> pd.DataFrame:
    """One row a scope, month and KPI that anybody answered."""
    min_n = int(centre["min_n"].iloc[0]) if len(centre) else 0
    made: list[tuple[object, ...]] = []
    for scope_type, scope_id, told in surveyed.scopes(answers):
        people, who = (surveyed.of_scope(frame, scope_type, scope_id) for frame in (population, responders))
        for month, of_month in told.groupby("month", sort=True):
            weights = _weights(people[people["month"] == month], who[who["month"] == month])
            for kpi, n, estimate, method in _kpis(_sums(of_month)):
                weighted = weights.get(kpi, NOTHING)
                made.append(
                    (
                        *(scope_type, scope_id, month, kpi, n),
                        *(estimate.value, estimate.variance, estimate.low, estimate.high, method, n < min_n),
                        *(weighted.value, weighted.covered_share, weighted.design_effect),
                    )
                )
    return pd.DataFrame(made, columns=list(COLUMNS)).astype({"n": "int64", "low_n": "bool"})


def _sums(told: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Add the queues of a scope up, by instrument."""
    columns = ["scored", "score_sum", "score_squares", "judged", "top2", "asked", "promoters", "detractors"]
    return {
        str(instrument): {column: float(of_one[column].astype(float).sum()) for column in columns}
        for instrument, of_one in told.groupby("instrument", sort=True)
    }


def _kpis(sums: dict[str, dict[str, float]]) -> list[tuple[str, int, Estimate, str]]:
    found: list[tuple[str, int, Estimate, str]] = []
    for kpi, instrument in (("csat_mean", "csat"), ("ces_mean", "ces")):
        told = sums.get(instrument)
        if told and told["scored"] > 0:
            found.append((kpi, int(told["scored"]), mean(told["score_sum"], told["score_squares"], told["scored"]), "t"))
    csat, nps = sums.get("csat"), sums.get("nps")
    if csat and csat["judged"] > 0:
        share, interval = csat["top2"] / csat["judged"], wilson(csat["top2"], csat["judged"])
        variance = share * (1 - share) / csat["judged"]
        found.append(("csat_top2", int(csat["judged"]), Estimate(share, variance, interval.low, interval.high), "wilson"))
    if nps and nps["asked"] > 0:
        found.append(("nps", int(nps["asked"]), net_promoter(nps["promoters"], nps["detractors"], nps["asked"]), "trinomial"))
    return found


def _weights(people: pd.DataFrame, who: pd.DataFrame) -> dict[str, Weighted]:
    """Satisfaction weighted to the population of the month in which the contacts were."""
    if not len(people) or not len(who):
        return {}
    strata = people.groupby(STRATUM)["contacts"].sum()
    told = who.groupby(STRATUM)[["judged", "top2", "scored", "score_sum"]].sum().reindex(strata.index, fill_value=0)
    contacts = strata.to_numpy(dtype="float64")
    pairs = {"csat_top2": ("judged", "top2"), "csat_mean": ("scored", "score_sum")}
    return {
        kpi: post_stratified(contacts, told[answered].to_numpy(dtype="float64"), told[total].to_numpy(dtype="float64"))
        for kpi, (answered, total) in pairs.items()
    }
