-- description: What every solved ticket cost: people's time at the loaded rate, its share of tools and other costs, money given back; on the day of its last solution.
-- grain: [source_id, ticket_id]
-- build: table
with solved as (
    select
        ticket.source_id,
        ticket.ticket_id,
        ticket.site_id,
        ticket.queue_id,
        ticket.is_conflict,
        ticket.last_solved_date as business_date,
        calendar.month,
        ticket.effort_s,
        -- work leaves traces: every answer counts one, and the solution one more
        ticket.replies + 1 as touches,
        coalesce(ticket.refund_amount, 0) as refund_cost,
    from core.ticket as ticket
    inner join config.dates as calendar
        on calendar.date = ticket.last_solved_date
    where ticket.is_solved
        and ticket.is_counted
),

begun as (
    select
        queue_id,
        min(business_date) as first_date,
    from core.ticket
    group by queue_id
),

team as (
    -- hours the team was paid for in a month, as far as it has passed, and from the first ticket on: what an export begins in the
    -- middle of, it does not tell the tickets of
    select
        hiring.queue_id,
        calendar.month,
        max(hiring.heads) * max(hiring.hours_per_week) * 3600 / 7.0 * count(*) as paid_s,
    from config.hiring as hiring
    cross join config.dates as calendar
    cross join ops.data_through as data_through
    left join begun
        on begun.queue_id = hiring.queue_id
    where hiring.heads is not null
        and calendar.date <= data_through.business_date
        and calendar.date >= coalesce(begun.first_date, calendar.date)
    group by hiring.queue_id, calendar.month
),

load as (
    select
        queue_id,
        month,
        sum(touches) filter (where effort_s is null) as touches,
        coalesce(sum(effort_s), 0) as logged_s,
    from solved
    group by queue_id, month
),

month_total as (
    select
        month,
        count(*) as tickets,
    from solved
    group by month
),

worked as (
    select
        solved.*,
        -- effort nobody logged is the team's paid time less what was logged, shared by touches
        coalesce(
            solved.effort_s,
            case when team.paid_s is not null then greatest(team.paid_s - load.logged_s, 0) * solved.touches / nullif(load.touches, 0) end
        ) as spent_s,
        case
            when solved.effort_s is not null then 'logged'
            when team.paid_s is not null then 'allocated'
            else 'unknown'
        end as effort_basis,
        month_total.tickets as month_tickets,
    from solved
    inner join month_total
        on month_total.month = solved.month
    left join load
        on load.queue_id = solved.queue_id
        and load.month = solved.month
    left join team
        on team.queue_id = solved.queue_id
        and team.month = solved.month
)

select
    worked.source_id,
    worked.ticket_id,
    worked.site_id,
    worked.queue_id,
    worked.is_conflict,
    worked.business_date,
    worked.month,
    worked.effort_basis,
    worked.spent_s as effort_s,
    worked.spent_s / 3600.0 * staffing.loaded_rate_per_hour as staff_cost,
    coalesce(rules.tooling_cost_per_month, 0) / nullif(worked.month_tickets, 0) as tooling_cost,
    coalesce(rules.other_cost_per_month, 0) / nullif(worked.month_tickets, 0) as other_cost,
    worked.refund_cost,
    -- people are paid in their site's currency, all else in the centre's: money of two currencies is not added up
    case
        when staffing.currency <> centre.currency then null
        else
            worked.spent_s / 3600.0 * staffing.loaded_rate_per_hour
            + coalesce(rules.tooling_cost_per_month, 0) / nullif(worked.month_tickets, 0)
            + coalesce(rules.other_cost_per_month, 0) / nullif(worked.month_tickets, 0)
            + worked.refund_cost
    end as resolution_cost,
from worked
left join config.staffing as staffing
    on staffing.queue_id = worked.queue_id
left join config.ticket as rules
    on true
left join config.centre as centre
    on true
