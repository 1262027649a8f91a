"""A queue's month of contacts and answers by wait band, for tests of survey analyses.

Belongs here: what those tests share. Does not: tests.
"""

from datetime import date
from typing import Any

import pandas as pd

JANUARY = date(2024, 1, 1)
CENTRE = pd.DataFrame({"min_n": [20]})
PLACE = {"site_id": "harbour", "queue_id": "orders", "month": JANUARY}


def people(**contacts: int) -> pd.DataFrame:
    """Contacts of one queue and month by wait band."""
    bands = [{"subject": "contact", "wait_band": band, "outcome": "answered", "contacts": n} for band, n in contacts.items()]
    return pd.DataFrame([PLACE | band for band in bands], columns=[*PLACE, "subject", "wait_band", "outcome", "contacts"])


def responders(**answers: tuple[int, int]) -> pd.DataFrame:
    """Answers of one queue and month by wait band: how many, and how many of them in the two best boxes."""
    bands = [
        {
            "subject": "contact",
            "wait_band": band,
            "outcome": "answered",
            "answers": n,
            "judged": n,
            "top2": top,
            "scored": 0,
            "score_sum": 0.0,
        }
        for band, (n, top) in answers.items()
    ]
    return pd.DataFrame([PLACE | band for band in bands], columns=[*PLACE, *RESPONDER])


RESPONDER = ("subject", "wait_band", "outcome", "answers", "judged", "top2", "scored", "score_sum")
SUMS = ("scored", "score_sum", "score_squares", "judged", "top2", "asked", "promoters", "detractors")


def told(instrument: str, **sums: float) -> pd.DataFrame:
    """Sums of the answers to one question."""
    return pd.DataFrame([PLACE | {"instrument": instrument} | dict.fromkeys(SUMS, 0) | sums])


def company(frame: pd.DataFrame, **key: Any) -> pd.Series:
    """The company's row with these values."""
    chosen = frame[(frame["scope_type"] == "company") & (frame[list(key)] == pd.Series(key)).all(axis=1)]
    return chosen.iloc[0]
