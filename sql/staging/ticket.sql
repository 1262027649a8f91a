-- description: Help desk tickets, one row a ticket, on the business day of their creation, with words, queue and local time conformed.
-- grain: [source_id, ticket_id]
-- build: daily
with born as (
    -- a ticket told by its updates was created when they say so, or with the first of them
    select
        source_id,
        ticket_id,
        coalesce(min(created_at_utc), min(at_utc)) as created_at_utc,
    from raw.ticket_update
    group by source_id, ticket_id
    having coalesce(min(created_at_utc), min(at_utc)) >= $from - interval '2 days'
        and coalesce(min(created_at_utc), min(at_utc)) < $to + interval '3 days'
),

last_update as (
    select
        ticket_update.*,
        born.created_at_utc as born_at_utc,
        row_number() over (
            partition by ticket_update.source_id, ticket_update.ticket_id
            order by
                ticket_update.update_number desc nulls last,
                ticket_update.at_utc desc,
                ticket_update.file_id desc,
                ticket_update.line desc
        ) as from_last,
        -- of a log of activities the last that changes the state: a word declared as `same` does not
        first_value(ticket_update.status) over (
            partition by ticket_update.source_id, ticket_update.ticket_id
            order by
                case when ticket_update.status is null or word.canonical = 'same' then 1 else 0 end,
                ticket_update.update_number desc nulls last,
                ticket_update.at_utc desc,
                ticket_update.file_id desc,
                ticket_update.line desc
        ) as status_told,
    from raw.ticket_update as ticket_update
    inner join born
        on born.source_id = ticket_update.source_id
        and born.ticket_id = ticket_update.ticket_id
    left join config.word as word
        on word.source_id = ticket_update.source_id
        and word.field = 'status'
        and word.word = lower(trim(ticket_update.status))
),

raw_ticket as (
    -- two days of slack: no zone and no day start moves an instant further than that from its business date
    select
        source_id,
        file_id,
        line,
        ticket_id,
        created_at_utc,
        updated_at_utc,
        queue,
        status,
        priority,
        type,
        channel,
        requester_key,
        submitter_key,
        assignee,
        contact_id,
        topic,
        satisfaction,
        is_merged,
        absorbed_ids,
        is_spam,
        refund_amount,
        solved_at_utc,
        closed_at_utc,
        first_response_at_utc,
        tags,
        keywords,
        is_escalated,
        articles,
        handling_s,
        vendor_first_response_s,
        vendor_first_response_business_s,
        vendor_resolution_s,
        vendor_resolution_business_s,
        vendor_reopens,
        vendor_is_breached,
        vendor_due_at_utc,
        false as is_of_updates,
    from raw.ticket
    where created_at_utc >= $from - interval '2 days'
        and created_at_utc < $to + interval '3 days'

    union all

    select
        source_id,
        file_id,
        line,
        ticket_id,
        born_at_utc as created_at_utc,
        at_utc as updated_at_utc,
        queue,
        status_told as status,
        priority,
        type,
        channel,
        requester_key,
        submitter_key,
        assignee,
        contact_id,
        topic,
        satisfaction,
        is_merged,
        absorbed_ids,
        is_spam,
        refund_amount,
        solved_at_utc,
        closed_at_utc,
        first_response_at_utc,
        tags,
        keywords,
        is_escalated,
        articles,
        handling_s,
        vendor_first_response_s,
        vendor_first_response_business_s,
        vendor_resolution_s,
        vendor_resolution_business_s,
        vendor_reopens,
        vendor_is_breached,
        vendor_due_at_utc,
        true as is_of_updates,
    from last_update
    where from_last = 1
        and not exists (
            select 1
            from raw.ticket as whole
            where whole.source_id = last_update.source_id
                and whole.ticket_id = last_update.ticket_id
        )
),

merged_away as (
    -- the surviving ticket names those it took in; they themselves may not say so
    select distinct
        raw.ticket.source_id,
        trim(absorbed.ticket_id) as ticket_id,
    from raw.ticket, unnest(string_split(raw.ticket.absorbed_ids, ',')) as absorbed(ticket_id)
),

placed as (
    select
        raw_ticket.source_id,
        raw_ticket.file_id,
        raw_ticket.line,
        coalesce(queue.site_id, source.site_id) as site_id,
        coalesce(queue.queue_id, 'unmapped') as queue_id,
        coalesce(site.day_start_s, 0) as day_start_s,
        raw_ticket.ticket_id,
        raw_ticket.created_at_utc,
        raw_ticket.created_at_utc + interval '1 second' * coalesce(
            case
                when zone_day.switch_at is null or raw_ticket.created_at_utc < zone_day.switch_at then zone_day.offset_s
                else zone_day.offset_after_s
            end,
            0
        ) as created_at_local,
        raw_ticket.updated_at_utc,
        coalesce(
            status_word.canonical,
            case
                when lower(trim(raw_ticket.status)) in ('new', 'open', 'pending', 'hold', 'solved', 'closed', 'deleted')
                    then lower(trim(raw_ticket.status))
                when raw_ticket.status is not null then 'unmapped'
            end
        ) as status,
        coalesce(priority_word.canonical, lower(trim(raw_ticket.priority))) as priority,
        coalesce(type_word.canonical, lower(trim(raw_ticket.type))) as type,
        coalesce(channel_word.canonical, lower(trim(raw_ticket.channel))) as channel,
        raw_ticket.requester_key,
        raw_ticket.submitter_key,
        nullif(trim(raw_ticket.assignee), '') as assignee,
        raw_ticket.contact_id,
        raw_ticket.topic,
        raw_ticket.satisfaction,
        try_cast(nullif(trim(raw_ticket.satisfaction), '') as double) as rating,
        coalesce(raw_ticket.is_merged, false) or merged_away.ticket_id is not null as is_merged,
        coalesce(raw_ticket.is_spam, false) as is_spam,
        raw_ticket.refund_amount,
        raw_ticket.solved_at_utc,
        raw_ticket.closed_at_utc,
        raw_ticket.first_response_at_utc,
        lower(raw_ticket.tags) as tags,
        lower(raw_ticket.keywords) as keywords,
        raw_ticket.is_escalated,
        raw_ticket.articles,
        raw_ticket.handling_s,
        raw_ticket.vendor_first_response_s,
        raw_ticket.vendor_first_response_business_s,
        raw_ticket.vendor_resolution_s,
        raw_ticket.vendor_resolution_business_s,
        raw_ticket.vendor_reopens,
        raw_ticket.vendor_is_breached,
        raw_ticket.vendor_due_at_utc,
        raw_ticket.is_of_updates,
    from raw_ticket
    left join config.source as source
        on source.source_id = raw_ticket.source_id
    left join config.queue_alias as alias
        on alias.source_id = raw_ticket.source_id
        and alias.queue_raw = trim(raw_ticket.queue)
    -- a help desk may name the team by its id; the owner may have written its name
    left join raw.ticket_group as team
        on team.source_id = raw_ticket.source_id
        and team.group_id = trim(raw_ticket.queue)
    left join config.queue_alias as team_alias
        on team_alias.source_id = raw_ticket.source_id
        and team_alias.queue_raw = trim(team.name)
    left join config.queue as queue
        on queue.queue_id = coalesce(alias.queue_id, team_alias.queue_id)
    left join merged_away
        on merged_away.source_id = raw_ticket.source_id
        and merged_away.ticket_id = raw_ticket.ticket_id
    left join config.site as site
        on site.site_id = coalesce(queue.site_id, source.site_id)
    left join config.zone_day as zone_day
        on zone_day.zone = coalesce(site.timezone, source.timezone)
        and zone_day.reading = 'utc'
        and zone_day.date = cast(raw_ticket.created_at_utc as date)
    -- a help desk may name a state by its id
    left join raw.ticket_state as state
        on state.source_id = raw_ticket.source_id
        and state.state_id = trim(raw_ticket.status)
    left join config.word as status_word
        on status_word.source_id = raw_ticket.source_id
        and status_word.field = 'status'
        and status_word.word = lower(trim(coalesce(state.name, raw_ticket.status)))
    left join config.word as priority_word
        on priority_word.source_id = raw_ticket.source_id
        and priority_word.field = 'priority'
        and priority_word.word = lower(trim(raw_ticket.priority))
    left join config.word as type_word
        on type_word.source_id = raw_ticket.source_id
        and type_word.field = 'type'
        and type_word.word = lower(trim(raw_ticket.type))
    left join config.word as channel_word
        on channel_word.source_id = raw_ticket.source_id
        and channel_word.field = 'channel'
        and channel_word.word = lower(trim(raw_ticket.channel))
),

dated as (
    select
        placed.*,
        cast(placed.created_at_local - interval '1 second' * placed.day_start_s as date) as business_date,
    from placed
)

select
    source_id,
    file_id,
    line,
    site_id,
    queue_id,
    business_date,
    ticket_id,
    created_at_utc,
    created_at_local,
    updated_at_utc,
    status,
    priority,
    type,
    channel,
    requester_key,
    submitter_key,
    assignee,
    contact_id,
    topic,
    satisfaction,
    rating,
    is_merged,
    -- a desk that says deleted, or a word declared as that, says that it was no request
    is_spam or coalesce(status = 'deleted', false) as is_spam,
    refund_amount,
    solved_at_utc,
    closed_at_utc,
    first_response_at_utc,
    tags,
    keywords,
    is_escalated,
    articles,
    handling_s,
    vendor_first_response_s,
    vendor_first_response_business_s,
    vendor_resolution_s,
    vendor_resolution_business_s,
    vendor_reopens,
    vendor_is_breached,
    vendor_due_at_utc,
    is_of_updates,
from dated
where business_date between $from and $to
