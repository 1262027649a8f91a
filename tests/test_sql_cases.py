"""Given rows, expected rows: the cases of `tests/sql/<schema>/<table>.yaml` run on the engine, one test a case.

A case says `it` (a sentence), `given` (table -> rows, only the columns that matter; the rest is null), `window` (two dates,
by default the year 2024) and `expect` (rows; only the columns named there are compared, in any order of rows).
A view that the case gives no rows of has those it makes of the tables below it, where the case gives one of these.
What stands in `tests/sql/config.yaml` holds for every case that does not give the same table. `config.dates`,
`config.queue_verb` and `config.zone_day` are the real ones. A row of `config.queue_day` without a date holds for every day of 2023 to 2025.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from typing import Any

import pandas as pd
import pytest
import yaml

from assets.config_tables import queue_verbs
from assets.config_tables.tables import COLUMNS as CONFIG_TABLES
from assets.config_tables.tables import dates, frame_of
from assets.zones import zone_day
from pipelines.engine.base import Engine, Span
from pipelines.engine.duckdb import open_engine
from tests.tables import CASES, DICTIONARY, MODELS, VIEWS, Rows, make_table

YEAR = (date(2024, 1, 1), date(2024, 12, 31))
REAL = ("config.dates", "config.queue_verb", "config.zone_day")


def cases() -> Iterator[Any]:
    for path in sorted(CASES.glob("*/*.yaml")):
        for case in yaml.safe_load(path.read_text(encoding="utf-8")):
            yield pytest.param(f"{path.parent.name}.{path.stem}", case, id=f"{path.parent.name}/{path.stem}: {case['it']}")


@cache
def small_centre() -> dict[str, Rows]:
    """Give what every case inherits."""
    found: dict[str, Rows] = yaml.safe_load((CASES / "config.yaml").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_engine(tmp_path_factory.mktemp("cases") / "cases.duckdb") as opened:
        opened.write("config.dates", dates(), columns=CONFIG_TABLES["config.dates"])
        zones = frame_of("config.zone_day", zone_day({"UTC", "Europe/Berlin", "America/Chicago", "Asia/Kathmandu", "Australia/Lord_Howe"}))
        opened.write("config.zone_day", zones, columns=CONFIG_TABLES["config.zone_day"])
        verbs = frame_of("config.queue_verb", pd.DataFrame(queue_verbs.VERBS, columns=list(CONFIG_TABLES["config.queue_verb"])))
        opened.write("config.queue_verb", verbs, columns=CONFIG_TABLES["config.queue_verb"])
        yield opened


@pytest.mark.parametrize(("table", "case"), list(cases()))
def test_case(engine: Engine, table: str, case: dict[str, Any]) -> None:
    model = MODELS[table]
    said: dict[str, Rows] = case.get("given", {})
    given = {**small_centre(), **said}
    through = {name for name in model.reads if name in VIEWS and name not in said and not said.keys().isdisjoint(MODELS[name].reads)}
    reads = {*model.reads, *(read for name in through for read in MODELS[name].reads)}
    strangers = said.keys() - reads | said.keys() & set(REAL)
    assert not strangers, f"{table} does not read {', '.join(sorted(strangers))}; give only tables it reads, calendar and zones are real"
    for name in reads - {*REAL, *through}:
        make_table(engine, name, given.get(name, []))
    for name in through:
        engine.run(f"create or replace table {name} as {MODELS[name].sql}")
    first, last = case.get("window", YEAR)
    found = engine.read(f"select * from ({model.sql}) as made", {"from": first, "to": last})
    expected: Rows = case["expect"]
    named = sorted({name for row in expected for name in row})
    assert not set(named) - set(found.columns), f"{table} has no column {', '.join(sorted(set(named) - set(found.columns)))}"
    assert counted(found[named].to_dict("records")) == counted([{name: row.get(name) for name in named} for row in expected])


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
    place = {"source_id": "acd", "queue_raw": "Billing", "queue_id": "billing", "site_id": "lakeside", "timezone": zone, "day_start_s": 0}
    settings = {**small_centre(), "config.queue_place": [place]}
    chain = ("staging.call", "core.queue_log_event", "core.queue_log_leg", "core.wrap_up", "core.queue_leg", "core.queue_interval")
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
def test_of_empty_tables_a_file_makes_an_empty_one(engine: Engine, table: str) -> None:
    given = set(MODELS[table].reads) - set(REAL)
    for name in given:
        make_table(engine, name, [])
    made = engine.rows(f"select count(*) from ({MODELS[table].sql}) as made", dict(zip(("from", "to"), YEAR)))[0][0]
    # the calendar alone is there before any data
    assert made == (0 if given else engine.rows("select count(*) from config.dates")[0][0])


@pytest.mark.parametrize("table", sorted(table for table in MODELS if not table.startswith("kpi.")))
def test_every_column_has_the_type_the_dictionary_says(engine: Engine, table: str) -> None:
    for name in set(MODELS[table].reads) - set(REAL):
        make_table(engine, name, [])
    described = engine.rows(f"describe select * from ({MODELS[table].sql}) as made", dict(zip(("from", "to"), YEAR)))
    found = {name: kind.lower() for name, kind, *_ in described}
    assert found == {name: DICTIONARY.get(name, {}).get("type", "not in sql/columns.yaml") for name in found}
