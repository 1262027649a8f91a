"""The files a publication is made of: whoever looks for work looks whether they are all there.

Belongs here: where each file lies. Does not: writing them (`publish`, `report`).
"""

from collections.abc import Iterable
from pathlib import Path

from pipelines.declarations import Header
from pipelines.desk.catalogue import EXTRACT
from pipelines.engine.base import Engine
from pipelines.house import Declarations, Place
from pipelines.report.build import NEWEST, path_of, reported_months

RUN_TABLE = "marts.meta_run"


def published_tables(declared: Declarations) -> dict[str, list[str]]:
    """Give every table of the published database with its key; the last tells of the publication itself."""
    marts = {m.table: list(m.header.grain) for m in declared.models if m.schema == "marts" and isinstance(m.header, Header)}
    return {**marts, RUN_TABLE: ["run_id"]}


def files_of(place: Place, table: str) -> list[Path]:
    """Give the files that hold a published table beside the database."""
    extracts = [place.published / f"monthly_extract.{ending}" for ending in ("csv", "parquet")] if table == EXTRACT else []
    return [place.published / "parquet" / f"{table.partition('.')[2]}.parquet", *extracts]


def missing_tables(place: Place, tables: Iterable[str]) -> list[Path]:
    """Give the files of the published tables that are not there, the database first."""
    wanted = [place.database, *(path for table in tables for path in files_of(place, table))]
    return [path for path in wanted if not path.exists()]


def missing_reports(engine: Engine, place: Place) -> list[Path]:
    """Give the newest reports that are not there."""
    months = reported_months(engine)[-NEWEST:] if engine.exists(EXTRACT) else []
    return [path for month in months if not (path := path_of(place.published, month)).exists()]
