-- description: Events of a queue visit in the switch's log, one row a line, with what its parameters say in numbers; lines about anything else are left out.
-- grain: [source_id, file_id, line]
-- build: view
select
    queue_event.source_id,
    queue_event.file_id,
    queue_event.line,
    queue_event.file_first_at_utc,
    queue_event.site_id,
    queue_event.queue_id,
    queue_event.queue_raw,
    queue_event.business_date,
    queue_event.at_utc,
    queue_event.at_local,
    queue_event.call_id,
    queue_event.agent_id,
    queue_event.verb,
    queue_verb.leg_part,
    queue_event.customer_key,
    -- what a parameter means depends on the verb; an attended transfer has one more in one of its forms, so it is read from its end
    case
        when queue_event.verb in ('CONNECT', 'COMPLETEAGENT', 'COMPLETECALLER') then try_cast(p1 as double)
        when queue_event.verb in ('ABANDON', 'EXITWITHTIMEOUT', 'EXITEMPTY', 'WITHDRAW') then try_cast(p3 as double)
        when queue_event.verb = 'EXITWITHKEY' then try_cast(p4 as double)
        when queue_event.verb = 'ATTENDEDTRANSFER'
            then try_cast(split_part(concat_ws('|', p1, p2, p3, p4, p5), '|', -3) as double)
        when queue_event.verb in ('BLINDTRANSFER', 'TRANSFER') then try_cast(p3 as double)
    end as logged_wait_s,
    case
        when queue_event.verb in ('COMPLETEAGENT', 'COMPLETECALLER') then try_cast(p2 as double)
        when queue_event.verb = 'ATTENDEDTRANSFER'
            then try_cast(split_part(concat_ws('|', p1, p2, p3, p4, p5), '|', -2) as double)
        when queue_event.verb in ('BLINDTRANSFER', 'TRANSFER') then try_cast(p4 as double)
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
from staging.queue_event
inner join config.queue_verb as queue_verb
    on queue_verb.verb = queue_event.verb
