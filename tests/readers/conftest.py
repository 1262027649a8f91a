"""A reader's plan run over one file the way ingest does: head, plan, gate, load. For tests of vendors' layouts."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import pytest

from assets.readers.gate import gate
from assets.readers.protocol import Plan
from assets.readers.unpack import read_head
from assets.settings.sources import Source
from assets.zones import zone_day
from pipelines.engine.loading import load


def _source(reader: str, **keys: Any) -> Source:
    """A source of that reader, everything else as in a plain configuration."""
    return Source.model_validate({"id": "src", "reader": reader, "files": "*", "site": "harbour", **keys})


def _plan(reader: ModuleType, path: Path, **keys: Any) -> Plan:
    """The reader's plan for a file."""
    return reader.plan(_source(reader.name, **keys), read_head(path), path.name)


def _rows(reader: ModuleType, path: Path, **keys: Any) -> list[dict[str, Any]]:
    """Every record of a file as the view `incoming` shows it."""
    plan = _plan(reader, path, **keys)
    con = duckdb.connect()
    try:
        con.execute("set timezone = 'Asia/Tokyo'")  # a plan that leans on the session's zone must not pass
        con.execute("create schema config")
        con.register("offsets", zone_day({plan.zone, *keys.get("words", {}).get("zone", {})}))
        con.execute("create table config.zone_day as select * replace (cast(date as date) as date) from offsets")
        load(con, plan, {1: gate(path, plan.shape, encoding=plan.encoding, clean_path=path.parent / "clean")}, key=b"test")
        found = con.execute("select * from incoming order by line")
        names = [column[0] for column in found.description or []]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    finally:
        con.close()


@pytest.fixture(scope="session")
def plan_of() -> Callable[..., Plan]:
    """`plan_of(reader, path, **keys of the source)` gives the reader's plan for a file."""
    return _plan


@pytest.fixture(scope="session")
def rows_of() -> Callable[..., list[dict[str, Any]]]:
    """`rows_of(reader, path, **keys of the source)` gives every record of a file as the view `incoming` shows it."""
    return _rows
