"""A guess about one canonical column.

Belongs here: the shape those who guess exchange. Does not: guessing (columns, call_columns).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Guess:
    """A canonical column and where it may come from; several positions are joined, such as a date and a time of day."""

    canonical: str
    positions: tuple[int, ...]
    score: float
    reason: str
