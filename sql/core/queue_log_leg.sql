-- description: Queue visits derived from the switch's event log, one row a visit, on the business day of its ENTERQUEUE.
-- grain: [source_id, leg_id]
-- build: daily
with ordinary_verb(verb, is_terminal) as (
    values
        ('ENTERQUEUE', false),
        ('CONNECT', false),
        ('RINGNOANSWER', false),
        ('RINGCANCELED', false),
        ('COMPLETEAGENT', true),
        ('COMPLETECALLER', true),
        ('ABANDON', true),
        ('EXITWITHTIMEOUT', true),
        ('EXITEMPTY', true),
        ('EXITWITHKEY', true),
        ('WITHDRAW', true),
        ('BLINDTRANSFER', true),
        ('ATTENDEDTRANSFER', true),
        ('TRANSFER', true),
        ('AGENTDUMP', true),
        ('SYSCOMPAT', true)
),

event as (
    -- two days on, because a leg of yesterday evening may end today; one day back, to know which leg of its call it is
    select
        source_id,
        call_id,
        queue_raw,
        file_id,
        line,
        site_id,
        queue_id,
        business_date,
        at_utc,
        at_local,
        agent_id,
        queue_event.verb,
        customer_key,
        -- what a parameter means depends on the verb (and for a transfer to a linked channel, on the kind)
        case
            when queue_event.verb in ('CONNECT', 'COMPLETEAGENT', 'COMPLETECALLER') then try_cast(p1 as double)
            when queue_event.verb in ('ABANDON', 'EXITWITHTIMEOUT', 'EXITEMPTY', 'WITHDRAW') then try_cast(p3 as double)
            when queue_event.verb = 'EXITWITHKEY' then try_cast(p4 as double)
            when queue_event.verb = 'ATTENDEDTRANSFER' and p1 = 'LINK' then try_cast(p4 as double)
            when queue_event.verb in ('BLINDTRANSFER', 'ATTENDEDTRANSFER', 'TRANSFER') then try_cast(p3 as double)
        end as logged_wait_s,
        case
            when queue_event.verb in ('COMPLETEAGENT', 'COMPLETECALLER') then try_cast(p2 as double)
            when queue_event.verb = 'ATTENDEDTRANSFER' and p1 = 'LINK' then try_cast(split_part(p5, '|', 1) as double)
            when queue_event.verb in ('BLINDTRANSFER', 'ATTENDEDTRANSFER', 'TRANSFER') then try_cast(p4 as double)
        end as logged_talk_s,
        -- CONNECT tells whole seconds, RINGNOANSWER and RINGCANCELED tell milliseconds
        case
            when queue_event.verb = 'CONNECT' then try_cast(p3 as double)
            when queue_event.verb in ('RINGNOANSWER', 'RINGCANCELED') then try_cast(p1 as double) / 1000
        end as logged_ring_s,
        case when queue_event.verb = 'ENTERQUEUE' then try_cast(p3 as bigint) end as enter_position,
        case when queue_event.verb = 'EXITWITHKEY' then p1 end as exit_key,
        case
            when queue_event.verb in ('BLINDTRANSFER', 'TRANSFER') then p1
            when queue_event.verb = 'ATTENDEDTRANSFER' then p2
        end as transfer_to,
        ordinary_verb.is_terminal,
    from staging.queue_event
    inner join ordinary_verb
        on ordinary_verb.verb = queue_event.verb
    where business_date between $from - interval '1 day' and $to + interval '2 days'
),

tangled as (
    -- the same call may enter the same queue again; only such calls need their events put in order, which is dear
    select
        queue_event.source_id,
        queue_event.call_id,
        queue_event.queue_raw,
    from staging.queue_event
    inner join ordinary_verb
        on ordinary_verb.verb = queue_event.verb
    where queue_event.business_date between $from - interval '1 day' and $to + interval '2 days'
    group by queue_event.source_id, queue_event.call_id, queue_event.queue_raw
    having count(*) filter (where queue_event.verb = 'ENTERQUEUE') > 1
        or count(*) filter (where ordinary_verb.is_terminal) > 1
),

re_entered as (
    select
        queue_event.source_id,
        queue_event.call_id,
        queue_event.queue_raw,
        queue_event.at_utc,
        queue_event.file_id,
        queue_event.line,
        ordinary_verb.is_terminal,
        -- whole seconds in the log: inside a second the order is that of the lines
        count(*) filter (where queue_event.verb = 'ENTERQUEUE') over (
            partition by queue_event.source_id, queue_event.call_id, queue_event.queue_raw
            order by queue_event.at_utc, queue_event.file_id, queue_event.line
            rows between unbounded preceding and current row
        ) as enter_seq,
    from staging.queue_event
    inner join ordinary_verb
        on ordinary_verb.verb = queue_event.verb
    inner join tangled
        on tangled.source_id = queue_event.source_id
        and tangled.call_id = queue_event.call_id
        and tangled.queue_raw = queue_event.queue_raw
    where business_date between $from - interval '1 day' and $to + interval '2 days'
),

ordered as (
    select
        source_id,
        file_id,
        line,
        enter_seq,
        -- a visit ends once: what follows its first ending is told elsewhere or not at all
        coalesce(
            count(*) filter (where is_terminal) over (
                partition by source_id, call_id, queue_raw, enter_seq
                order by at_utc, file_id, line
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) > 0 as is_over,
    from re_entered
),

visit as (
    select
        event.source_id,
        event.call_id,
        event.queue_raw,
        coalesce(ordered.enter_seq, 1) as enter_seq,
        min(event.file_id) filter (where event.verb = 'ENTERQUEUE') as file_id,
        min(event.line) filter (where event.verb = 'ENTERQUEUE') as line,
        any_value(event.site_id) as site_id,
        any_value(event.queue_id) as queue_id,
        min(event.business_date) filter (where event.verb = 'ENTERQUEUE') as business_date,
        min(event.at_utc) filter (where event.verb = 'ENTERQUEUE') as entered_at_utc,
        min(event.at_local) filter (where event.verb = 'ENTERQUEUE') as entered_at_local,
        min(event.customer_key) as customer_key,
        min(event.enter_position) as enter_position,
        min(event.at_utc) filter (where event.verb = 'CONNECT') as connected_at_utc,
        min(event.logged_wait_s) filter (where event.verb = 'CONNECT') as connected_wait_s,
        min(event.agent_id) filter (where event.verb = 'CONNECT') as connected_agent_id,
        sum(event.logged_ring_s) as ring_s,
        min(event.at_utc) filter (where event.is_terminal) as ended_at_utc,
        min(event.verb) filter (where event.is_terminal) as ended_by,
        min(event.agent_id) filter (where event.is_terminal) as ended_agent_id,
        min(event.logged_wait_s) filter (where event.is_terminal) as ended_wait_s,
        min(event.logged_talk_s) as talk_s,
        min(event.exit_key) as exit_key,
        min(event.transfer_to) as transfer_to,
    from event
    left join ordered
        on ordered.source_id = event.source_id
        and ordered.file_id = event.file_id
        and ordered.line = event.line
    where not coalesce(ordered.is_over, false)
    group by event.source_id, event.call_id, event.queue_raw, coalesce(ordered.enter_seq, 1)
),

judged as (
    select
        visit.*,
        case
            when ended_by in ('COMPLETEAGENT', 'COMPLETECALLER', 'BLINDTRANSFER', 'ATTENDEDTRANSFER', 'TRANSFER') then 'answered'
            when ended_by = 'ABANDON' then 'abandoned'
            when ended_by = 'EXITWITHTIMEOUT' then 'flowout_timeout'
            when ended_by = 'EXITEMPTY' then 'flowout_empty'
            when ended_by = 'EXITWITHKEY' then 'flowout_key'
            when ended_by = 'WITHDRAW' then 'flowout_withdrawn'
            when ended_by in ('AGENTDUMP', 'SYSCOMPAT') then 'failed'
            when connected_at_utc is not null then 'answered'
            else 'open'
        end as outcome,
    from visit
    where entered_at_utc is not null
),

many_legged as (
    select
        source_id,
        call_id,
    from staging.queue_event
    where business_date between $from - interval '1 day' and $to + interval '2 days'
        and verb = 'ENTERQUEUE'
    group by source_id, call_id
    having count(*) > 1
),

sequence as (
    -- every entry is a leg, so the entries alone tell the order
    select
        queue_event.source_id,
        queue_event.file_id,
        queue_event.line,
        row_number() over (
            partition by queue_event.source_id, queue_event.call_id
            order by queue_event.at_utc, queue_event.file_id, queue_event.line
        ) as leg_seq,
    from staging.queue_event
    inner join many_legged
        on many_legged.source_id = queue_event.source_id
        and many_legged.call_id = queue_event.call_id
    where queue_event.business_date between $from - interval '1 day' and $to + interval '2 days'
        and queue_event.verb = 'ENTERQUEUE'
)

select
    judged.source_id,
    judged.call_id || '/' || judged.queue_raw || '/' || cast(judged.enter_seq as varchar) as leg_id,
    judged.call_id as contact_id,
    judged.queue_raw,
    judged.enter_seq,
    coalesce(sequence.leg_seq, 1) as leg_seq,
    judged.site_id,
    judged.queue_id,
    judged.business_date,
    judged.entered_at_utc,
    judged.entered_at_local,
    -- a connection whose own line is lost is known from how the call ended
    case
        when judged.outcome = 'answered' then coalesce(
            judged.connected_at_utc,
            judged.entered_at_utc + interval '1 second' * judged.ended_wait_s
        )
    end as answered_at_utc,
    judged.ended_at_utc,
    case
        when judged.outcome = 'answered' then coalesce(
            judged.connected_wait_s,
            judged.ended_wait_s,
            epoch(judged.connected_at_utc) - epoch(judged.entered_at_utc)
        )
        else coalesce(judged.ended_wait_s, epoch(judged.ended_at_utc) - epoch(judged.entered_at_utc))
    end as wait_s,
    judged.ring_s,
    case
        when judged.outcome = 'answered'
            then coalesce(judged.talk_s, epoch(judged.ended_at_utc) - epoch(judged.connected_at_utc))
    end as talk_s,
    judged.outcome,
    judged.exit_key,
    case
        when judged.ended_by = 'COMPLETEAGENT' then 'agent'
        when judged.ended_by in ('COMPLETECALLER', 'ABANDON') then 'caller'
    end as hangup_by,
    coalesce(judged.connected_agent_id, judged.ended_agent_id) as agent_id,
    case
        when judged.ended_by = 'BLINDTRANSFER' then 'blind'
        when judged.ended_by = 'ATTENDEDTRANSFER' then 'attended'
        when judged.ended_by = 'TRANSFER' then 'transfer'
    end as transfer_kind,
    judged.transfer_to,
    judged.enter_position,
    judged.customer_key,
    judged.file_id,
    judged.line,
from judged
left join sequence
    on sequence.source_id = judged.source_id
    and sequence.file_id = judged.file_id
    and sequence.line = judged.line
where judged.business_date between $from and $to
