"""Days of one KPI and scope as `kpi.daily` holds them, for the tests of what is read from whole series; no test lives here."""

import numpy as np
import pandas as pd

from tests.methods.series import Kind, known_series

QUEUES = pd.DataFrame({"queue_id": ["orders", "support", "billing"], "site_id": ["harbour", "harbour", "lakeside"]})
KPIS: dict[str, tuple[Kind, str, str, str]] = {
    "service_level": ("share", "share", "higher", "ratio"),
    "handle_time": ("seconds", "seconds", "lower", "mean"),
    "entered": ("count", "count", "band", "count"),
}
DEFINITION = pd.DataFrame(
    [
        {"kpi": kpi, "version": 1, "name": kpi.replace("_", " ").capitalize(), "maturity_days": None}
        | {"unit": unit, "better": better, "measure": measure}
        for kpi, (_, unit, better, measure) in KPIS.items()
    ]
)


def days_of(kpi: str, *, scope: tuple[str, str] = ("queue", "orders"), seed: int = 21, **truth: float) -> pd.DataFrame:
    """A known series of the KPI's kind; `truth` as in `known_series`."""
    daily = known_series(seed, kind=KPIS[kpi][0], **({"sigma": 0.03} | truth)).daily  # type: ignore[arg-type]
    if "value" in daily:
        daily = daily.assign(numerator=daily["value"], denominator=np.nan, n=daily["value"])
    else:
        daily = daily.assign(value=daily["numerator"] / daily["denominator"], n=daily["denominator"])
    return daily.rename(columns={"date": "business_date"}).assign(kpi=kpi, version=1, scope_type=scope[0], scope_id=scope[1])


def step_day(*, seed: int = 21, days_before: int = 500) -> pd.Timestamp:
    """The day after the baseline, on which a planted change begins."""
    return known_series(seed, kind="count", sigma=0.03, days_before=days_before).baseline[1] + pd.Timedelta(days=1)


def through(daily: pd.DataFrame, last: object = None) -> pd.DataFrame:
    """`ops.data_through` at the last of the days, or at the day given."""
    return pd.DataFrame({"business_date": [daily["business_date"].max() if last is None else pd.Timestamp(str(last))]})


def broken(case: str) -> pd.DataFrame:
    """Two years of service level in a bad state."""
    daily = days_of("service_level", days_before=500).sort_values("business_date")
    cases = {
        "too few days": daily.head(30),
        "one day": daily.head(1),
        "constant": daily.assign(numerator=80.0, denominator=100.0, value=0.8),
        "all null": daily.assign(numerator=np.nan, denominator=np.nan, value=np.nan, n=0),
        "zero denominators": daily.assign(numerator=0.0, denominator=0.0, value=np.nan, n=0),
        "infinite": daily.assign(numerator=np.inf, value=np.inf),
        "every date twice": pd.concat([daily, daily]),
        "one huge day": daily.assign(numerator=daily["numerator"].where(daily.index != daily.index[300], 1e12)),
    }
    return cases[case]


BROKEN = ("too few days", "one day", "constant", "all null", "zero denominators", "infinite", "every date twice", "one huge day")


def is_plain(found: pd.DataFrame) -> bool:
    """Whether no sentence speaks of a number that is none."""
    said = found["sentence"].str.lower()
    return not said.str.contains(r"\bnan\b|\binf\b|\bnone\b|\bnat\b").any() and bool(said.str.endswith(".").all())
