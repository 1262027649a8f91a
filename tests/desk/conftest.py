"""A small published database written by hand, with queue names that break careless programs.

Belongs here: its rows. Does not: tests, or whole runs (`tests/runs`).
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pandas as pd
import pytest

from pipelines.desk.catalogue import Catalogue, read_catalogue
from pipelines.engine.duckdb import DuckDBEngine, open_engine, open_to_read
from pipelines.house import Declarations, Place
from pipelines.ledger import DEFINITION_COLUMNS
from pipelines.publish import STORAGE_VERSION
from tests.tables import DICTIONARY, MODELS, Rows, columns_of, make_table

HOSTILE = {
    "formula": '=HYPERLINK("http://x","y")',
    "quotes": 'O\'Brien "the" `queue`; drop table x; --',
    "brackets": "<script>alert(1)</script> & <b>bold</b>",
    "arabic": "خدمة العملاء \u200f(عربي)",
    "long": "Überlanger Name " * 19,
    "minus": "-2+3",
    "lines": "two\nlines\tand tabs",
}
MONTHS = [date(2026, month, 1) for month in range(3, 11)]


def kind_of(column: str) -> str:
    return DICTIONARY[column]["type"]


def scope_rows() -> list[tuple[str, str, str]]:
    return [("company", "all", "Harbour & Lakes"), *(("queue", queue, name) for queue, name in HOSTILE.items())]


def monthly_rows() -> Rows:
    rows: Rows = []
    for kpi, name, unit, better in (
        ("service_level", "Service level", "share", "higher"),
        ("average_wait", "Average wait", "seconds", "lower"),
    ):
        for place, (kind, scope_id, scope_name) in enumerate(scope_rows()):
            for number, month in enumerate(MONTHS):
                value = (0.70 + 0.01 * number + 0.02 * place) if unit == "share" else 30.0 + number + place
                rows.append(
                    {
                        "month": month,
                        "kpi": kpi,
                        "kpi_name": name,
                        "version": 2,
                        "unit": unit,
                        "better": better,
                        "scope_type": kind,
                        "scope_id": scope_id,
                        "scope_name": scope_name,
                        "value": value,
                        "n": 100 + number,
                        "days": 28,
                        "low_n": place == 3,
                        "ci_low": value * 0.95,
                        "ci_high": value * 1.05,
                        "ci_method": "day_clustered",
                        "provisional": number == 7,
                        "baseline": 0.7 if unit == "share" else 30.0,
                        "verdict": "improved" if number == 6 else None,
                        "target": 0.8 if unit == "share" and kind == "company" else None,
                        "target_verdict": "missed" if unit == "share" and kind == "company" else None,
                    }
                )
    return [row for row in rows if not (row["kpi"] == "average_wait" and row["month"] == MONTHS[0])]


def published_tables() -> dict[str, Rows]:
    definition = {"version": 2, "name": "Service level", "description": "Share answered in time.", "unit": "share", "better": "higher"}
    kpis: Rows = [
        {"kpi": "service_level", **definition, "measure": "ratio", "maturity_days": 0, "is_current": True, "definition_sql": "select 1"},
        {"kpi": "service_level", **definition, "version": 1, "measure": "ratio", "is_current": False, "definition_sql": "select 0"},
        {
            "kpi": "average_wait",
            **definition,
            "name": "Average wait",
            "unit": "seconds",
            "measure": "mean",
            "is_current": True,
            "definition_sql": "=1",
        },
    ]
    queues: Rows = [{"queue_id": queue, "name": name, "channel": "phone"} for queue, name in HOSTILE.items()]
    return {"marts.monthly_extract": monthly_rows(), "marts.meta_kpi": kpis, "marts.dim_queue": queues}


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Publish the rows above, and empty tables for all others, as a run would."""
    folder = tmp_path_factory.mktemp("centre")
    place = Place(config=folder / "config", data=folder / "data")
    given = published_tables()
    with open_engine(place.warehouse, threads=1) as engine:
        hashes = pd.DataFrame(sorted(Declarations().hashes.items()), columns=list(DEFINITION_COLUMNS))
        engine.write("ops.definition", hashes, columns=DEFINITION_COLUMNS)
        marts = {table: list(model.header.grain) for table, model in MODELS.items() if table.startswith("marts.")}  # type: ignore[union-attr]
        for table in marts:
            make_table(engine, table, given.get(table, []))
            engine.comment(table, "A table.", {name: DICTIONARY[name]["description"] for name in columns_of(table)})
        run: dict[str, Any] = {
            "run_id": "0123456789",
            "built_at_utc": datetime.fromisoformat("2026-11-01T06:00"),
            "data_through_date": date(2026, 10, 31),
        }
        run |= {"centre_name": "Harbour & Lakes", "files": 5}
        engine.run(f"create table marts.meta_run ({', '.join(f'{name} {kind_of(name)}' for name in run)})")
        engine.run(f"insert into marts.meta_run values ({', '.join(f'${name}' for name in run)})", run)
        engine.publish({**marts, "marts.meta_run": ["run_id"]}, place.database, storage_version=STORAGE_VERSION)
    return place


@pytest.fixture
def engine(place: Place) -> Iterator[DuckDBEngine]:
    with open_to_read(place.database) as opened:
        yield opened


@pytest.fixture
def known(engine: DuckDBEngine) -> Catalogue:
    return read_catalogue(engine)
