"""The two databases of the house, opened; a file in their place that is somebody else's is refused in words, and left as it is.

Belongs here: which table tells that a database is ours. Does not: locks and damaged files (engine).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.engine.base import Engine, EngineBroken, EngineBusy
from pipelines.engine.duckdb import DuckDBEngine, open_engine, open_to_read
from pipelines.house import Place

# What every warehouse has from its first step on, and every publication.
OF_WAREHOUSE, OF_PUBLICATION = "ops.definition", "marts.meta_run"
SHOWN_TABLES = 3


class Strange(EngineBroken):
    """A file in the place of one of ours is somebody else's database; the message says what it holds and what to do."""


@contextmanager
def open_warehouse(place: Place, *, wait_s: float = 60.0) -> Iterator[DuckDBEngine]:
    """Open the warehouse for writing; raises as `open_engine` does, and `Strange` for a database that is not ours."""
    with open_engine(place.warehouse, wait_s=wait_s) as engine:
        _refuse_a_strangers(engine, place.warehouse, sign=OF_WAREHOUSE)
        yield engine


@contextmanager
def read_warehouse(place: Place) -> Iterator[DuckDBEngine]:
    """Open the warehouse between runs; raises as `open_warehouse` does."""
    with open_to_read(place.warehouse) as engine:
        _refuse_a_strangers(engine, place.warehouse, sign=OF_WAREHOUSE)
        yield engine


@contextmanager
def open_published(place: Place) -> Iterator[DuckDBEngine]:
    """Open what is published; raises as `open_to_read` does, and `Strange` for a database that is not ours."""
    with open_to_read(place.database) as engine:
        _refuse_a_strangers(engine, place.database, sign=OF_PUBLICATION)
        yield engine


def refuse_to_replace(place: Place) -> None:
    """Raise `Strange` where a run would publish over somebody else's database; a damaged one is ours to write again."""
    if place.database.exists():
        try:
            with open_published(place):
                return
        except Strange:
            raise
        except (EngineBroken, EngineBusy):
            return


def _refuse_a_strangers(engine: Engine, path: Path, *, sign: str) -> None:
    """Raise `Strange` where a database has not the table that ours has; a warehouse that holds nothing yet is ours to fill."""
    if engine.exists(sign):
        return
    tables = [name for (name,) in engine.rows("select table_schema || '.' || table_name from information_schema.tables order by 1")]
    if tables or sign == OF_PUBLICATION:
        shown = ", ".join(tables[:SHOWN_TABLES]) or "nothing"
        more = f" and {len(tables) - SHOWN_TABLES} more" if len(tables) > SHOWN_TABLES else ""
        raise Strange(
            f"{path} is a database, but none that Switchboard made: it holds {shown}{more}, and no {sign}. "
            "It was left as it is. Move it away, or name another folder with --data or SWITCHBOARD_DATA; then run again."
        )
