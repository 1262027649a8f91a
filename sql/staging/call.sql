-- description: Queue visits from call exports, one row a raw record, with outcome word, queue, site and local time conformed.
-- grain: [source_id, leg_id]
-- build: view
with placed as (
    select
        raw_call.source_id,
        raw_call.file_id,
        raw_call.line,
        coalesce(named.site_id, home.site_id) as site_id,
        coalesce(named.queue_id, 'unmapped') as queue_id,
        coalesce(named.day_start_s, home.day_start_s, 0) as day_start_s,
        raw_call.leg_id,
        -- null where one row is one call: a second id of every leg would be dear to write
        raw_call.contact_id,
        coalesce(channel_word.canonical, lower(trim(raw_call.channel)), 'phone') as channel,
        coalesce(direction_word.canonical, lower(trim(raw_call.direction)), 'inbound') as direction,
        raw_call.customer_key,
        raw_call.did,
        raw_call.entered_at_utc,
        raw_call.entered_at_utc + interval '1 second' * coalesce(
            case
                when zone_day.switch_at is null or raw_call.entered_at_utc < zone_day.switch_at then zone_day.offset_s
                else zone_day.offset_after_s
            end,
            0
        ) as entered_at_local,
        raw_call.wait_s,
        raw_call.ring_s,
        raw_call.talk_s,
        raw_call.hold_s,
        raw_call.acw_s,
        coalesce(agent.agent_id, nullif(trim(raw_call.agent), '')) as agent_id,
        -- a canonical word means itself; a word nobody declared stays visible instead of being guessed
        coalesce(
            outcome_word.canonical,
            case
                when lower(trim(raw_call.outcome)) in (
                    'answered', 'abandoned', 'flowout_timeout', 'flowout_empty', 'flowout_key', 'flowout_withdrawn',
                    'flowout_transfer', 'callback_scheduled', 'failed', 'open', 'excluded'
                ) then lower(trim(raw_call.outcome))
            end,
            'unmapped'
        ) as outcome,
        raw_call.outcome as outcome_raw,
        raw_call.transfer_to,
        raw_call.topic,
        coalesce(disposition_word.canonical, lower(trim(raw_call.disposition))) as disposition,
        raw_call.is_callback_offered,
        nullif(trim(raw_call.callback_of), '') as callback_of_contact_id,
    from raw.call as raw_call
    left join config.agent_alias as agent
        on agent.agent_raw = trim(raw_call.agent)
    left join config.queue_place as named
        on named.source_id = raw_call.source_id
        and named.queue_raw = trim(raw_call.queue)
    left join config.queue_place as home
        on home.source_id = raw_call.source_id
        and home.queue_raw is null
    left join config.zone_day as zone_day
        on zone_day.zone = coalesce(named.timezone, home.timezone)
        and zone_day.reading = 'utc'
        and zone_day.date = cast(raw_call.entered_at_utc as date)
    left join config.word as outcome_word
        on outcome_word.source_id = raw_call.source_id
        and outcome_word.field = 'outcome'
        and outcome_word.word = coalesce(lower(trim(raw_call.outcome)), '')
    left join config.word as channel_word
        on channel_word.source_id = raw_call.source_id
        and channel_word.field = 'channel'
        and channel_word.word = lower(trim(raw_call.channel))
    left join config.word as direction_word
        on direction_word.source_id = raw_call.source_id
        and direction_word.field = 'direction'
        and direction_word.word = lower(trim(raw_call.direction))
    left join config.word as disposition_word
        on disposition_word.source_id = raw_call.source_id
        and disposition_word.field = 'disposition'
        and disposition_word.word = lower(trim(raw_call.disposition))
),

dated as (
    select
        placed.*,
        cast(placed.entered_at_local - interval '1 second' * placed.day_start_s as date) as business_date,
    from placed
)

select
    source_id,
    file_id,
    line,
    site_id,
    queue_id,
    business_date,
    leg_id,
    contact_id,
    channel,
    direction,
    customer_key,
    did,
    entered_at_utc,
    entered_at_local,
    wait_s,
    ring_s,
    talk_s,
    hold_s,
    acw_s,
    agent_id,
    outcome,
    outcome_raw,
    transfer_to,
    topic,
    disposition,
    is_callback_offered,
    callback_of_contact_id,
from dated
