-- description: Our first reply, resolution, waits, counts and broken promises beside the help desk's own figures, ticket by ticket, with the reason of each difference.
-- grain: [source_id, ticket_id, figure, told_in]
-- build: table
with promise as (
    -- of a metric with a clock each time the ticket's word is whether one of them was broken
    select
        source_id,
        ticket_id,
        metric,
        max(case when turn = 0 then elapsed_s end) as elapsed_s,
        case
            when bool_or(is_breached) then 1
            when bool_or(is_due) then 0
        end as own_breach,
    from core.ticket_sla
    group by source_id, ticket_id, metric
),

told as (
    -- what the vendor says beside our own reading of the same clock, and the reading the vendor is known to have where ours differs
    select
        vendor.*,
        ticket.site_id as own_site_id,
        ticket.queue_id as own_queue_id,
        ticket.business_date as own_business_date,
        ticket.is_merged or ticket.is_spam as is_left_out,
        ticket.is_solved_before_created,
        ticket.is_response_known,
        ticket.is_solved,
        ticket.has_several_calendars,
        ticket.reopens,
        case vendor.metric
            when 'first_reply' then ticket.first_response_s
            when 'first_resolution' then ticket.first_resolution_s
            when 'resolution' then ticket.resolution_s
            when 'requester_wait' then ticket.requester_wait_s
            when 'agent_wait' then ticket.agent_wait_s
            when 'on_hold' then ticket.on_hold_s
            when 'agent_work' then ticket.agent_work_s
        end as own_s,
        case vendor.metric
            when 'first_reply' then ticket.first_agent_comment_s
            when 'resolution' then ticket.first_resolution_s
            when 'requester_wait' then ticket.agent_work_s
        end as other_s,
        case vendor.metric
            when 'first_reply' then ticket.first_response_business_s
            when 'first_resolution' then ticket.first_resolution_business_s
            when 'resolution' then ticket.resolution_business_s
            when 'requester_wait' then ticket.requester_wait_business_s
            when 'agent_wait' then ticket.agent_wait_business_s
            when 'on_hold' then ticket.on_hold_business_s
            when 'agent_work' then ticket.agent_work_business_s
        end as own_business_s,
        case vendor.metric
            when 'first_reply' then ticket.first_response_last_schedule_s
            when 'first_resolution' then ticket.first_resolution_last_schedule_s
            when 'resolution' then ticket.resolution_last_schedule_s
            when 'requester_wait' then ticket.agent_work_business_s
        end as other_business_s,
        case vendor.metric
            when 'reopens' then ticket.reopens
            when 'replies' then ticket.replies
            when 'assignee_stations' then ticket.assignee_stations
            when 'group_stations' then ticket.group_stations
        end as own_count,
        case vendor.metric
            when 'reopens' then ticket.solutions - 1
            when 'replies' then ticket.agent_comments
        end as other_count,
        case
            when vendor.metric = 'first_reply' then epoch(ticket.first_response_at_utc) - epoch(vendor.vendor_started_at_utc)
            when vendor.metric = 'resolution' then epoch(ticket.last_solved_at_utc) - epoch(vendor.vendor_started_at_utc)
        end as since_vendor_start,
        promise.elapsed_s as promised_elapsed_s,
        promise.own_breach,
    from staging.ticket_vendor as vendor
    inner join core.ticket as ticket
        on ticket.source_id = vendor.source_id
        and ticket.ticket_id = vendor.ticket_id
    left join promise
        on promise.source_id = vendor.source_id
        and promise.ticket_id = vendor.ticket_id
        and promise.metric = vendor.metric
),

figure as (
    -- every kind of comparison, one row each; a vendor counts minutes, so that far it is not different
    select
        told.*,
        kind.kind,
        kind.tolerance,
        told.metric || kind.ending as figure,
        case kind.kind
            when 'calendar' then told.vendor_s
            when 'business' then told.vendor_business_s
            when 'count' then told.vendor_count
            when 'breach' then case when told.vendor_is_breached then 1 when not told.vendor_is_breached then 0 end
        end as vendor_value,
        case kind.kind
            when 'calendar' then told.own_s
            when 'business' then told.own_business_s
            when 'count' then told.own_count
            -- the vendor's own target on the clock it names where it tells one, else the promise we know
            when 'breach' then case
                when told.vendor_target_s is null then told.own_breach
                when coalesce(case when told.vendor_is_business then told.own_business_s else told.own_s end, told.promised_elapsed_s)
                    > told.vendor_target_s then 1
                else 0
            end
        end as our_value,
        case kind.kind
            when 'calendar' then told.other_s
            when 'business' then told.other_business_s
            when 'count' then told.other_count
            -- by our own promise, where the vendor tells another target
            when 'breach' then case when told.vendor_target_s is not null then told.own_breach end
        end as other_value,
        case when kind.kind = 'calendar' then told.since_vendor_start end as later_value,
    from told
    cross join (
        values
            ('calendar', '_s', 60),
            ('business', '_business_s', 60),
            ('count', '', 0),
            ('breach', '_breached', 0)
    ) as kind(kind, ending, tolerance)
),

compared as (
    select
        source_id,
        ticket_id,
        own_site_id as site_id,
        own_queue_id as queue_id,
        own_business_date as business_date,
        figure,
        told_in,
        metric,
        kind,
        cast(our_value as double) as our_value,
        cast(vendor_value as double) as vendor_value,
        our_value - vendor_value as difference,
        coalesce(abs(our_value - vendor_value) <= tolerance, false) as is_equal,
        coalesce(abs(other_value - vendor_value) <= tolerance, false) as is_other_reading,
        coalesce(abs(later_value - vendor_value) <= tolerance, false) as is_later_start,
        is_left_out,
        is_solved_before_created,
        is_response_known,
        is_solved,
        has_several_calendars,
        reopens,
    from figure
    where vendor_value is not null
)

select
    source_id,
    ticket_id,
    site_id,
    queue_id,
    business_date,
    figure,
    told_in,
    our_value,
    vendor_value,
    difference,
    is_equal,
    case
        when is_equal then 'equal'
        when is_left_out then 'merged or spam: in none of our figures'
        when is_solved_before_created then 'the export dates the solution before the creation'
        when kind = 'breach' and our_value is null and metric like '%_update'
            then 'no promise of updates is known to us: the desk''s policies or the history of its fields tell them'
        when kind = 'breach' and our_value is null then 'no promise is known to us: tell it under tickets.sla'
        when our_value is null and metric = 'first_reply' and not is_response_known
            then 'the export tells no comments, so nobody can say when somebody answered'
        when our_value is null and metric = 'first_reply' and kind = 'calendar' then 'no public answer of an agent in the export'
        when our_value is null and metric in ('first_resolution', 'resolution') and not is_solved then 'not solved, or open again'
        when our_value is null and kind = 'business' then 'no business hours are known for it'
        when our_value is null then 'a figure that we do not make'
        when is_other_reading and metric in ('first_reply', 'replies') and kind <> 'business'
            then 'the vendor counts the comment with which an agent opened the ticket'
        when is_other_reading and kind = 'calendar' and metric = 'resolution' then 'the vendor stops at the first solution'
        when is_other_reading and metric = 'requester_wait' then 'the vendor leaves out the time on hold'
        when is_other_reading and kind = 'business' then 'the vendor reads the last calendar for the whole span'
        when is_other_reading and metric = 'reopens' then 'open again: the vendor counts a reopening when the ticket is solved once more'
        when is_other_reading and kind = 'breach' then 'the vendor judges by the promise we know, not by the target it tells'
        when is_later_start then 'the vendor starts its clock later than the creation'
        when kind = 'breach' and metric in ('next_reply', 'periodic_update', 'pausable_update')
            then 'another promise in force at one of its turns, or a turn begun or ended elsewhere'
        when kind = 'breach' then 'other target, or a clock that pauses'
        when kind = 'count' then 'the exported history tells other changes than the vendor counted'
        when metric in ('requester_wait', 'agent_wait', 'on_hold', 'agent_work') and not is_solved
            then 'not solved yet: ours counts states that have ended, the vendor also the present one'
        when metric in ('requester_wait', 'agent_wait', 'on_hold', 'agent_work') and kind = 'business' and has_several_calendars
            then 'the vendor reads the calendar at the end of a state for all of it'
        when kind = 'business' then 'other business hours: check calendars, holidays and time zone'
        when metric in ('requester_wait', 'agent_wait', 'on_hold', 'agent_work')
            then 'the exported history tells other changes of state than the vendor counted'
        when metric in ('first_resolution', 'resolution') and reopens > 0 then 'reopened: the vendor keeps another of its solutions'
        when metric in ('first_resolution', 'resolution') and our_value > vendor_value
            then 'the vendor stops its clock while it waits for the customer or a third party, or at an earlier state'
        when metric in ('first_resolution', 'resolution') then 'the vendor counts to the closing, or from an earlier start'
        else 'not explained'
    end as reason,
from compared
