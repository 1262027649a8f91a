"""Who answered and who could have: the population of surveys and the answers to satisfaction, by stratum.

Belongs here: the SQL and scopes that survey_estimate and nonresponse share. Not here: any table (this module makes none), any
estimate (`assets/methods/survey.py`).
"""

from collections.abc import Iterator

import pandas as pd

MONTH = "cast(date_trunc('month', {day}) as date)"
POPULATION = (
    f"select site_id, queue_id, {MONTH.format(day='business_date')} as month, subject, wait_band, outcome, count(*) as contacts "
    "from core.survey_population group by all"
)
RESPONDERS = (
    f"select person.site_id, person.queue_id, {MONTH.format(day='person.business_date')} as month, person.subject, person.wait_band, "
    "person.outcome, count(*) as answers, count(answer.is_top2) as judged, count(*) filter (where answer.is_top2) as top2, "
    "count(answer.score) as scored, coalesce(sum(answer.score), 0) as score_sum "
    "from core.counted_answer as answer join core.survey_population as person "
    # two equalities and no "or": a database joins by what is equal, and compares every pair where nothing is
    "on person.subject = case when answer.contact_id is null then 'ticket' else 'contact' end "
    "and person.subject_id = coalesce(answer.contact_id, answer.ticket_id) "
    "where answer.instrument = 'csat' group by all"
)


def scopes(frame: pd.DataFrame) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Give every queue, site and the company with its rows; rows without a queue or a site count for what is wider."""
    for queue, rows in frame.dropna(subset=["queue_id"]).groupby("queue_id", sort=True):
        yield "queue", str(queue), rows
    for site, rows in frame.dropna(subset=["site_id"]).groupby("site_id", sort=True):
        yield "site", str(site), rows
    if len(frame):
        yield "company", "all", frame


def of_scope(frame: pd.DataFrame, scope_type: str, scope_id: str) -> pd.DataFrame:
    """The rows of one scope."""
    column = {"queue": "queue_id", "site": "site_id"}.get(scope_type)
    return frame[frame[column] == scope_id] if column else frame
