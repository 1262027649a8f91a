"""Given rows, expected rows: the cases of `tests/sql/<schema>/<table>.yaml` run on the engine, one test a case.

A case says `it` (a sentence), `given` (table -> rows, only the columns that matter; the rest is null), `window` (two dates,
by default the year 2024) and `expect` (rows; only the columns named there are compared, in any order of rows).
What stands in `tests/sql/config.yaml` holds for every case that does not give the same table. `config.dates` and
`config.zone_day` are the real ones. A row of `config.queue_day` without a date holds for every day of 2023 to 2025.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlglot
import yaml

from assets.ops_tables import OPS_TABLES, raw_tables
from assets.settings_tables import COLUMNS as CONFIG_TABLES
from assets.settings_tables import dates, frame_of
from assets.zones import zone_day
from pipelines import kpis, ledger
from pipelines.analyses import read_analyses
from pipelines.declarations import Model, read_kpis, read_models
from pipelines.engine.base import Engine, Span
from pipelines.engine.duckdb import open_engine
from pipelines.engine.portable import findings

ROOT = Path(__file__).parents[1]
SQL = ROOT / "sql"
CASES = Path(__file__).parent / "sql"
YEAR = (date(2024, 1, 1), date(2024, 12, 31))
REAL = ("config.dates", "config.zone_day")
MODELS: dict[str, Model] = {model.table: model for model in [*read_models(SQL), *read_kpis(SQL)]}
DICTIONARY: dict[str, dict[str, str]] = yaml.safe_load((SQL / "columns.yaml").read_text(encoding="utf-8"))

Rows = list[dict[str, Any]]


@cache
def declared_tables() -> dict[str, dict[str, str]]:
    """Give the columns and types of all tables that no SQL file makes, as they are declared where they are made."""
    return {
        **{table: {name: kind for name, (kind, _) in columns.items()} for table, (_, columns) in {**OPS_TABLES, **raw_tables()}.items()},
        **CONFIG_TABLES,
        **ledger.TABLES,
        **kpis.TABLES,
        **{analysis.table: dict(analysis.columns) for analysis in read_analyses()},
    }


@cache
def columns_of(table: str) -> tuple[str, ...]:
    """Name the columns of a table."""
    if table in declared_tables():
        return tuple(declared_tables()[table])
    return tuple(sqlglot.parse_one(MODELS[table].sql, read="duckdb").named_selects)


def cases() -> Iterator[Any]:
    for path in sorted(CASES.glob("*/*.yaml")):
        for case in yaml.safe_load(path.read_text(encoding="utf-8")):
            yield pytest.param(f"{path.parent.name}.{path.stem}", case, id=f"{path.parent.name}/{path.stem}: {case['it']}")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_engine(tmp_path_factory.mktemp("cases") / "cases.duckdb") as opened:
        opened.write("config.dates", dates(), columns=CONFIG_TABLES["config.dates"])
        zones = frame_of("config.zone_day", zone_day({"UTC", "Europe/Berlin", "America/Chicago", "Asia/Kathmandu", "Australia/Lord_Howe"}))
        opened.write("config.zone_day", zones, columns=CONFIG_TABLES["config.zone_day"])
        yield opened


@pytest.mark.parametrize(("table", "case"), list(cases()))
def test_case(engine: Engine, table: str, case: dict[str, Any]) -> None:
    model = MODELS[table]
    given: dict[str, Rows] = {**yaml.safe_load((CASES / "config.yaml").read_text(encoding="utf-8")), **case.get("given", {})}
    strangers = set(case.get("given", {})) - set(model.reads) | set(case.get("given", {})) & set(REAL)
    assert not strangers, f"{table} does not read {', '.join(sorted(strangers))}; give only tables it reads, calendar and zones are real"
    for name in set(model.reads) - set(REAL):
        make_table(engine, name, given.get(name, []))
    first, last = case.get("window", YEAR)
    found = engine.read(f"select * from ({model.sql}) as made", {"from": first, "to": last})
    expected: Rows = case["expect"]
    named = sorted({name for row in expected for name in row})
    assert not set(named) - set(found.columns), f"{table} has no column {', '.join(sorted(set(named) - set(found.columns)))}"
    assert counted(found[named].to_dict("records")) == counted([{name: row.get(name) for name in named} for row in expected])


def make_table(engine: Engine, table: str, rows: Rows) -> None:
    """Make a table of exactly its declared columns, typed by the dictionary, and put the given rows into it."""
    columns = columns_of(table)
    unknown = {name for row in rows for name in row} - set(columns)
    assert not unknown, f"{table} has no column {', '.join(sorted(unknown))}"
    typed = ", ".join(f"{name} {DICTIONARY[name]['type']}" for name in columns)
    engine.run(f"create schema if not exists {table.split('.')[0]}")
    engine.run(f"create or replace table {table} ({typed})")
    for row in rows:
        named, bound = ", ".join(row), ", ".join(f"${name}" for name in row)
        if table == "config.queue_day" and "business_date" not in row:
            years = "from config.dates where year between 2023 and 2025"
            engine.run(f"insert into {table} ({named}, business_date) select {bound}, date {years}", row)
        else:
            engine.run(f"insert into {table} ({named}) values ({bound})", row)


def counted(rows: Rows) -> Counter[tuple[tuple[str, str], ...]]:
    return Counter(tuple((name, told(value)) for name, value in sorted(row.items())) for row in rows)


def told(value: Any) -> str:
    """Write a value so that equal values read equal, whatever type a driver gives them."""
    if value is None or value is pd.NaT or (isinstance(value, float) and value != value) or value is pd.NA:
        return "null"
    if isinstance(value, bool) or type(value).__name__ == "bool_":
        return str(bool(value)).lower()
    if isinstance(value, int | float) or hasattr(value, "dtype"):
        return f"{float(value):.6f}"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ").removesuffix(" 00:00:00")
    return value.isoformat() if isinstance(value, date) else str(value)


@pytest.mark.parametrize(
    ("zone", "day", "half_hours"),
    [
        ("Europe/Berlin", date(2024, 3, 31), 46),
        ("Europe/Berlin", date(2024, 10, 27), 50),
        ("America/Chicago", date(2024, 3, 10), 46),
        ("America/Chicago", date(2024, 11, 3), 50),
        ("Australia/Lord_Howe", date(2024, 4, 7), 49),
        ("Asia/Kathmandu", date(2024, 10, 27), 48),
    ],
)
def test_a_day_has_the_half_hours_its_clock_shows_and_loses_no_call(engine: Engine, zone: str, day: date, half_hours: int) -> None:
    """A call every 5 minutes around the day: each lands in exactly one interval of exactly one day."""
    settings: dict[str, Rows] = yaml.safe_load((CASES / "config.yaml").read_text(encoding="utf-8"))
    settings["config.site"] = [{"site_id": "lakeside", "timezone": zone, "day_start_s": 0}]
    chain = ("staging.call", "core.queue_log_leg", "core.queue_leg", "core.queue_interval")
    for name in {read for table in chain for read in MODELS[table].reads} - set(REAL) - set(chain):
        make_table(engine, name, settings.get(name, []))
    engine.run(
        "insert into raw.call (source_id, leg_id, queue, entered_at_utc, wait_s, outcome) "
        "select 'acd', n, 'Billing', $day + interval '12 hours' + interval '5 minutes' * n, 1, 'Handled' from range(-576, 576) as call(n)",
        {"day": day},
    )
    for table in chain:
        engine.build(table, MODELS[table].sql, spans=[Span(*YEAR)])
    query = "select count(*), count(distinct interval_start_utc), sum(entered) from core.queue_interval where business_date = $day"
    assert engine.rows(query, {"day": day}) == [(half_hours, half_hours, half_hours * 6)]
    assert engine.rows("select sum(entered) from core.queue_interval") == [(1152,)]


@pytest.mark.parametrize("table", sorted(MODELS))
def test_every_file_runs_on_empty_tables(engine: Engine, table: str) -> None:
    for name in set(MODELS[table].reads) - set(REAL):
        make_table(engine, name, [])
    assert engine.rows(f"select count(*) from ({MODELS[table].sql}) as made", dict(zip(("from", "to"), YEAR))) is not None


@pytest.mark.parametrize("table", sorted(table for table in MODELS if not table.startswith("kpi.")))
def test_every_column_has_the_type_the_dictionary_says(engine: Engine, table: str) -> None:
    for name in set(MODELS[table].reads) - set(REAL):
        make_table(engine, name, [])
    described = engine.rows(f"describe select * from ({MODELS[table].sql}) as made", dict(zip(("from", "to"), YEAR)))
    found = {name: kind.lower() for name, kind, *_ in described}
    assert found == {name: DICTIONARY.get(name, {}).get("type", "not in sql/columns.yaml") for name in found}


@pytest.mark.parametrize("table", sorted(MODELS))
def test_every_file_travels_to_other_engines(table: str) -> None:
    assert findings(MODELS[table].sql) == []


def test_every_declared_column_stands_in_the_dictionary_with_its_type() -> None:
    wrong = {
        f"{table}.{name}": kind
        for table, columns in declared_tables().items()
        for name, kind in columns.items()
        if DICTIONARY.get(name, {}).get("type") != kind
    }
    assert not wrong, "add the name to sql/columns.yaml, or give it the type it has there: the same name means the same everywhere"


def test_every_entry_of_the_dictionary_is_used() -> None:
    of_publication = {"content_hash", "published_at_utc", "run_id", "built_at_utc", "data_through_date", "centre_name", "files"}
    used = {name for columns in declared_tables().values() for name in columns} | of_publication
    used |= {name for table in MODELS if not table.startswith("kpi.") for name in columns_of(table)}
    assert set(DICTIONARY) - used == set(), "take the name out of sql/columns.yaml: no table has it any more"


def test_the_dictionary_is_sorted() -> None:
    assert list(DICTIONARY) == sorted(DICTIONARY)


def test_every_kpi_and_core_table_has_a_case() -> None:
    tested = {param.values[0] for param in cases()}
    assert {table for table in MODELS if table.split(".")[0] in ("core", "kpi")} - tested == set()
