"""Forecasts are scored against what came, beside the simplest forecast, on a small warehouse with hand-made days."""

from collections.abc import Iterator

import duckdb
import pandas as pd
import pytest

from assets.analysis import forecast, forecast_accuracy


@pytest.fixture
def house() -> Iterator[duckdb.DuckDBPyConnection]:
    """Ten weeks of one queue with one interval a day: 100 calls, on the last day 120."""
    con = duckdb.connect()
    con.execute("create schema core; create schema ops; create schema analysis")
    con.execute("create table ops.data_through as select date '2026-03-01' as business_date")
    con.execute(
        "create table core.queue_interval as select 'orders' as queue_id, day + interval '8 hours' as interval_start_utc, "
        "day + interval '9 hours' as interval_start_local, cast(day as date) as business_date, 18000.0 as handle_s, 100 as handled, "
        "cast(case when day = date '2026-03-01' then 120 else 100 end as bigint) as offered "
        "from (select unnest(generate_series(timestamp '2025-12-22', timestamp '2026-03-01', interval '1 day')) as day)"
    )
    con.execute("create schema config; create table config.interval as select 1800 as interval_s")
    con.execute(
        "create table config.staffing as select 'orders' as queue_id, 0.8 as service_level_target, 20.0 as threshold_s, "
        "cast(null as double) as max_occupancy, 1 as min_agents, cast(null as double) as patience_s"
    )
    con.execute(
        "create schema staging; create table staging.volume_plan "
        "(queue_id varchar, business_date date, at_utc timestamp, grain_source varchar, volume double)"
    )
    con.execute("create table analysis.patience (queue_id varchar, patience_s double)")
    con.execute("create table config.queue_day (queue_id varchar, business_date date, service_level varchar, short_abandon_s double)")
    con.execute(f"create table analysis.forecast ({', '.join(f'{name} {kind}' for name, kind in forecast.COLUMNS.items())})")
    yield con
    con.close()


def foretell(con: duckdb.DuckDBPyConnection, as_of: str, day: str, volume: float | None, wide: float = 30.0) -> None:
    levels = {f"volume_{name}": None if volume is None else volume + wide * (level - 0.5) for name, level in forecast.LEVELS.items()}
    start = pd.Timestamp(day)
    row = {"queue_id": "orders", "as_of_date": as_of, "interval_start_local": start + pd.Timedelta(hours=9), "volume": volume} | levels
    row |= {"interval_start_utc": start + pd.Timedelta(hours=8), "business_date": day, "model": "x", "handle_time_s": 180.0}
    con.execute(f"insert into analysis.forecast ({', '.join(row)}) values ({', '.join('?' * len(row))})", list(row.values()))


def scored(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    made = forecast_accuracy.rows(**{name: con.execute(sql).df() for name, sql in forecast_accuracy.READS.items()})
    assert list(made.columns) == list(forecast_accuracy.COLUMNS)
    return made.set_index(["scored_by", "horizon_from_days"])


def test_errors_bias_and_the_value_added_are_those_of_paper_and_pencil(house: duckdb.DuckDBPyConnection) -> None:
    foretell(house, "2026-02-28", "2026-03-01", 114.0)
    foretell(house, "2026-02-27", "2026-02-28", 106.0)
    row = scored(house).loc[("interval", 1)]
    assert row[["n", "origins", "offered"]].tolist() == [2, 2, 220]
    assert row["wape"] == pytest.approx(12 / 220)
    assert row["bias_share"] == pytest.approx(0.0)
    assert row["wape_naive"] == pytest.approx(20 / 220)
    assert row["bias_naive_share"] == pytest.approx(-20 / 220)
    assert row["value_added_share"] == pytest.approx(1 - 12 / 20)
    assert row["mase"] == pytest.approx(12 / 20)


def test_a_plan_is_scored_in_agents_beside_the_plan_of_the_simplest_forecast(house: duckdb.DuckDBPyConnection) -> None:
    foretell(house, "2026-02-28", "2026-03-01", 110.0)
    row = scored(house).loc[("agents", 1)]
    # 120 calls of 180 s need 16 agents; the 110 forecast make 15, the 100 of the four weeks before 14.
    assert row[["n", "origins", "offered"]].tolist() == [1, 1, 120]
    assert row["wape"] == pytest.approx(1 / 16)
    assert row["bias_share"] == pytest.approx(-1 / 16)
    assert row["wape_naive"] == pytest.approx(2 / 16)
    assert row["value_added_share"] == pytest.approx(0.5)


def expect(con: duckdb.DuckDBPyConnection, grain: str, *volumes: tuple[str, float]) -> None:
    for at, volume in volumes:
        con.execute("insert into staging.volume_plan values ('orders', ?, ?, ?, ?)", [at[:10], at, grain, volume])


def test_the_centres_own_plan_is_scored_on_the_intervals_it_speaks_of(house: duckdb.DuckDBPyConnection) -> None:
    foretell(house, "2026-02-28", "2026-03-01", 114.0)
    foretell(house, "2026-02-27", "2026-02-28", 106.0)
    # two quarters of an hour make the half-hour of the house
    expect(house, "interval", ("2026-03-01 08:00", 50.0), ("2026-03-01 08:15", 60.0))
    found = scored(house)
    row = found.loc[("interval", 1)]
    assert row["wape_plan"] == pytest.approx(10 / 120)
    assert row["bias_plan_share"] == pytest.approx(-10 / 120)
    assert row["value_added_to_plan_share"] == pytest.approx(1 - 6 / 10)
    assert found.loc[("day", 1), "wape_plan"] == pytest.approx(10 / 120)
    # the 110 planned make 15 agents where 16 were needed, the 114 forecast too
    assert found.loc[("agents", 1), ["wape_plan", "value_added_to_plan_share"]].tolist() == pytest.approx([1 / 16, 0.0])


@pytest.mark.parametrize(("grain", "at"), [("day", "2026-03-01 00:00"), ("interval", "2026-03-01 08:00")])
def test_a_plan_by_days_or_hours_is_scored_by_days_alone(house: duckdb.DuckDBPyConnection, grain: str, at: str) -> None:
    foretell(house, "2026-02-28", "2026-03-01", 114.0)
    expect(house, grain, (at, 90.0), ("2026-02-28 08:00", 90.0))
    found = scored(house)
    assert found.loc[("day", 1), "wape_plan"] == pytest.approx(30 / 120)
    assert found.loc[[("interval", 1), ("agents", 1)], "wape_plan"].isna().all()


def test_calls_that_took_less_time_needed_fewer_agents_than_planned(house: duckdb.DuckDBPyConnection) -> None:
    house.execute("update core.queue_interval set handle_s = 15000")
    foretell(house, "2026-02-28", "2026-03-01", 100.0)
    # 120 calls of 150 s need 13 agents, the plan for 100 of 180 s has 14.
    assert scored(house).loc[("agents", 1)]["bias_share"] == pytest.approx(1 / 13)


def test_calls_nobody_answered_take_the_time_the_forecast_thought(house: duckdb.DuckDBPyConnection) -> None:
    house.execute("update core.queue_interval set handled = 0, handle_s = 0")
    foretell(house, "2026-02-28", "2026-03-01", 100.0)
    row = scored(house).loc[("agents", 1)]
    # 120 calls of 180 s need 16 agents, the plan has 14.
    assert row["bias_share"] == pytest.approx(-2 / 16)


def test_where_nothing_is_planned_no_plan_is_scored(house: duckdb.DuckDBPyConnection) -> None:
    house.execute("delete from config.staffing")
    foretell(house, "2026-02-28", "2026-03-01", 100.0)
    assert set(scored(house).index.get_level_values("scored_by")) == {"interval", "day"}


def test_intervals_are_held_against_what_came(house: duckdb.DuckDBPyConnection) -> None:
    foretell(house, "2026-02-28", "2026-03-01", 114.0, wide=10.0)
    foretell(house, "2026-02-27", "2026-02-28", 100.0, wide=10.0)
    row = scored(house).loc[("interval", 1)]
    assert row[["cover80_share", "cover95_share"]].tolist() == [0.5, 0.5]
    loss = [max(level * (120 - q), (1 - level) * (q - 120)) for level in forecast.LEVELS.values() for q in [114 + 10 * (level - 0.5)]]
    loss += [max(level * (100 - q), (1 - level) * (q - 100)) for level in forecast.LEVELS.values() for q in [100 + 10 * (level - 0.5)]]
    assert row["pinball"] == pytest.approx(sum(loss) / 16)
    assert pd.isna(scored(house).loc[("day", 1), "cover80_share"])


def test_each_horizon_has_its_row_and_knows_only_weeks_before_its_forecast(house: duckdb.DuckDBPyConnection) -> None:
    for as_of in ("2026-02-28", "2026-02-25", "2026-02-20", "2026-02-05"):
        foretell(house, as_of, "2026-03-01", 110.0)
    found = scored(house).loc["interval"]
    assert found.index.tolist() == [1, 2, 8, 15]
    assert found["horizon_to_days"].tolist() == [1, 7, 14, 28]
    assert found["wape_naive"].tolist() == pytest.approx([20 / 120] * 4)


def test_days_without_data_and_rows_without_a_volume_are_not_scored(house: duckdb.DuckDBPyConnection) -> None:
    foretell(house, "2026-02-28", "2026-03-02", 100.0)
    foretell(house, "2026-02-28", "2026-03-01", None)
    assert scored(house).empty


def test_a_short_history_has_nothing_simple_to_compare_with_and_says_so(house: duckdb.DuckDBPyConnection) -> None:
    house.execute("delete from core.queue_interval where business_date < date '2026-02-20'")
    foretell(house, "2026-02-28", "2026-03-01", 110.0)
    row = scored(house).loc[("interval", 1)]
    assert row["wape"] == pytest.approx(10 / 120)
    assert pd.isna(row["wape_naive"]) and "fewer than four weeks" in row["note"]


def test_intervals_in_which_nobody_came_have_no_share_and_say_so(house: duckdb.DuckDBPyConnection) -> None:
    house.execute("update core.queue_interval set offered = 0")
    foretell(house, "2026-02-28", "2026-03-01", 5.0)
    row = scored(house).loc[("interval", 1)]
    assert pd.isna(row["wape"]) and row["note"] == "no contact came in these intervals"
