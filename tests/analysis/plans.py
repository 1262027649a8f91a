"""Plans of one queue and its rules, for the tests of what is priced, hired and attained; no test lives here."""

import numpy as np
import pandas as pd

INTERVAL = pd.DataFrame({"interval_s": [1800]})
PARTS = ("weekday", "saturday")


def plan(calls: float = 100.0, patience_s: float = np.nan, shrinkage: float = 0.3) -> pd.DataFrame:
    """Four weeks of one queue: ten half-hours on weekdays, four on Saturdays, of these calls in the busiest."""
    found = []
    for day in pd.date_range("2026-03-02", periods=28):
        if day.weekday() == 6:
            continue
        kind = PARTS[day.weekday() == 5]
        for slot in range(10 if kind == "weekday" else 4):
            volume = calls * (0.5 + 0.5 * np.sin((slot + 0.5) / 10 * np.pi))
            found.append({"interval_start_local": day + pd.Timedelta(minutes=480 + 30 * slot), "volume": volume, "day_type": kind})
    return pd.DataFrame(found).assign(
        queue_id="orders",
        as_of_date=pd.Timestamp("2026-03-01"),
        business_date=lambda rows: rows["interval_start_local"].dt.normalize(),
        handle_time_s=180.0,
        formula="default",
        patience_s=patience_s,
        agents_required=14,
        agents_fractional=13.5,
        agents_risk_adjusted=15,
        shrinkage_share=shrinkage,
        short_abandon_s=5.0,
    )


def rule(**changed: object) -> pd.DataFrame:
    values: dict[str, object] = {"queue_id": "orders", "service_level_target": 0.8, "threshold_s": 20.0, "min_agents": 1}
    values |= {"loaded_rate_per_hour": 32.0, "heads": np.nan, "hours_per_week": 40.0, "budget_per_week": np.nan, "fit_factor": 1.1}
    values |= {"attrition_new": 0.05, "attrition": 0.02, "new_months": 6, "ramp": "0.5 0.75 0.9 1", "lead_time_days": 75}
    values |= {"class_size_min": 1, "class_size_max": 12, "growth_per_month": 0.0, "certainty": 0.8, "months_ahead": 12}
    return pd.DataFrame([values | changed])


def seen(agents: int | None = 30) -> pd.DataFrame:
    return pd.DataFrame([{"queue_id": "orders", "agents": agents}] if agents else [], columns=["queue_id", "agents"])
