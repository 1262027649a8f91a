-- description: Tickets, one by one: who has them, what became of them, and every time and count of their life on the clock and on the business clock.
-- grain: [source_id, ticket_id]
-- build: table
with turn as (
    select
        source_id,
        ticket_id,
        cast(count(*) filter (where is_answered) as bigint) as answered_turns,
        sum(reply_s) filter (where is_answered) as total_reply_s,
        sum(reply_business_s) filter (where is_answered) as total_reply_business_s,
    from core.ticket_reply
    group by source_id, ticket_id
)

select
    ticket.source_id,
    ticket.ticket_id,
    ticket.site_id,
    ticket.queue_id,
    ticket.business_date,
    ticket.created_at_utc,
    ticket.created_at_local,
    ticket.status,
    ticket.priority,
    ticket.type,
    ticket.channel,
    ticket.topic,
    ticket.assignee,
    ticket.is_counted,
    ticket.is_merged,
    ticket.is_spam,
    ticket.is_conflict,
    ticket.is_complaint,
    ticket.is_escalated,
    ticket.is_response_known,
    ticket.first_response_at_utc,
    ticket.first_response_s,
    ticket.first_response_business_s,
    ticket.first_response_last_schedule_s,
    ticket.first_agent_comment_s,
    coalesce(turn.answered_turns, 0) as answered_turns,
    turn.total_reply_s,
    turn.total_reply_business_s,
    ticket.first_assigned_at_utc,
    ticket.last_assigned_at_utc,
    ticket.first_solved_at_utc,
    ticket.last_solved_at_utc,
    ticket.first_resolution_s,
    ticket.first_resolution_business_s,
    ticket.first_resolution_last_schedule_s,
    ticket.resolution_s,
    ticket.resolution_business_s,
    ticket.resolution_last_schedule_s,
    case when ticket.is_solved then epoch(ticket.last_solved_at_utc) - epoch(ticket.first_assigned_at_utc) end
        as first_assignment_to_resolution_s,
    case when ticket.is_solved then epoch(ticket.last_solved_at_utc) - epoch(ticket.last_assigned_at_utc) end
        as last_assignment_to_resolution_s,
    ticket.requester_wait_s,
    ticket.requester_wait_business_s,
    ticket.agent_work_s,
    ticket.agent_work_business_s,
    ticket.new_s,
    ticket.new_business_s,
    ticket.agent_wait_s,
    ticket.agent_wait_business_s,
    ticket.on_hold_s,
    ticket.on_hold_business_s,
    ticket.unassigned_s,
    ticket.is_solved,
    ticket.solutions,
    ticket.reopens,
    ticket.reopens_by_customer,
    ticket.replies,
    ticket.agent_comments,
    ticket.customer_comments,
    ticket.private_comments,
    ticket.comments,
    ticket.last_comment_at_utc,
    ticket.agents,
    ticket.assignees,
    ticket.assignee_stations,
    ticket.group_stations,
    ticket.is_one_touch,
    -- what was settled in one, two or more answers
    case
        when not ticket.is_solved or not ticket.is_response_known then null
        when ticket.is_one_touch then 'one'
        when ticket.replies <= 2 then 'two'
        else 'more'
    end as touches,
    ticket.articles,
    ticket.effort_s,
    ticket.refund_amount,
from core.ticket as ticket
left join turn
    on turn.source_id = ticket.source_id
    and turn.ticket_id = ticket.ticket_id
