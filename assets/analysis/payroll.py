"""What the settings and the switch say about the people of each queue, shared by the tables that count heads.

Belongs here: who is taken to be there, hours needed in a week. Not here: hiring (assets/methods/hiring.py), prices (service_frontier).
"""

import pandas as pd

from assets.analysis.staffing_people import HOME

HIRING = """
    select
        hiring.queue_id, hiring.heads, hiring.hours_per_week, hiring.budget_per_week, hiring.fit_factor, hiring.attrition_new,
        hiring.attrition, hiring.new_months, hiring.ramp, hiring.lead_time_days, hiring.class_size_min, hiring.class_size_max,
        hiring.growth_per_month, hiring.certainty, hiring.months_ahead, staffing.loaded_rate_per_hour, staffing.service_level_target,
        staffing.threshold_s, staffing.min_agents
    from config.hiring as hiring
    inner join config.staffing as staffing on staffing.queue_id = hiring.queue_id
"""
SEEN = f"""
    {HOME.strip()}

    select queue_id, count(*) as agents from home where place = 1 group by queue_id
"""
COUNTED = "counted: agents who answered in this queue most in the last 28 days"
STATED = "as the settings state it"


def heads_of(hiring: pd.DataFrame, seen: pd.DataFrame) -> pd.DataFrame:
    """The hiring rules with `heads` filled in where the switch knows better than nothing, and `heads_basis`."""
    counted = hiring["queue_id"].map(seen.set_index("queue_id")["agents"].astype(float))
    stated = pd.to_numeric(hiring["heads"]).astype(float)
    basis = pd.Series(None, index=hiring.index, dtype=object).mask(counted.notna(), COUNTED).mask(stated.notna(), STATED)
    return hiring.assign(heads=stated.fillna(counted), heads_basis=basis)
