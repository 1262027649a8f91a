"""Are those who answer like those who were served? Responders against all, by how long they waited and how it ended.

Belongs here: the table. Not here: the test (`assets/methods/survey.py`).
"""

import numpy as np
import pandas as pd

from assets.analysis import surveyed
from assets.methods.survey import response_bias

DESCRIPTION = (
    "Shares of responders beside shares of all contacts and tickets of a month, by wait and by outcome, and whether chance explains it."
)
READS = {"population": surveyed.POPULATION, "responders": surveyed.RESPONDERS}
GRAIN = ("scope_type", "scope_id", "month", "subject", "dimension", "band")
BUILD = "replace"
COLUMNS = {
    "scope_type": "varchar",
    "scope_id": "varchar",
    "month": "date",
    "subject": "varchar",
    "dimension": "varchar",
    "band": "varchar",
    "contacts": "bigint",
    "responders": "bigint",
    "contact_share": "double",
    "responder_share": "double",
    "response_share": "double",
    "p_value": "double",
    "is_biased": "boolean",
}
# A difference is called a bias where chance hardly explains it and it is large enough to matter.
P_BELOW = 0.01
POINTS = 0.05
DIMENSIONS = {"wait": "wait_band", "outcome": "outcome"}


def rows(*, population: pd.DataFrame, responders: pd.DataFrame) -> pd.DataFrame:
    """One row a scope, month, kind of subject, dimension and band, of months in which anybody answered."""
    made: list[tuple[object, ...]] = []
    for scope_type, scope_id, everyone in surveyed.scopes(population):
        answered = surveyed.of_scope(responders, scope_type, scope_id)
        for (month, subject), people in everyone.groupby(["month", "subject"], sort=True):
            who = answered[(answered["month"] == month) & (answered["subject"] == subject)]
            if not len(who):
                continue
            for dimension, column in DIMENSIONS.items():
                head = (scope_type, scope_id, month, subject, dimension)
                made += [(*head, *row) for row in _bands(people, who, column)]
    frame = pd.DataFrame(made, columns=list(COLUMNS))
    return frame.astype({"contacts": "int64", "responders": "int64", "is_biased": "bool"})


def _bands(people: pd.DataFrame, who: pd.DataFrame, column: str) -> list[tuple[object, ...]]:
    contacts = {str(band): float(of_band["contacts"].sum()) for band, of_band in people.groupby(column, sort=True)}
    told = {str(band): float(of_band["answers"].sum()) for band, of_band in who.groupby(column, sort=True)}
    # answers keyed in twice under two contacts' ids are one responder at most
    answers = {band: min(told.get(band, 0.0), everyone) for band, everyone in contacts.items()}
    p_value = response_bias(np.array(list(contacts.values())), np.array(list(answers.values())))
    everyone, responders = sum(contacts.values()), max(sum(answers.values()), 1.0)
    made: list[tuple[object, ...]] = []
    for band, count in contacts.items():
        contact_share, responder_share = count / everyone, answers[band] / responders
        is_biased = p_value < P_BELOW and abs(responder_share - contact_share) >= POINTS
        made.append((band, int(count), int(answers[band]), contact_share, responder_share, answers[band] / count, p_value, bool(is_biased)))
    return made
