"""What a kind of record is: its columns, its key, the instant that gives its day.

Belongs here: the two shapes every declaration of raw tables is made of. Does not: any kind (records, ticket_records).
"""

from dataclasses import dataclass
from typing import Literal

SqlType = Literal["varchar", "bigint", "double", "boolean", "timestamp", "date"]


@dataclass(frozen=True)
class Column:
    """One column of a raw table: its type, whether a record without it is refused, and what it means.

    `default` stands where nothing is said, `choices` are all the words there are. Counts and durations are never below 0; `is_amount`
    says so of other numbers.
    """

    name: str
    type: SqlType
    meaning: str
    required: bool = False
    default: str | None = None
    choices: tuple[str, ...] = ()
    is_amount: bool = False


@dataclass(frozen=True)
class Kind:
    """One kind of record. `key` says which records are the same thing told twice; `at` gives the day it belongs to.

    Two records with the same key and equal content are duplicates. With different content the one with the greater
    `version` stays (without a version, the one that was loaded later), the other is counted as a duplicate.
    A kind without a key (`queue_event`) is a log: the n-th equal line of one file is the n-th equal line of another.
    `grain` is the column of a kind of sums that says interval, day or month; a day and a month are named by the noon of their first
    day, whatever a business day starts with. `parts` are counts with the count that none of them may pass.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    at: str
    version: str | None = None
    queue: str | None = None
    grain: str | None = None
    parts: tuple[tuple[str, str], ...] = ()

    @property
    def table(self) -> str:
        """The raw table's name, `raw.<kind>`."""
        return f"raw.{self.name}"
