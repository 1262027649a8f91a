-- description: Queue visits derived from the switch's event log, one row a visit, on the business day of its ENTERQUEUE; what a transfer wrote under another call's id is brought back.
-- grain: [source_id, leg_id]
-- build: daily
with recursive tangled as (
    -- one entry, at most one connection and one ending need no order; only other calls are taken apart event by event, which is dear
    select
        source_id,
        call_id,
        queue_raw,
    from core.queue_log_event
    -- two days on, because a leg of yesterday evening may end today; one day back, to know which leg of its call it is
    where business_date between $from - interval '1 day' and $to + interval '2 days'
    group by source_id, call_id, queue_raw
    having count(*) filter (where leg_part = 'entry') <> 1
        or count(*) filter (where leg_part in ('end', 'exit')) > 1
        or count(*) filter (where leg_part = 'connection') > 1
        or count(*) filter (where leg_part = 'connection') < count(*) filter (where leg_part = 'end')
),

in_order as (
    -- whole seconds in the log: inside a second the order is that of the lines
    select
        event.source_id,
        event.call_id,
        event.queue_raw,
        event.file_first_at_utc,
        event.file_id,
        event.line,
        event.at_utc,
        event.leg_part,
        -- the second of entry that an ending tells
        epoch(event.at_utc) - (event.logged_wait_s + event.logged_talk_s) as told_entry_s,
        lag(event.leg_part) over call_in_queue as part_before,
        max(case when event.leg_part = 'entry' then epoch(event.at_utc) end) over call_in_queue as entry_before_s,
    from core.queue_log_event as event
    inner join tangled
        on tangled.source_id = event.source_id
        and tangled.call_id = event.call_id
        and tangled.queue_raw = event.queue_raw
    where event.business_date between $from - interval '1 day' and $to + interval '2 days'
    window call_in_queue as (
        partition by event.source_id, event.call_id, event.queue_raw
        order by event.at_utc, event.file_first_at_utc, event.file_id, event.line
    )
),

piece as (
    -- a piece is an entry, a connection and an ending, or what is left of them; it begins where the line before cannot be its own
    select
        source_id,
        file_id,
        line,
        count(*) filter (
            where leg_part = 'entry'
                or part_before is null
                or part_before in ('end', 'exit')
                or (leg_part in ('connection', 'ringing') and part_before = 'connection')
                -- the ending of another leg, written under this call's id: its seconds lead back to another entry
                or (leg_part = 'end' and part_before in ('entry', 'ringing') and abs(told_entry_s - entry_before_s) > 2)
        ) over call_in_queue as piece_seq,
        count(*) filter (where leg_part = 'entry') over call_in_queue as enter_seq,
    from in_order
    window call_in_queue as (
        partition by source_id, call_id, queue_raw
        order by at_utc, file_first_at_utc, file_id, line
        rows between unbounded preceding and current row
    )
),

visit as (
    select
        event.source_id,
        event.call_id,
        event.queue_raw,
        coalesce(piece.piece_seq, 1) as piece_seq,
        max(coalesce(piece.enter_seq, 1)) as enter_seq,
        min(event.file_id) filter (where event.leg_part = 'entry') as file_id,
        min(event.line) filter (where event.leg_part = 'entry') as line,
        any_value(event.site_id) as site_id,
        any_value(event.queue_id) as queue_id,
        min(event.business_date) filter (where event.leg_part = 'entry') as business_date,
        min(event.at_utc) filter (where event.leg_part = 'entry') as entered_at_utc,
        min(event.at_local) filter (where event.leg_part = 'entry') as entered_at_local,
        min(event.customer_key) as customer_key,
        min(event.enter_position) as enter_position,
        min(event.at_utc) filter (where event.leg_part = 'connection') as connected_at_utc,
        min(event.logged_wait_s) filter (where event.leg_part = 'connection') as connected_wait_s,
        min(event.agent_id) filter (where event.leg_part = 'connection') as connected_agent_id,
        sum(event.logged_ring_s) as ring_s,
        min(event.at_utc) filter (where event.leg_part in ('end', 'exit')) as ended_at_utc,
        min(event.verb) filter (where event.leg_part in ('end', 'exit')) as ended_by,
        min(event.agent_id) filter (where event.leg_part in ('end', 'exit')) as ended_agent_id,
        min(event.logged_wait_s) filter (where event.leg_part in ('end', 'exit')) as ended_wait_s,
        min(event.logged_talk_s) as talk_s,
        min(event.exit_key) as exit_key,
        min(event.transfer_to) as transfer_to,
    from core.queue_log_event as event
    left join piece
        on piece.source_id = event.source_id
        and piece.file_id = event.file_id
        and piece.line = event.line
    where event.business_date between $from - interval '1 day' and $to + interval '2 days'
    group by event.source_id, event.call_id, event.queue_raw, coalesce(piece.piece_seq, 1)
),

half as (
    -- a visit that lacks its entry or its ending; the other half may be written under another call's id, or in another piece
    select
        visit.*,
        call_id || '/' || queue_raw || '/' || cast(piece_seq as varchar) as half_id,
    from visit
    where entered_at_utc is null
        or ended_at_utc is null
),

ending_choice as (
    -- an ending without a connection belongs to the open conversation of that queue and agent
    select
        parted.source_id,
        parted.half_id,
        parted.call_id,
        talking.half_id as talking_id,
        talking.call_id as talking_call_id,
        row_number() over (
            partition by parted.source_id, parted.half_id
            order by abs(epoch(parted.ended_at_utc) - coalesce(parted.talk_s, 0) - epoch(talking.connected_at_utc)),
                talking.connected_at_utc desc, talking.call_id, talking.piece_seq
        ) as parted_choice,
        row_number() over (
            partition by talking.source_id, talking.half_id
            order by abs(epoch(parted.ended_at_utc) - coalesce(parted.talk_s, 0) - epoch(talking.connected_at_utc)),
                parted.ended_at_utc, parted.call_id, parted.piece_seq
        ) as talking_choice,
    from half as parted
    inner join half as talking
        on talking.source_id = parted.source_id
        and talking.queue_raw = parted.queue_raw
        and talking.connected_agent_id = parted.ended_agent_id
    where parted.entered_at_utc is null
        and parted.connected_at_utc is null
        and talking.ended_at_utc is null
        and talking.connected_at_utc <= parted.ended_at_utc
        and talking.connected_at_utc > parted.ended_at_utc - interval '1 day'
),

adopted_ending as (
    select *
    from ending_choice
    where parted_choice = 1
        and talking_choice = 1
),

lost_entry as (
    -- the second its entry was written in, told by the connection's or the ending's own seconds
    select
        half.source_id,
        half.half_id,
        half.call_id,
        half.queue_raw,
        half.piece_seq,
        coalesce(
            epoch(half.connected_at_utc) - half.connected_wait_s,
            epoch(half.ended_at_utc) - coalesce(half.talk_s, 0) - half.ended_wait_s
        ) as told_entry_s,
    from half
    left join adopted_ending
        on adopted_ending.source_id = half.source_id
        and adopted_ending.half_id = half.half_id
    where half.entered_at_utc is null
        and (half.connected_at_utc is not null or half.ended_at_utc is not null)
        and adopted_ending.half_id is null
),

entry_pair as (
    select
        lost_entry.*,
        waiting.half_id as waiting_id,
        waiting.call_id as waiting_call_id,
        waiting.piece_seq as waiting_piece_seq,
        abs(epoch(waiting.entered_at_utc) - lost_entry.told_entry_s) as off_s,
        dense_rank() over (
            partition by lost_entry.source_id, lost_entry.queue_raw, lost_entry.told_entry_s
            order by lost_entry.call_id, lost_entry.piece_seq
        ) as lost_place,
        dense_rank() over (
            partition by lost_entry.source_id, lost_entry.queue_raw, lost_entry.told_entry_s, waiting.entered_at_utc
            order by waiting.file_id, waiting.line
        ) as waiting_place,
    from lost_entry
    inner join half as waiting
        on waiting.source_id = lost_entry.source_id
        and waiting.queue_raw = lost_entry.queue_raw
    where waiting.entered_at_utc is not null
        and waiting.connected_at_utc is null
        and case
            when waiting.call_id <> lost_entry.call_id then abs(epoch(waiting.entered_at_utc) - lost_entry.told_entry_s) <= 1
            -- seconds that fit nowhere else belong after all to the entry they were written behind
            else waiting.piece_seq = lost_entry.piece_seq - 1
        end
),

entry_of_the_second as (
    -- several of one second are paired in order
    select *
    from entry_pair
    where off_s = 0
        and lost_place = waiting_place
),

entry_choice as (
    select
        entry_pair.*,
        row_number() over (
            partition by entry_pair.source_id, entry_pair.half_id
            order by entry_pair.off_s, entry_pair.waiting_call_id, entry_pair.waiting_piece_seq
        ) as lost_choice,
        row_number() over (
            partition by entry_pair.source_id, entry_pair.waiting_id
            order by entry_pair.off_s, entry_pair.told_entry_s, entry_pair.call_id, entry_pair.piece_seq
        ) as waiting_choice,
    from entry_pair
    left join entry_of_the_second as lost_taken
        on lost_taken.source_id = entry_pair.source_id
        and lost_taken.half_id = entry_pair.half_id
    left join entry_of_the_second as waiting_taken
        on waiting_taken.source_id = entry_pair.source_id
        and waiting_taken.waiting_id = entry_pair.waiting_id
    where lost_taken.half_id is null
        and waiting_taken.half_id is null
),

adopted_entry as (
    select
        source_id,
        half_id,
        call_id,
        waiting_id,
    from entry_of_the_second

    union all

    select
        source_id,
        half_id,
        call_id,
        waiting_id,
    from entry_choice
    where lost_choice = 1
        and waiting_choice = 1
),

touched_call as (
    select
        source_id,
        call_id,
    from adopted_ending

    union

    select
        source_id,
        talking_call_id as call_id,
    from adopted_ending

    union

    select
        source_id,
        call_id,
    from adopted_entry
),

call_begun as (
    select
        visit.source_id,
        visit.call_id,
        min(visit.entered_at_utc) as begun_at_utc,
        arg_min(visit.customer_key, visit.entered_at_utc) as customer_key,
    from visit
    inner join touched_call
        on touched_call.source_id = visit.source_id
        and touched_call.call_id = visit.call_id
    where visit.entered_at_utc is not null
    group by visit.source_id, visit.call_id
),

same_contact as (
    -- an ending under another id says that both calls are one: the one that began first is the customer's
    select
        ending.source_id,
        case when other.begun_at_utc < own.begun_at_utc then ending.talking_call_id else ending.call_id end as call_id,
        min(case when other.begun_at_utc < own.begun_at_utc then ending.call_id else ending.talking_call_id end) as contact_id,
    from adopted_ending as ending
    inner join call_begun as other
        on other.source_id = ending.source_id
        and other.call_id = ending.call_id
    left join call_begun as own
        on own.source_id = ending.source_id
        and own.call_id = ending.talking_call_id
    where ending.call_id <> ending.talking_call_id
    group by 1, 2
),

repair as (
    -- what was written elsewhere, one row a leg that gets something of it; all other legs pass by untouched
    select
        half.source_id,
        half.call_id as own_call_id,
        half.queue_raw,
        half.piece_seq,
        coalesce(adopted_entry.call_id, half.call_id) as call_id,
        served.connected_at_utc,
        served.connected_wait_s,
        served.connected_agent_id,
        served.ring_s,
        coalesce(served.ended_at_utc, parted.ended_at_utc) as ended_at_utc,
        coalesce(served.ended_by, parted.ended_by) as ended_by,
        coalesce(served.ended_agent_id, parted.ended_agent_id) as ended_agent_id,
        coalesce(served.ended_wait_s, parted.ended_wait_s) as ended_wait_s,
        coalesce(served.talk_s, parted.talk_s) as talk_s,
        coalesce(served.exit_key, parted.exit_key) as exit_key,
        coalesce(served.transfer_to, parted.transfer_to) as transfer_to,
        coalesce(adopted_entry.call_id <> half.call_id, false) or adopted_ending.half_id is not null as is_adopted,
    from half
    left join adopted_entry
        on adopted_entry.source_id = half.source_id
        and adopted_entry.waiting_id = half.half_id
    left join half as served
        on served.source_id = adopted_entry.source_id
        and served.half_id = adopted_entry.half_id
    left join adopted_ending
        on adopted_ending.source_id = half.source_id
        and adopted_ending.talking_id = coalesce(adopted_entry.half_id, half.half_id)
    left join half as parted
        on parted.source_id = adopted_ending.source_id
        and parted.half_id = adopted_ending.half_id
    where half.entered_at_utc is not null
        and (adopted_entry.half_id is not null or adopted_ending.half_id is not null)
),

continued_step as (
    -- calls that go on as another's, and what that one goes on as: a step for every transfer of the chain
    select
        source_id,
        call_id,
        contact_id,
    from same_contact

    union

    select
        moved.source_id,
        moved.call_id,
        further.contact_id,
    from continued_step as moved
    inner join same_contact as further
        on further.source_id = moved.source_id
        and further.call_id = moved.contact_id
),

continued_call as (
    -- the customer is the one who began
    select
        moved.source_id,
        moved.call_id,
        moved.contact_id,
    from continued_step as moved
    left join same_contact as further
        on further.source_id = moved.source_id
        and further.call_id = moved.contact_id
    where further.call_id is null
),

stitched as (
    select
        visit.source_id,
        visit.call_id || '/' || visit.queue_raw || '/' || cast(visit.enter_seq as varchar) as leg_id,
        coalesce(continued_call.contact_id, repair.call_id, visit.call_id) as contact_id,
        coalesce(repair.call_id, visit.call_id) as call_id,
        visit.call_id as own_call_id,
        visit.queue_raw,
        visit.enter_seq,
        visit.site_id,
        visit.queue_id,
        visit.business_date,
        visit.entered_at_utc,
        visit.entered_at_local,
        visit.customer_key,
        visit.enter_position,
        visit.file_id,
        visit.line,
        coalesce(visit.connected_at_utc, repair.connected_at_utc) as connected_at_utc,
        coalesce(visit.connected_wait_s, repair.connected_wait_s) as connected_wait_s,
        coalesce(visit.connected_agent_id, repair.connected_agent_id) as connected_agent_id,
        coalesce(visit.ring_s + repair.ring_s, visit.ring_s, repair.ring_s) as ring_s,
        coalesce(visit.ended_at_utc, repair.ended_at_utc) as ended_at_utc,
        coalesce(visit.ended_by, repair.ended_by) as ended_by,
        coalesce(visit.ended_agent_id, repair.ended_agent_id) as ended_agent_id,
        coalesce(visit.ended_wait_s, repair.ended_wait_s) as ended_wait_s,
        coalesce(visit.talk_s, repair.talk_s) as talk_s,
        coalesce(visit.exit_key, repair.exit_key) as exit_key,
        coalesce(visit.transfer_to, repair.transfer_to) as transfer_to,
        coalesce(repair.is_adopted, false) as is_adopted,
    from visit
    left join repair
        on repair.source_id = visit.source_id
        and repair.own_call_id = visit.call_id
        and repair.queue_raw = visit.queue_raw
        and repair.piece_seq = visit.piece_seq
    left join continued_call
        on continued_call.source_id = visit.source_id
        and continued_call.call_id = coalesce(repair.call_id, visit.call_id)
    where visit.entered_at_utc is not null
),

many_legged as (
    select
        source_id,
        contact_id,
    from stitched
    group by source_id, contact_id
    having count(*) > 1
),

excluded_call as (
    -- tests and internal calls are told by number when the log is read; what follows of such a call is excluded with it
    select
        source_id,
        call_id,
    from staging.queue_event
    where business_date between $from - interval '1 day' and $to + interval '2 days'
        and is_excluded
    group by source_id, call_id
),

sequence as (
    -- every entry is a leg, so the entries alone tell the order
    select
        stitched.source_id,
        stitched.leg_id,
        row_number() over (
            partition by stitched.source_id, stitched.contact_id
            order by stitched.entered_at_utc, stitched.file_id, stitched.line
        ) as leg_seq,
    from stitched
    inner join many_legged
        on many_legged.source_id = stitched.source_id
        and many_legged.contact_id = stitched.contact_id
),

judged as (
    select
        stitched.*,
        case
            when excluded_call.call_id is not null then 'excluded'
            -- a key may order a callback, by the words of the source
            when exit_word.canonical is not null then exit_word.canonical
            when ending.outcome is not null then ending.outcome
            when connected_at_utc is not null then 'answered'
            else 'open'
        end as outcome,
    from stitched
    left join excluded_call
        on excluded_call.source_id = stitched.source_id
        and excluded_call.call_id = stitched.contact_id
    left join config.queue_verb as ending
        on ending.verb = stitched.ended_by
    left join config.word as exit_word
        on exit_word.source_id = stitched.source_id
        and stitched.ended_by = 'EXITWITHKEY'
        and exit_word.field = 'exit_key'
        and exit_word.word = lower(trim(stitched.exit_key))
    where business_date between $from and $to
)

select
    judged.source_id,
    judged.leg_id,
    judged.contact_id,
    judged.call_id,
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
    -- the entry of a call passed on shows the agent's number: the customer is that of the call it continues
    case
        when judged.contact_id <> judged.own_call_id then call_begun.customer_key
        else judged.customer_key
    end as customer_key,
    judged.is_adopted,
    judged.file_id,
    judged.line,
from judged
left join sequence
    on sequence.source_id = judged.source_id
    and sequence.leg_id = judged.leg_id
left join call_begun
    on call_begun.source_id = judged.source_id
    and call_begun.call_id = judged.contact_id
