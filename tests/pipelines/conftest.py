"""A warehouse of two queues at two sites, with the KPI tables and nothing in them."""

import pytest

from pipelines import kpi_tables
from pipelines.engine.duckdb import open_engine


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    with open_engine(tmp_path_factory.mktemp("kpi") / "warehouse.duckdb") as opened:
        for statement in (
            "create schema core; create schema config; create schema ops",
            "create table config.centre as select 20 as min_n",
            "create table ops.data_through as select date '2026-03-20' as business_date",
            "create table config.queue as select 'a' as queue_id, 'north' as site_id union all select 'b', 'south'",
            "create table config.site as select 'north' as site_id, 'UTC' as timezone union all select 'south', 'UTC'",
            "create table config.zone_day as select 'UTC' as zone, 'utc' as reading, date '2026-03-01' + i::int as date, 0 as offset_s,"
            " null::timestamp as switch_at, null::bigint as offset_after_s from range(31) t(i)",
            "create table config.t_quantile as select i as df, case when i = 2 then 4.302652729911275 else 2.0 end as t975"
            " from range(1, 1001) t(i)",
        ):
            opened.run(statement)
        kpi_tables.make_tables(opened)
        yield opened
