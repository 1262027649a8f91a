"""What one monthly report says, read from the tables once: goals, months, limits, comparison, forecast, prices, records, definitions.

Belongs here: asking the tables. Does not: drawing (`charts`), wording (`sections`). A report holds nothing that is not in these figures,
so equal figures need no new page.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pipelines.desk.catalogue import months_before
from pipelines.engine.base import Engine

Row = dict[str, Any]
SHOWN_QUEUES = 3
SHOWN_DAYS = 92
TREND_MONTHS = 13
WRITTEN = ("first_response_time", "resolution_time", "resolved_share", "csat_mean", "csat_top2", "complaint_rate")


@dataclass(frozen=True)
class Figures:
    """All figures of one month's report."""

    month: date
    centre: Row
    page: list[Row]
    goals: list[Row]
    charts: list[Row]
    months: list[Row]
    compared: list[Row]
    forecast: list[Row]
    staff: list[Row]
    prices: list[Row]
    late: list[Row]
    files: list[Row]
    balance: Row
    definitions: list[Row]
    first_contact: list[Row]
    names: dict[str, str]
    has_calls: bool
    planned_queues: int


def read_figures(engine: Engine, month: date) -> Figures:
    """Read everything one month's report says."""
    window = {"month": month, "first": months_before(month, TREND_MONTHS - 1), "last": months_before(month, -1) - timedelta(days=1)}
    window["since"] = window["last"] - timedelta(days=SHOWN_DAYS - 1)
    goals = engine.records(GOALS, window)
    page = engine.records(PAGE, window)
    shown = dict.fromkeys([*(row["kpi"] for row in page), *WRITTEN])
    (centre,) = engine.records(CENTRE, window)
    day = engine.records(NEXT_DAY, window)
    ahead = {**window, "day": day[0]["day"] if day else None}
    return Figures(
        month,
        centre,
        page,
        goals,
        engine.records(CONTROL, window),
        [row for row in engine.records(MONTHS, window) if row["kpi"] in shown],
        [row for row in engine.records(COMPARED, window) if row["kpi"] in {row["kpi"] for row in page}],
        engine.records(FORECAST, ahead) if day else [],
        engine.records(STAFF, ahead) if day else [],
        engine.records(PRICES, ahead) if day else [],
        engine.records(LATE, window),
        engine.records(FILES, window),
        engine.records(BALANCE, window)[0],
        [row for row in engine.records(DEFINITIONS, window) if row["kpi"] in {*shown, *(goal["kpi"] for goal in goals)}],
        engine.records(FIRST_CONTACT, window),
        dict(engine.rows("select 'queue/' || queue_id, name from config.queue union all select 'site/' || site_id, name from config.site")),
        bool(engine.rows(CALLS, {"month": month})),
        int(engine.rows(PLANNED, ahead)[0][0]) if day else 0,
    )


CENTRE = """
select centre.name, centre.currency, through.business_date as through
from (select name, currency from config.centre) as centre left join ops.data_through as through on true
"""
# the goals of the scorecard, asked of this month
GOALS = """
select goal.target_id, goal.kpi, goal.kpi_name, goal.unit, goal.scope_type, goal.scope_id, goal.comparator, goal.target,
    goal.stretch, told.value as actual, told.ci_low, told.ci_high, told.n, told.low_n, told.provisional,
    told.baseline, told.change_since_baseline,
    coalesce(told.target_verdict, 'no_data') as verdict,
    goal.trend_sentence, goal.change_sentence, goal.action, goal.owner, goal.due_date, goal.effect, goal.effect_basis, goal.rationale,
    goal.heads_needed, goal.heads, goal.cost_needed_per_week, goal.attainable, goal.is_attainable
from marts.scorecard as goal
left join marts.monthly_extract as told
    on told.kpi = goal.kpi and told.scope_type = goal.scope_type and told.scope_id = goal.scope_id and told.month = $month
order by goal.rank
"""
# days of a month that a KPI can tell of: from its first figure on, up to the last complete day, open or closed
COVERED = """
select begun.kpi, calendar.month,
    cast(count(*) as bigint) as days_in_month,
    cast(count(*) filter (where calendar.date >= begun.first_date and calendar.date <= through.business_date) as bigint) as days_told
from (select kpi, min(business_date) as first_date from kpi.daily where scope_type = 'company' group by kpi) as begun
cross join ops.data_through as through
inner join config.dates as calendar on calendar.month between $first and $month
group by begun.kpi, calendar.month
"""
PAGE = f"""
select page.kpi, page.page_place as place, told.kpi_name,
    told.unit, told.better, told.value, told.ci_low, told.ci_high, told.n, told.low_n,
    told.provisional,
    told.baseline, told.change_since_baseline, told.change_since_month_before, covered.days_told, covered.days_in_month
from config.page as page
inner join marts.monthly_extract as told on told.kpi = page.kpi and told.scope_type = 'company' and told.month = $month
left join ({COVERED}) as covered on covered.kpi = told.kpi and covered.month = told.month
order by page.page_place
"""
CONTROL = """
select chart.kpi, definition.name, definition.unit, definition.better, chart.period, chart.period_start as at, chart.value, chart.centre,
    chart.lcl, chart.ucl, chart.is_out, chart.rule_hits, chart.sentence, target.target
from analysis.control_chart as chart
inner join kpi.definition as definition
    on definition.kpi = chart.kpi and definition.version = chart.definition_version and definition.is_current
left join config.target as target on target.kpi = chart.kpi and target.scope_type = 'company'
where chart.scope_type = 'company' and chart.kpi in ('service_level', 'average_wait', 'abandonment_rate')
    and chart.period_start between case when chart.period = 'day' then $since else $first end and $last
order by case chart.kpi when 'service_level' then 1 when 'average_wait' then 2 else 3 end, chart.kpi, chart.period_start
"""
MONTHS = f"""
select told.kpi, told.kpi_name as name, told.unit, told.month as at, told.value, told.ci_low as low, told.ci_high as high, told.n,
    told.provisional, told.low_n, told.baseline, told.target, covered.days_told, covered.days_in_month
from marts.monthly_extract as told
left join ({COVERED}) as covered on covered.kpi = told.kpi and covered.month = told.month
where told.scope_type = 'company' and told.month between $first and $month and told.value is not null
order by told.kpi, told.month
"""
COMPARED = """
select compared.kpi, definition.name, definition.unit, definition.measure, compared.horizon_months, compared.value_base, compared.value_win,
    compared.window_start, compared.window_end, compared.rel_change, compared.delta_adj, compared.ci_low, compared.ci_high,
    compared.verdict, compared.sentence,
    page.page_place as place
from analysis.baseline_compare as compared
inner join kpi.definition as definition
    on definition.kpi = compared.kpi and definition.version = compared.definition_version and definition.is_current
inner join config.page as page on page.kpi = compared.kpi
where compared.scope_type = 'company' and compared.window_end <= $last
order by page.page_place, compared.horizon_months
"""
CALLS = "select 1 from marts.monthly_extract where kpi = 'entered' and scope_type = 'company' and month <= $month and value > 0 limit 1"
# what lies ahead belongs to the report of the newest month alone
NEXT_DAY = """
select plan.business_date as day
from analysis.staffing as plan cross join ops.data_through as through
where plan.agents_required > 0 and plan.business_date > through.business_date
    and plan.business_date <= through.business_date + interval '7 days'
    and through.business_date between $month and $last
group by plan.business_date order by sum(plan.volume) desc, plan.business_date limit 1
"""
BUSIEST = f"""
select queue_id from analysis.forecast where business_date = $day
group by queue_id order by sum(volume) desc, queue_id limit {SHOWN_QUEUES}
"""
PLANNED = """
select count(distinct queue_id) from analysis.forecast
where business_date = $day and as_of_date = (select max(as_of_date) from analysis.forecast)
"""
FORECAST = f"""
select queue_id, interval_start_local as at, sum(volume) as value, sum(volume_q10) as low, sum(volume_q90) as high
from analysis.forecast
where business_date = $day and queue_id in ({BUSIEST})
    and as_of_date = (select max(as_of_date) from analysis.forecast)
group by queue_id, interval_start_local order by queue_id, interval_start_local
"""
STAFF = f"""
select queue_id, interval_start_local as at, agents_required, agents_scheduled, agents_rostered, binding_target, service_level_expected
from analysis.staffing
where business_date = $day and queue_id in ({BUSIEST})
    and as_of_date = (select max(as_of_date) from analysis.staffing)
order by queue_id, interval_start_local
"""
PRICES = f"""
select curve.queue_id, curve.day_type, curve.cost, curve.service_level_expected as value, curve.agent_hours, curve.cost_per_point,
    curve.is_today, curve.is_contract, curve.is_knee, curve.service_level_today, curve.service_level_target, staffing.currency
from analysis.cost_curve as curve
left join config.staffing as staffing on staffing.queue_id = curve.queue_id
where curve.cost is not null and curve.day_type = 'weekday' and curve.queue_id in ({BUSIEST})
order by curve.queue_id, curve.step
"""
LATE = """
select queue_id, time_of_day, weekday, target, service_level_share, late_calls
from marts.target_missed
where service_level_share < target and late_calls > 0
order by late_calls desc, queue_id, weekday, time_of_day limit 8
"""
FILES = """
select source_id, cast(count(*) as bigint) as files, cast(sum(records) as bigint) as records, cast(sum(loaded) as bigint) as loaded,
    cast(sum(duplicates) as bigint) as duplicates, cast(sum(quarantined) as bigint) as quarantined, cast(sum(skipped) as bigint) as skipped,
    max(last_at_utc) as last_at_utc
from ops.file_manifest
where status = 'loaded' group by source_id order by source_id
"""
BALANCE = """
select cast(count(*) as bigint) as checks, cast(count(*) filter (where not passed) as bigint) as broken,
    cast(coalesce(sum(abs(residual)), 0) as bigint) as residual,
    (select cast(count(*) as bigint) from ops.file_manifest where status = 'refused') as refused,
    (select cast(count(*) as bigint) from ops.unmapped) as unmapped
from ops.reconciliation
"""
FIRST_CONTACT = """
select fcr_repeat_share, fcr_repeat_n, fcr_survey_share, fcr_survey_n, fcr_ticket_share, fcr_ticket_n,
    repeat_survey_agreement_share, repeat_survey_n, repeat_ticket_agreement_share, repeat_ticket_n,
    survey_ticket_agreement_share, survey_ticket_n, identified_share, low_coverage, provisional
from marts.first_contact_resolution
where scope_type = 'company' and month = $month
"""
DEFINITIONS = "select kpi, version, name, description, unit, better, maturity_days from kpi.definition where is_current order by kpi"
