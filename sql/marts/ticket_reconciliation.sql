-- description: Our first reply, resolution and broken promises beside the help desk's own figures, ticket by ticket, with the reason of each difference.
-- grain: [source_id, ticket_id, figure, told_in]
-- build: table
with figure as (
    select
        vendor.source_id,
        vendor.ticket_id,
        vendor.told_in,
        vendor.metric || '_s' as figure,
        vendor.vendor_s as vendor_value,
        case vendor.metric
            when 'first_reply' then ticket.first_response_s
            when 'first_resolution' then ticket.first_resolution_s
            when 'resolution' then ticket.resolution_s
            when 'requester_wait' then ticket.requester_wait_s
            when 'agent_work' then ticket.agent_work_s
        end as our_value,
        case vendor.metric
            when 'first_reply' then ticket.first_agent_comment_s
            when 'resolution' then ticket.first_resolution_s
        end as other_value,
        case
            when vendor.metric = 'first_reply' then epoch(ticket.first_response_at_utc) - epoch(vendor.vendor_started_at_utc)
            when vendor.metric = 'resolution' then epoch(ticket.last_solved_at_utc) - epoch(vendor.vendor_started_at_utc)
        end as since_vendor_start,
        60 as tolerance,
    from staging.ticket_vendor as vendor
    inner join core.ticket as ticket
        on ticket.source_id = vendor.source_id
        and ticket.ticket_id = vendor.ticket_id
    where vendor.vendor_s is not null

    union all

    select
        vendor.source_id,
        vendor.ticket_id,
        vendor.told_in,
        vendor.metric || '_business_s' as figure,
        vendor.vendor_business_s as vendor_value,
        case vendor.metric
            when 'first_reply' then ticket.first_response_business_s
            when 'first_resolution' then ticket.first_resolution_business_s
            when 'resolution' then ticket.resolution_business_s
            when 'requester_wait' then ticket.requester_wait_business_s
            when 'agent_work' then ticket.agent_work_business_s
        end as our_value,
        case vendor.metric
            when 'first_reply' then ticket.first_response_last_schedule_s
            when 'resolution' then ticket.resolution_last_schedule_s
        end as other_value,
        cast(null as double) as since_vendor_start,
        60 as tolerance,
    from staging.ticket_vendor as vendor
    inner join core.ticket as ticket
        on ticket.source_id = vendor.source_id
        and ticket.ticket_id = vendor.ticket_id
    where vendor.vendor_business_s is not null

    union all

    select
        vendor.source_id,
        vendor.ticket_id,
        vendor.told_in,
        vendor.metric || '_breached' as figure,
        case when vendor.vendor_is_breached then 1 else 0 end as vendor_value,
        -- the vendor's own target where it tells one, else the promise we know
        case
            when vendor.vendor_target_s is not null
                then case
                    when coalesce(
                        case vendor.metric when 'first_reply' then ticket.first_response_s else ticket.resolution_s end,
                        sla.elapsed_s
                    ) > vendor.vendor_target_s then 1
                    else 0
                end
            when sla.is_breached then 1
            when sla.is_due then 0
        end as our_value,
        case when vendor.vendor_target_s is not null and sla.is_breached then 1 when vendor.vendor_target_s is not null then 0 end
            as other_value,
        cast(null as double) as since_vendor_start,
        0 as tolerance,
    from staging.ticket_vendor as vendor
    inner join core.ticket as ticket
        on ticket.source_id = vendor.source_id
        and ticket.ticket_id = vendor.ticket_id
    left join core.ticket_sla as sla
        on sla.source_id = vendor.source_id
        and sla.ticket_id = vendor.ticket_id
        and sla.metric = vendor.metric
        and sla.turn = 0
    where vendor.vendor_is_breached is not null
)

select
    figure.source_id,
    figure.ticket_id,
    ticket.site_id,
    ticket.queue_id,
    ticket.business_date,
    figure.figure,
    figure.told_in,
    figure.our_value,
    cast(figure.vendor_value as double) as vendor_value,
    figure.our_value - figure.vendor_value as difference,
    coalesce(abs(figure.our_value - figure.vendor_value) <= figure.tolerance, false) as is_equal,
    case
        when abs(figure.our_value - figure.vendor_value) <= figure.tolerance then 'equal'
        when ticket.is_merged or ticket.is_spam then 'merged or spam: in none of our figures'
        when ticket.is_solved_before_created then 'the export dates the solution before the creation'
        when figure.figure like '%breached' and figure.our_value is null then 'no promise is known to us: tell it under tickets.sla'
        when figure.our_value is null and figure.figure like 'first_reply%' and not ticket.is_response_known
            then 'the export tells no comments, so nobody can say when somebody answered'
        when figure.our_value is null and figure.figure like 'first_reply%' then 'no public answer of an agent in the export'
        when figure.our_value is null and figure.figure like '%resolution%' and not ticket.is_solved then 'not solved, or open again'
        when figure.our_value is null and figure.figure like '%business%' then 'no business hours are known for it'
        when figure.our_value is null then 'not in the export'
        when figure.figure = 'first_reply_s' and abs(figure.other_value - figure.vendor_value) <= figure.tolerance
            then 'the vendor counts the comment with which an agent opened the ticket'
        when figure.figure = 'resolution_s' and abs(figure.other_value - figure.vendor_value) <= figure.tolerance
            then 'the vendor stops at the first solution'
        when figure.figure like '%business_s' and abs(figure.other_value - figure.vendor_value) <= figure.tolerance
            then 'the vendor reads the last calendar for the whole span'
        when abs(figure.since_vendor_start - figure.vendor_value) <= figure.tolerance then 'the vendor starts its clock later than the creation'
        when figure.figure like '%breached' and figure.other_value = figure.vendor_value then 'the vendor counts business hours against its target'
        when figure.figure like '%breached' then 'other target, or a clock that pauses'
        when figure.figure like '%business_s' then 'other business hours: check calendars, holidays and time zone'
        when figure.figure like '%resolution_s' and ticket.reopens > 0 then 'reopened: the vendor keeps another of its solutions'
        when figure.our_value > figure.vendor_value and figure.figure like '%resolution_s' then 'the vendor stops its clock while it waits for the customer or a third party, or at an earlier state'
        when figure.figure like '%resolution_s' then 'the vendor counts to the closing, or from an earlier start'
        else 'not explained'
    end as reason,
from figure
inner join core.ticket as ticket
    on ticket.source_id = figure.source_id
    and ticket.ticket_id = figure.ticket_id
