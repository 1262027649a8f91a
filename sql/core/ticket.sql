-- description: Tickets with what became of them: answers, solution, reopenings, waits on both clocks, conflict and escalation, on the business day of their creation.
-- grain: [source_id, ticket_id]
-- build: daily
with word as (
    select
        rule,
        word,
    from config.ticket_word
),

told as (
    select
        source_id,
        ticket_id,
        min(at_utc) filter (
            where event_type = 'comment' and is_public and actor_role = 'agent' and not is_opening
        ) as first_response_at_utc,
        -- Zendesk's reading: an agent's first public comment counts, also the opening one
        min(at_utc) filter (where event_type = 'comment' and is_public and actor_role = 'agent') as first_agent_comment_at_utc,
        count(*) filter (where event_type = 'comment' and is_public and actor_role = 'agent' and not is_opening) as replies,
        count(*) filter (where event_type = 'comment' and is_public and actor_role = 'agent') as agent_comments,
        count(*) filter (where event_type = 'comment' and actor_role = 'end_user') as customer_comments,
        count(*) filter (where event_type = 'comment' and not is_public) as private_comments,
        count(*) filter (where event_type = 'comment') as comments,
        max(at_utc) filter (where event_type = 'comment') as last_comment_at_utc,
        min(at_utc) filter (where event_type = 'assign' and new_value is not null) as first_assigned_at_utc,
        max(at_utc) filter (where event_type = 'assign' and new_value is not null) as last_assigned_at_utc,
        count(*) filter (where event_type = 'assign' and new_value is not null) as assignee_stations,
        count(*) filter (where event_type = 'group' and new_value is not null) as group_stations,
        count(*) filter (where event_type = 'article') as articles,
        count(*) filter (where event_type = 'status') as status_changes,
        bool_or(
            (event_type = 'tag' and lower(new_value) in (select word from word where rule = 'escalation_tag'))
            or (event_type = 'group' and lower(new_value) in (select word from word where rule = 'escalation_group'))
        ) as is_escalated,
        bool_or(event_type = 'tag' and lower(new_value) in (select word from word where rule = 'complaint_tag')) as is_complaint,
        bool_or(event_type = 'satisfaction_score' and lower(new_value) like 'bad%') as is_rated_bad,
    from core.ticket_event
    where business_date between $from and $to
    group by source_id, ticket_id
),

people as (
    -- agents who commented, in public or not, and who had the ticket; counted apart, since counting the different ones costs
    -- each row a place
    select
        source_id,
        ticket_id,
        count(actor_key) as agents,
        count(assignee) as assignees,
    from (
        select distinct
            source_id,
            ticket_id,
            case when event_type = 'comment' then actor_key end as actor_key,
            case when event_type = 'assign' then new_value end as assignee,
        from core.ticket_event
        where business_date between $from and $to
            and (
                (event_type = 'comment' and actor_role = 'agent' and actor_key is not null)
                or (event_type = 'assign' and new_value is not null)
            )
    ) as took_part
    group by source_id, ticket_id
),

label as (
    -- labels and keywords as the ticket itself carries them
    select
        ticket.source_id,
        ticket.ticket_id,
        bool_or(word.rule = 'complaint_tag') as is_complaint,
        bool_or(word.rule = 'escalation_tag') as is_escalated,
        bool_or(word.rule = 'conflict_keyword') as has_keyword,
    from staging.ticket as ticket,
        unnest(
            string_split(
                concat_ws(
                    ',',
                    'tag:' || replace(replace(ticket.tags, ', ', ','), ',', ',tag:'),
                    'word:' || replace(ticket.keywords, ',', ',word:')
                ),
                ','
            )
        ) as carried(text)
    inner join word
        on (word.rule in ('complaint_tag', 'escalation_tag') and carried.text = 'tag:' || word.word)
        or (word.rule = 'conflict_keyword' and carried.text = 'word:' || word.word)
    where ticket.business_date between $from and $to
        and (ticket.tags is not null or ticket.keywords is not null)
    group by ticket.source_id, ticket.ticket_id
),

answered as (
    -- what surveys say of a ticket; where two desks have one id, the survey's own desk has the ticket it is about
    select
        ticket.source_id,
        ticket.ticket_id,
        bool_or(
            coalesce(not survey.is_good, false)
            or coalesce(
                1 + 4 * case
                    when scale.is_reversed then scale.scale_max - survey.csat
                    else survey.csat - scale.scale_min
                end / nullif(scale.scale_max - scale.scale_min, 0) <= rules.conflict_rating_at_most,
                false
            )
        ) as is_rated_bad,
    from staging.survey as survey
    inner join core.surveyed_ticket as asked
        on asked.ticket_told = survey.ticket_id
        and coalesce(survey.answered_at_utc >= asked.created_at_utc - interval '1 day', true)
    inner join staging.ticket as ticket
        on ticket.ticket_id = asked.ticket_id
    left join staging.ticket as own
        on own.source_id = survey.source_id
        and own.ticket_id = survey.ticket_id
    left join config.survey_scale as scale
        on scale.source_id = survey.source_id
        and scale.instrument = 'csat'
    left join config.ticket as rules
        on true
    where ticket.business_date between $from and $to
        and (own.ticket_id is null or own.source_id = ticket.source_id)
    group by ticket.source_id, ticket.ticket_id
),

life as (
    select
        span.source_id,
        span.ticket_id,
        -- solved is left and entered again; closed after solved is no second solution, closed without solved is one
        min(span.started_at_utc) filter (where span.is_solution) as first_solved_at_utc,
        max(span.started_at_utc) filter (where span.is_solution) as last_solved_at_utc,
        max(span.started_date) filter (where span.is_solution) as last_solved_date,
        arg_min(span.business_before_s, span.started_at_utc) filter (where span.is_solution) as first_resolution_business_s,
        arg_max(span.business_before_s, span.started_at_utc) filter (where span.is_solution) as resolution_business_s,
        cast(count(*) filter (where span.is_solution) as bigint) as solutions,
        arg_min(span.calendar_id, span.started_at_utc) filter (where span.is_solution) as first_calendar_id,
        arg_min(span.clock_at_start_s, span.started_at_utc) filter (where span.is_solution) as first_clock_s,
        arg_max(span.calendar_id, span.started_at_utc) filter (where span.is_solution) as last_calendar_id,
        arg_max(span.clock_at_start_s, span.started_at_utc) filter (where span.is_solution) as last_clock_s,
        min(span.started_at_utc) filter (where span.is_reopening) as first_reopened_at_utc,
        cast(count(*) filter (where span.is_reopening) as bigint) as reopens,
        cast(count(*) filter (where span.is_reopening and span.actor_role = 'end_user') as bigint) as reopens_by_customer,
        bool_or(span.status in ('solved', 'closed') and span.ended_at_utc is null) as is_solved,
        -- the state the ticket is in when its time is up: solved by then, and not reopened by then
        bool_or(
            span.status in ('solved', 'closed')
            and span.started_at_utc <= ticket.created_at_utc + interval '1 second' * (86400 * centre.resolution_maturity_days)
            and (
                span.ended_at_utc is null
                or span.ended_at_utc > ticket.created_at_utc + interval '1 second' * (86400 * centre.resolution_maturity_days)
            )
        ) as is_resolved_in_maturity,
        bool_and(span.clock_at_start_s is not null) as has_clock,
        coalesce(min(span.calendar_id) <> max(span.calendar_id), false) as has_several_calendars,
        coalesce(sum(span.calendar_s) filter (where span.is_unsolved and span.assignee is null), 0) as unassigned_s,
        coalesce(sum(span.calendar_s) filter (where span.status in ('new', 'open', 'hold')), 0) as requester_wait_s,
        coalesce(sum(span.business_s) filter (where span.status in ('new', 'open', 'hold')), 0) as requester_wait_business_s,
        coalesce(sum(span.calendar_s) filter (where span.status in ('new', 'open')), 0) as agent_work_s,
        coalesce(sum(span.business_s) filter (where span.status in ('new', 'open')), 0) as agent_work_business_s,
        coalesce(sum(span.calendar_s) filter (where span.status = 'new'), 0) as new_s,
        coalesce(sum(span.business_s) filter (where span.status = 'new'), 0) as new_business_s,
        coalesce(sum(span.calendar_s) filter (where span.status = 'pending'), 0) as agent_wait_s,
        coalesce(sum(span.business_s) filter (where span.status = 'pending'), 0) as agent_wait_business_s,
        coalesce(sum(span.calendar_s) filter (where span.status = 'hold'), 0) as on_hold_s,
        coalesce(sum(span.business_s) filter (where span.status = 'hold'), 0) as on_hold_business_s,
    from (
        select
            interval_of.*,
            status in ('solved', 'closed') and is_previous_unsolved as is_solution,
            -- a ticket that is brought back from the bin was not solved before
            is_unsolved and not is_previous_unsolved and previous_status is distinct from 'deleted' as is_reopening,
        from core.ticket_status_interval as interval_of
        where business_date between $from and $to
    ) as span
    inner join staging.ticket as ticket
        on ticket.source_id = span.source_id
        and ticket.ticket_id = span.ticket_id
    cross join config.centre as centre
    where ticket.business_date between $from and $to
    group by span.source_id, span.ticket_id
),

fact as (
    select
        ticket.source_id,
        ticket.ticket_id,
        coalesce(ticket_source.has_responses, false) as is_response_known,
        coalesce(ticket_source.has_knowledge, false) as is_knowledge_told,
        -- comments are evidence; where none are told the export's own date stands for them
        coalesce(told.first_response_at_utc, case when coalesce(told.agent_comments, 0) = 0 then ticket.first_response_at_utc end)
            as first_response_at_utc,
        -- an answer older than its question: a history brought along from another desk, or a clock that is wrong by more than seconds
        coalesce(
            coalesce(told.first_response_at_utc, case when coalesce(told.agent_comments, 0) = 0 then ticket.first_response_at_utc end)
                < ticket.created_at_utc - interval '60 seconds',
            false
        ) as is_answered_before_created,
        told.first_agent_comment_at_utc,
        coalesce(told.replies, 0) as replies,
        coalesce(told.agent_comments, 0) as agent_comments,
        coalesce(told.customer_comments, 0) as customer_comments,
        coalesce(told.private_comments, 0) as private_comments,
        coalesce(told.comments, 0) as comments,
        told.last_comment_at_utc,
        coalesce(people.agents, 0) as agents,
        -- a history that tells no assignment leaves whom the ticket itself names
        coalesce(nullif(people.assignees, 0), case when ticket.assignee is not null then 1 else 0 end) as assignees,
        coalesce(nullif(told.assignee_stations, 0), case when ticket.assignee is not null then 1 else 0 end) as assignee_stations,
        coalesce(nullif(told.group_stations, 0), 1) as group_stations,
        coalesce(told.articles, 0) + coalesce(ticket.articles, 0) as articles,
        coalesce(ticket.is_escalated, false)
        or coalesce(told.is_escalated, false)
        or coalesce(label.is_escalated, false)
        or ticket.queue_id in (select word from word where rule = 'escalation_group') as is_escalated,
        coalesce(told.is_complaint, false)
        or coalesce(label.is_complaint, false)
        or coalesce(lower(ticket.type) in (select word from word where rule = 'complaint_type'), false)
        or coalesce(lower(ticket.topic) in (select word from word where rule = 'complaint_topic'), false) as is_complaint,
        coalesce(label.has_keyword, false) as has_keyword,
        coalesce(told.is_rated_bad, false)
        or coalesce(lower(ticket.satisfaction) like 'bad%', false)
        or coalesce(answered.is_rated_bad, false)
        or coalesce(
            1 + 4 * case
                when coalesce(scale.is_reversed, false) then scale.scale_max - ticket.rating
                else ticket.rating - coalesce(scale.scale_min, 1)
            end / nullif(coalesce(scale.scale_max, 5) - coalesce(scale.scale_min, 1), 0) between 1 and rules.conflict_rating_at_most,
            false
        ) as is_rated_bad,
        coalesce(ticket.refund_amount, 0) > 0 as is_refunded,
        told.first_assigned_at_utc,
        told.last_assigned_at_utc,
        -- the export dates the end before the beginning, or not at all: how long it took is not known
        coalesce(life.first_solved_at_utc <= ticket.created_at_utc, false)
        and coalesce(told.status_changes, 0) = 0
        and coalesce(coalesce(ticket.solved_at_utc, ticket.closed_at_utc, ticket.updated_at_utc) < ticket.created_at_utc, true)
            as is_solved_before_created,
        rules.is_escalated_a_conflict,
        rules.is_refunded_a_conflict,
    from staging.ticket as ticket
    left join staging.ticket_source as ticket_source
        on ticket_source.source_id = ticket.source_id
    left join told
        on told.source_id = ticket.source_id
        and told.ticket_id = ticket.ticket_id
    left join people
        on people.source_id = ticket.source_id
        and people.ticket_id = ticket.ticket_id
    left join label
        on label.source_id = ticket.source_id
        and label.ticket_id = ticket.ticket_id
    left join answered
        on answered.source_id = ticket.source_id
        and answered.ticket_id = ticket.ticket_id
    left join life
        on life.source_id = ticket.source_id
        and life.ticket_id = ticket.ticket_id
    left join config.survey_scale as scale
        on scale.source_id = ticket.source_id
        and scale.instrument = 'csat'
    left join config.ticket as rules
        on true
    where ticket.business_date between $from and $to
),

response as (
    -- the business clock at the first response: over all calendars, and by the last one alone
    select
        fact.source_id,
        fact.ticket_id,
        tile.business_before_s
            + reading.open_before_s
            + case when reading.is_open then epoch(fact.first_response_at_utc) - epoch(reading.since_utc) else 0 end
            - tile.clock_at_start_s as first_response_business_s,
        reading.open_before_s
            + case when reading.is_open then epoch(fact.first_response_at_utc) - epoch(reading.since_utc) else 0 end
            - opening.open_before_s
            - case when opening.is_open then epoch(ticket.created_at_utc) - epoch(opening.since_utc) else 0 end
            as first_response_last_schedule_s,
    from fact
    inner join staging.ticket as ticket
        on ticket.source_id = fact.source_id
        and ticket.ticket_id = fact.ticket_id
    inner join core.ticket_status_interval as tile
        on tile.source_id = fact.source_id
        and tile.ticket_id = fact.ticket_id
        and fact.first_response_at_utc >= tile.started_at_utc
        and (fact.first_response_at_utc < tile.ended_at_utc or tile.ended_at_utc is null)
    inner join core.business_clock as reading
        on reading.calendar_id = tile.calendar_id
        and reading.date = cast(fact.first_response_at_utc as date)
        and fact.first_response_at_utc >= reading.since_utc
        and fact.first_response_at_utc < reading.until_utc
    inner join core.business_clock as opening
        on opening.calendar_id = tile.calendar_id
        and opening.date = cast(ticket.created_at_utc as date)
        and ticket.created_at_utc >= opening.since_utc
        and ticket.created_at_utc < opening.until_utc
    where ticket.business_date between $from and $to
        and tile.business_date between $from and $to
),

effort as (
    select
        source_id,
        ticket_id,
        sum(effort_s) as effort_s,
    from staging.ticket_work
    where business_date between $from and $to
    group by source_id, ticket_id
),

due as (
    select
        ticket.source_id,
        ticket.ticket_id,
        queue_day.first_response_target_s,
        -- on the wall clock of the site: an hour's error on the two days of a clock change moves no date but near midnight
        cast(
            ticket.created_at_local
            + interval '1 second' * queue_day.first_response_target_s
            - interval '1 second' * coalesce(site.day_start_s, 0) as date
        ) as first_response_due_date,
    from staging.ticket as ticket
    left join config.queue_day as queue_day
        on queue_day.queue_id = ticket.queue_id
        and queue_day.business_date = ticket.business_date
    left join config.site as site
        on site.site_id = ticket.site_id
    where ticket.business_date between $from and $to
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
    ticket.requester_key,
    ticket.assignee,
    ticket.contact_id,
    ticket.topic,
    fact.is_response_known and not fact.is_answered_before_created as is_response_known,
    fact.first_response_at_utc,
    case
        when fact.is_answered_before_created then null
        when fact.first_response_at_utc < ticket.created_at_utc then 0
        else epoch(fact.first_response_at_utc) - epoch(ticket.created_at_utc)
    end as first_response_s,
    response.first_response_business_s,
    response.first_response_last_schedule_s,
    epoch(fact.first_agent_comment_at_utc) - epoch(ticket.created_at_utc) as first_agent_comment_s,
    due.first_response_target_s,
    due.first_response_due_date,
    life.first_solved_at_utc,
    life.last_solved_at_utc,
    life.last_solved_date,
    case when not fact.is_solved_before_created then epoch(life.first_solved_at_utc) - epoch(ticket.created_at_utc) end as first_resolution_s,
    case when not fact.is_solved_before_created then life.first_resolution_business_s end as first_resolution_business_s,
    case
        when not fact.is_solved_before_created
            then life.first_clock_s
                - first_opening.open_before_s
                - case when first_opening.is_open then epoch(ticket.created_at_utc) - epoch(first_opening.since_utc) else 0 end
    end as first_resolution_last_schedule_s,
    case
        when life.is_solved and not fact.is_solved_before_created then epoch(life.last_solved_at_utc) - epoch(ticket.created_at_utc)
    end as resolution_s,
    case when life.is_solved and not fact.is_solved_before_created then life.resolution_business_s end as resolution_business_s,
    case
        when life.is_solved and not fact.is_solved_before_created
            then life.last_clock_s
                - opening.open_before_s
                - case when opening.is_open then epoch(ticket.created_at_utc) - epoch(opening.since_utc) else 0 end
    end as resolution_last_schedule_s,
    coalesce(life.is_solved, false) as is_solved,
    coalesce(life.is_resolved_in_maturity, false) as is_resolved_in_maturity,
    coalesce(life.solutions, 0) as solutions,
    coalesce(life.reopens, 0) as reopens,
    coalesce(life.reopens_by_customer, 0) as reopens_by_customer,
    coalesce(
        life.first_reopened_at_utc <= life.first_solved_at_utc + interval '30 days',
        false
    ) as is_reopened_in_30_days,
    life.requester_wait_s,
    case when life.has_clock then life.requester_wait_business_s end as requester_wait_business_s,
    life.agent_work_s,
    case when life.has_clock then life.agent_work_business_s end as agent_work_business_s,
    life.new_s,
    case when life.has_clock then life.new_business_s end as new_business_s,
    life.agent_wait_s,
    case when life.has_clock then life.agent_wait_business_s end as agent_wait_business_s,
    life.on_hold_s,
    case when life.has_clock then life.on_hold_business_s end as on_hold_business_s,
    coalesce(life.has_several_calendars, false) as has_several_calendars,
    life.unassigned_s,
    fact.first_assigned_at_utc,
    fact.last_assigned_at_utc,
    fact.replies,
    cast(fact.agent_comments as bigint) as agent_comments,
    cast(fact.customer_comments as bigint) as customer_comments,
    cast(fact.private_comments as bigint) as private_comments,
    cast(fact.comments as bigint) as comments,
    fact.last_comment_at_utc,
    fact.agents,
    cast(fact.assignees as bigint) as assignees,
    cast(fact.assignee_stations as bigint) as assignee_stations,
    cast(fact.group_stations as bigint) as group_stations,
    fact.is_response_known
    and not fact.is_answered_before_created
    and coalesce(life.is_solved, false)
    and fact.replies <= 1
    and coalesce(life.reopens, 0) = 0 as is_one_touch,
    cast(fact.articles as bigint) as articles,
    fact.is_knowledge_told,
    fact.is_escalated,
    fact.is_complaint,
    fact.has_keyword,
    fact.is_rated_bad,
    fact.is_complaint
    or fact.has_keyword
    or fact.is_rated_bad
    or (fact.is_escalated and coalesce(fact.is_escalated_a_conflict, false))
    or (fact.is_refunded and coalesce(fact.is_refunded_a_conflict, false)) as is_conflict,
    fact.is_solved_before_created,
    coalesce(effort.effort_s, ticket.handling_s) as effort_s,
    ticket.is_merged,
    ticket.is_spam,
    not ticket.is_merged and not ticket.is_spam as is_counted,
    ticket.refund_amount,
    ticket.vendor_first_response_s,
    ticket.vendor_first_response_business_s,
    ticket.vendor_resolution_s,
    ticket.vendor_resolution_business_s,
    ticket.vendor_is_breached,
    ticket.vendor_due_at_utc,
    ticket.file_id,
    ticket.line,
from staging.ticket as ticket
inner join fact
    on fact.source_id = ticket.source_id
    and fact.ticket_id = ticket.ticket_id
left join response
    on response.source_id = ticket.source_id
    and response.ticket_id = ticket.ticket_id
left join life
    on life.source_id = ticket.source_id
    and life.ticket_id = ticket.ticket_id
left join core.business_clock as opening
    on opening.calendar_id = life.last_calendar_id
    and opening.date = cast(ticket.created_at_utc as date)
    and ticket.created_at_utc >= opening.since_utc
    and ticket.created_at_utc < opening.until_utc
left join core.business_clock as first_opening
    on first_opening.calendar_id = life.first_calendar_id
    and first_opening.date = cast(ticket.created_at_utc as date)
    and ticket.created_at_utc >= first_opening.since_utc
    and ticket.created_at_utc < first_opening.until_utc
left join effort
    on effort.source_id = ticket.source_id
    and effort.ticket_id = ticket.ticket_id
left join due
    on due.source_id = ticket.source_id
    and due.ticket_id = ticket.ticket_id
where ticket.business_date between $from and $to
