"""What the machine asks of a database. Every engine keeps these promises; nothing else of a database is used above.

Belongs here: the protocol and the plain shapes that cross it. Does not: any dialect.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol

import pandas as pd

from assets.readers.gated import Gated
from assets.readers.protocol import Incoming, Plan


class Span(NamedTuple):
    """A window of business days, both ends inclusive."""

    first: date
    last: date


@dataclass(frozen=True)
class TableColumn:
    """A column as it stands in the database."""

    name: str
    type: str


class EngineBusy(Exception):
    """Somebody else is writing; the message says who and what to do."""


class EngineBroken(Exception):
    """A database file cannot be opened, damaged or none at all; the message names it and says what to do."""


class ModelError(Exception):
    """A declaration (SQL, YAML) does not fit the database; the message names the file, what is wrong and the remedy."""


class Engine(Protocol):
    """A database with one writer. Methods that change anything are atomic: all of it or nothing."""

    def transaction(self) -> AbstractContextManager[None]:
        """Everything inside happens at once or, when an exception leaves the block, not at all."""
        ...

    def run(self, sql: str, params: Mapping[str, Any] | None = None) -> int:
        """Execute one statement and give the number of rows it wrote, where it writes any."""
        ...

    def read(self, sql: str, params: Mapping[str, Any] | None = None) -> pd.DataFrame:
        """Give the result of a query as a frame."""
        ...

    def rows(self, sql: str, params: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """Give the result of a query as tuples."""
        ...

    def records(self, sql: str, params: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """Give the result of a query as rows by column name."""
        ...

    def cursor(self) -> Any:
        """Give a second door to the same database, for Great Expectations: it sees what is committed."""
        ...

    def exists(self, table: str) -> bool:
        """Say whether `schema.table` is there."""
        ...

    def columns(self, table: str) -> list[TableColumn]:
        """Give the columns of a table, in order; empty when it is not there."""
        ...

    def build(self, table: str, select: str, *, spans: Sequence[Span] | None, day: str = "business_date") -> int:
        """Build `table` from a plain select, in one transaction, and give the number of rows written.

        With `spans`, the rows of those days are deleted and written again (`$from` and `$to` are bound to each span);
        without, the whole table is replaced. A table whose columns no longer match the select is made anew, which is
        only right when the spans cover all of history: the planner sees to that.
        """
        ...

    def view(self, table: str, select: str) -> None:
        """Make `table` a view: its rows are computed by whoever asks, and nothing is written. The select names no window."""
        ...

    def write(
        self,
        table: str,
        frame: pd.DataFrame,
        *,
        columns: Mapping[str, str],
        how: Literal["replace", "freeze", "upsert"] = "replace",
        by: Sequence[str] = (),
        gone: pd.DataFrame | None = None,
    ) -> int:
        """Write a frame into a table of exactly `columns` and give the number of rows written.

        replace  the table holds the frame and nothing else
        freeze   rows whose `by` columns are known already stay as they are; only new ones are added
        upsert   rows that share their `by` columns with the frame are replaced by the frame's; those that share them with
                 `gone` are taken out
        """
        ...

    def gives_twice(self, sql: str) -> bool:
        """Say whether a select of one column of whole numbers gives one of them twice."""
        ...

    def load(self, plan: Plan, gated: Mapping[int, Gated], *, key: bytes) -> dict[int, Incoming]:
        """Make the temporary view `incoming` of gated files (by file id), typed and in UTC; say what is in each."""
        ...

    def unload(self) -> None:
        """Forget the records that `load` made."""
        ...

    def comment(self, table: str, description: str, columns: Mapping[str, str]) -> None:
        """Attach the words of the data dictionary to a table and its columns."""
        ...

    def content_hash(self, table: str, *, where: str = "true", leave_out: Sequence[str] = ()) -> str:
        """Hash a table's content, whatever the order of its rows; equal content gives an equal hash."""
        ...

    def publish(
        self, tables: Mapping[str, Sequence[str]], target: Path, *, storage_version: str, known: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        """Write tables (`schema.table` -> primary key) into a file of their own that replaces `target` in one step.

        `known` names, by table, further columns that are never null.
        """
        ...

    def export(self, table: str, target: Path, *, order: Sequence[str]) -> None:
        """Write a table as CSV or Parquet (by the ending of `target`), replacing the file in one step."""
        ...
