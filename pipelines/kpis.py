"""The KPI engine: every file of `sql/kpi/` becomes rows of kpi.interval, kpi.daily and kpi.monthly.

A KPI file gives a pair that sums, or one row an observation. Everything coarser is derived here from those: ratios of sums
at every grain, quantiles from the observations themselves, so that an average of averages cannot be written.
Belongs here: the arithmetic common to all KPIs. Does not: what any KPI means (its file says that).
"""

from collections.abc import Sequence

from pipelines.declarations import KpiHeader, Model, header_of
from pipelines.engine.base import Engine, Span
from pipelines.observations import observe, quantile_of
from pipelines.scopes import by_scope, keys_of

# 95 % Wilson (1927) score interval for independent yes/no answers; z = 1.959963984540054
_WILSON_LOW = """(numerator + 1.9207294103 - 1.9599639845
    * sqrt(numerator * greatest(denominator - numerator, 0) / denominator + 0.9603647052)) / (denominator + 3.8414588207)"""
_WILSON_HIGH = _WILSON_LOW.replace("1.9207294103 - 1.95", "1.9207294103 + 1.95")
# where all or none said yes one end is the value itself, which rounding must not step over
_WILSON = (f"greatest(0, least(value, {_WILSON_LOW}))", f"least(1, greatest(value, {_WILSON_HIGH}))", "'wilson'")
_UNKNOWN = ("cast(null as double)", "cast(null as double)", "cast(null as varchar)")

_MONTH = "cast(date_trunc('month', business_date) as date)"
_MONTH_END = "cast(month + interval '1 month' - interval '1 day' as date)"  # a month in progress is provisional
_BOOKS = "(select min_n from config.centre) as c, (select business_date as through from ops.data_through) as t"


def build_days(engine: Engine, kpis: Sequence[Model], days: Sequence[Span]) -> int:
    """Write the rows of kpi.interval and kpi.daily for the given days, in one transaction; gives the daily rows written.

    `kpis`: one KPI, or quantiles that observe the same (`observations.families`).
    """
    written = 0
    with engine.transaction():
        for span in days:
            window = {"from": span.first, "to": span.last}
            for kpi in kpis:
                who = f"kpi = '{kpi.name}' and version = {header_of(kpi).version} and business_date between $from and $to"
                engine.run(f"delete from kpi.daily where {who}", window)
                engine.run(f"delete from kpi.interval where {who}", window)
            # no centre has the sources of all KPIs: one that finds nothing has no rows to make
            if quantile_of(kpis[0]) is not None:
                if observe(engine, kpis, window, period="business_date", period_sql="business_date"):
                    written += sum(engine.run(_daily_rows(kpi, _quantile_body("business_date", of))) for of, kpi in enumerate(kpis))
            elif engine.run(f"create or replace temp table kpi_pair as {_pairs(kpis[0])}", window):
                engine.run(_interval_rows(kpis[0]))
                written += engine.run(_daily_rows(kpis[0], _daily_body(header_of(kpis[0]))))
    return written


def build_months(engine: Engine, kpis: Sequence[Model], months: Sequence[Span]) -> int:
    """Write the rows of kpi.monthly for whole months, in one transaction, from days (quantiles: from observations); `kpis` as above."""
    written = 0
    with engine.transaction():
        for span in months:
            window = {"from": span.first, "to": span.last}
            for kpi in kpis:
                engine.run(f"delete from kpi.monthly where {_own(kpi)} and month between $from and $to", window)
            if not engine.rows(f"select 1 from kpi.daily where {_own(kpis[0])} and business_date between $from and $to limit 1", window):
                continue
            if quantile_of(kpis[0]) is None:
                written += engine.run(f"insert into kpi.monthly by name {_monthly_rows(kpis[0])}", window)
            elif observe(engine, kpis, window, period="month", period_sql=_MONTH):
                for of, kpi in enumerate(kpis):
                    written += engine.run(f"insert into kpi.monthly by name {_monthly_quantiles(kpi, _quantile_body('month, days', of))}")
        for kpi in kpis:
            # a month may have ended without a day of its own that changed: its figures stand, but they are final now
            final = _provisional(_MONTH_END, header_of(kpi))
            engine.run(
                f"update kpi.monthly set provisional = {final} from (select business_date as through from ops.data_through) as t"
                f" where {_own(kpi)} and provisional is distinct from {final}"
            )
    return written


def _own(kpi: Model) -> str:
    return f"kpi = '{kpi.name}' and version = {header_of(kpi).version}"


def _quantile_body(periods: str, of: int) -> str:
    return f"select scope_type, scope_id, {periods}, numerator, denominator, value_{of} as value, n from kpi_quantile"


def _pairs(kpi: Model) -> str:
    """Sum the file's pairs by queue, interval and day, so that all scopes come from a small table.

    A pair of which one half is unknown tells nothing, and neither half of it is added.
    """
    header = header_of(kpi)
    has_denominator = header.measure in ("ratio", "mean", "maximum")
    denominator = _exact("denominator") if has_denominator else "cast(null as double)"
    cases = f", {_exact('cases')} as cases" if header.cases else ""
    return f"""
select {keys_of(header)}, interval_start_utc, business_date, {_joined(header)} as numerator, {denominator} as denominator{cases}
from ({kpi.sql}) as kpi_file
where numerator is not null {"and denominator is not null" if has_denominator else ""}
group by {keys_of(header)}, interval_start_utc, business_date"""


def _joined(header: KpiHeader) -> str:
    """Join numerators: the longest of two days is the longer one, everything else adds up."""
    return "cast(max(numerator) as double)" if header.measure == "maximum" else _exact("numerator")


def _exact(column: str) -> str:
    """Add up as decimals: seconds and money come in fractions, and the last digit must not hang on the order they are added in."""
    return f"cast(sum(cast({column} as decimal(38, 12))) as double)"


def _interval_rows(kpi: Model) -> str:
    return f"""
insert into kpi.interval
select '{kpi.name}', {header_of(kpi).version}, queue_id, interval_start_utc,
    interval_start_utc + interval '1 second'
        * case when z.switch_at is null or interval_start_utc < z.switch_at then z.offset_s else z.offset_after_s end,
    business_date, {_joined(header_of(kpi))}, {_exact("denominator")}
from kpi_pair
join config.queue as q using (queue_id)
join config.site as s on s.site_id = coalesce(q.site_id, kpi_pair.site_id)
join config.zone_day as z on z.zone = s.timezone and z.reading = 'utc' and z.date = cast(interval_start_utc as date)
where interval_start_utc is not null
group by all"""


def _daily_body(header: KpiHeader) -> str:
    value = "numerator / nullif(denominator, 0)" if header.measure in ("ratio", "mean") else "numerator"
    cases = _exact("cases") if header.cases else f"coalesce({_exact('denominator')}, {_joined(header)})"
    sums = f"{_joined(header)} as numerator, {_exact('denominator')} as denominator, {cases} as n"
    return f"""
    select scope_type, scope_id, business_date, numerator, denominator, {value} as value, n
    from ({by_scope(header, sums, "business_date", source="kpi_pair")}) as summed"""


def _daily_rows(kpi: Model, body: str) -> str:
    header = header_of(kpi)
    low, high, method = _wilson(header)
    return f"""
insert into kpi.daily by name
select '{kpi.name}' as kpi, {header.version} as version, scope_type, scope_id, business_date, numerator, denominator, value,
    cast(round(n) as bigint) as n, n < c.min_n as low_n, {low} as ci_low, {high} as ci_high, {method} as ci_method,
    {_provisional("business_date", header)} as provisional
from ({body}) as scoped, {_BOOKS}
where scope_id is not null"""


def _monthly_quantiles(kpi: Model, body: str) -> str:
    return f"""
select {_named(kpi)}, scope_type, scope_id, month, days, numerator, denominator, value, n, n < c.min_n as low_n,
    cast(null as double) as ci_low, cast(null as double) as ci_high, cast(null as varchar) as ci_method,
    {_provisional(_MONTH_END, header_of(kpi))} as provisional
from ({body}) as scoped, {_BOOKS}
where scope_id is not null"""


def _named(kpi: Model) -> str:
    return f"'{kpi.name}' as kpi, {header_of(kpi).version} as version"


def _monthly_rows(kpi: Model) -> str:
    header, name = header_of(kpi), _named(kpi)
    days = f"""
    select scope_type, scope_id, business_date, cast(date_trunc('month', business_date) as date) as month, numerator, denominator, n
    from kpi.daily
    where kpi = '{kpi.name}' and version = {header.version} and business_date between $from and $to"""
    if header.measure == "snapshot":
        return f"""
select {name}, scope_type, scope_id, month, days, numerator, cast(null as double) as denominator, numerator as value,
    cast(round(numerator) as bigint) as n, numerator < c.min_n as low_n,
    cast(null as double) as ci_low, cast(null as double) as ci_high, cast(null as varchar) as ci_method,
    {_provisional(_MONTH_END, header)} as provisional
from (
    select scope_type, scope_id, month, count(*) as days, arg_max(numerator, business_date) as numerator
    from ({days}) as by_day
    group by scope_type, scope_id, month
) as last_of_month, {_BOOKS}"""
    if header.measure in ("count", "maximum"):
        # of a maximum the denominator says among how many
        n = "denominator" if header.measure == "maximum" else "numerator"
        return f"""
select {name}, scope_type, scope_id, month, days, numerator, denominator, numerator as value,
    cast(round({n}) as bigint) as n, {n} < c.min_n as low_n,
    cast(null as double) as ci_low, cast(null as double) as ci_high, cast(null as varchar) as ci_method,
    {_provisional(_MONTH_END, header)} as provisional
from (
    select scope_type, scope_id, month, count(*) as days, {_joined(header)} as numerator,
        {_exact("denominator")} as denominator
    from ({days}) as by_day
    group by scope_type, scope_id, month
) as summed, {_BOOKS}"""
    return _monthly_ratios(name, days, header)


def _monthly_ratios(name: str, days: str, header: KpiHeader) -> str:
    """Ratios of sums; their interval takes days as the independent units, because calls of one day share their queue.

    se = sqrt(D/(D-1) * sum (x_d - R n_d)^2) / sum n_d with t at D - 1 degrees (Cochran 1977, 6.3 and 9.2). Days that are all alike
    tell nothing of how far days differ: there a share has the interval of its cases, and anything else none.
    """
    low, high, method = _wilson(header)
    if not header.independent:
        margin = "t975 * sqrt(days / (days - 1.0) * squares) / denominator"
        # all alike but for what floating point adds
        is_alike = "squares <= 1e-20 * numerator * numerator"
        # what cannot be is in no interval, whatever the normal approximation says
        lowest, highest = header.limits
        top = f"value + {margin}" if highest is None else f"least({highest}, value + {margin})"
        clustered = (f"greatest({lowest}, value - {margin})", top, "'day_clustered'")
        alike: Sequence[str] = _WILSON if header.unit == "share" else _UNKNOWN
        if header.cases:
            alike = [part.replace("numerator", "(value * n)").replace("denominator", "n") for part in alike]
        low, high, method = (
            f"case when days < 2 or denominator <= 0 then null when {is_alike} then {of_cases} else {of_days} end"
            for of_cases, of_days in zip(alike, clustered, strict=True)
        )
    return f"""
select {name}, scope_type, scope_id, month, days, numerator, denominator, value, cast(round(n) as bigint) as n,
    n < c.min_n as low_n, {low} as ci_low, {high} as ci_high, {method} as ci_method,
    {_provisional(_MONTH_END, header)} as provisional
from (
    select scope_type, scope_id, month, count(*) filter (where denominator > 0) as days,
        {_exact("numerator")} as numerator, {_exact("denominator")} as denominator, max(value) as value,
        {_exact("n" if header.cases else "denominator")} as n,
        -- in the order of days, so that the last digit does not hang on how many threads added them up
        sum((numerator - value * denominator) * (numerator - value * denominator) order by business_date) as squares
    from (
        select by_day.*, sum(numerator) over w / nullif(sum(denominator) over w, 0) as value
        from ({days}) as by_day
        window w as (
            partition by scope_type, scope_id, month order by business_date rows between unbounded preceding and unbounded following
        )
    ) as with_value
    group by scope_type, scope_id, month
) as summed
left join config.t_quantile as tq on tq.df = least(greatest(days - 1, 1), 1000), {_BOOKS}"""


def _wilson(header: KpiHeader) -> tuple[str, str, str]:
    if header.independent and header.unit == "share":
        low, high, method = (f"case when denominator > 0 then {part} end" for part in _WILSON)
        return low, high, method
    return _UNKNOWN


def _provisional(day: str, header: KpiHeader) -> str:
    # Where no day is complete yet, none is final.
    return f"coalesce({day} > t.through - {header.maturity_days}, true)"
