"""What the assets ask of a database; every engine of the machine keeps these promises.

Belongs here: the protocol, so that nothing in `assets` imports the machine. Does not: any dialect.
"""

import re
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Literal, Protocol

import pandas as pd

from assets.readers.gated import Gated
from assets.readers.protocol import Incoming, Plan


class Warehouse(Protocol):
    """A database with one writer."""

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

    def write(
        self,
        table: str,
        frame: pd.DataFrame,
        *,
        columns: Mapping[str, str],
        how: Literal["replace", "freeze", "upsert"] = "replace",
        by: Sequence[str] = (),
    ) -> int:
        """Write a frame into a table of exactly `columns`; `freeze` adds the rows whose `by` columns are not there yet."""
        ...

    def gives_twice(self, sql: str) -> bool:
        """Say whether a select of one column of whole numbers gives one of them twice."""
        ...

    def load(self, plan: Plan, gated: Mapping[int, Gated], *, key: bytes) -> dict[int, Incoming]:
        """Make the temporary view `incoming` of gated files by their id (pipelines/engine/loading.py); say what each holds."""
        ...

    def unload(self) -> None:
        """Forget the records that `load` made."""
        ...


def run(engine: Warehouse, sql: str, params: Mapping[str, Any]) -> None:
    """Execute one statement with those of `params` that it names."""
    named = set(re.findall(r"\$(\w+)", sql))
    engine.run(sql, {name: value for name, value in params.items() if name in named})
