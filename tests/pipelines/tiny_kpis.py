"""KPI files of a test's own over one table of facts, and what becomes of them; no test lives here."""

from datetime import date, datetime
from pathlib import Path

from pipelines.declarations import KpiHeader, Model
from pipelines.engine.base import Span

MONTH = Span(date(2026, 3, 1), date(2026, 3, 31))


def kpi(name, measure, select, **header):
    head = KpiHeader(name=name, description="A KPI.", unit=header.pop("unit", "share"), better="higher", measure=measure, **header)
    return Model("kpi", name, Path(f"sql/kpi/{name}.sql"), head, select, ("core.fact",), "hash")


def facts(engine, rows):
    engine.run(
        "create or replace table core.fact (site_id varchar, queue_id varchar, entered timestamp, business_date date, x double, y double)"
    )
    for row in rows:
        engine.con.execute("insert into core.fact values (?, ?, ?, ?, ?, ?)", row)


PAIR = (
    "select site_id, queue_id, entered as interval_start_utc, business_date, x as numerator, y as denominator"
    " from core.fact where business_date between $from and $to"
)
ONE = PAIR.replace("x as numerator, y as denominator", "x as numerator")
OBSERVED = PAIR.replace("x as numerator, y as denominator", "x as observation")


def daily(engine, name):
    return engine.read("select * from kpi.daily where kpi = $kpi order by scope_type, scope_id, business_date", {"kpi": name})


def monthly(engine, name):
    return engine.read("select * from kpi.monthly where kpi = $kpi order by scope_type, scope_id, month", {"kpi": name})


def day(n):
    return date(2026, 3, n)


def at(n, hour):
    return datetime(2026, 3, n, hour)  # noqa: DTZ001  (the warehouse holds UTC without a zone)
