-- description: Spans of time in which an agent was rung, talked or wrapped up, one row a span, where the source tells of logins and pauses.
-- grain: [source_id, agent_id, state, started_at_utc, ended_at_utc]
-- build: view
select
    served.source_id,
    served.agent_id,
    served.business_date,
    served.queue_id,
    span.state,
    -- before an answer the phone rang for so long; a ringing without one is a segment by itself
    case
        when span.state = 'talk' then served.started_at_utc
        when span.state = 'acw' then served.ended_at_utc
        when served.is_missed then served.started_at_utc
        else served.started_at_utc - interval '1 second' * served.ring_s
    end as started_at_utc,
    case
        when span.state = 'talk' then served.ended_at_utc
        when span.state = 'acw' then served.ended_at_utc + interval '1 second' * served.acw_s
        when served.is_missed then served.ended_at_utc
        else served.started_at_utc
    end as ended_at_utc,
from core.agent_segment as served
-- an export of calls tells no logins: what its agents do between two calls nobody knows, so they have no states
inner join config.source as source
    on source.source_id = served.source_id
    and coalesce(source.kind, '') <> 'call'
cross join (values ('ringing'), ('talk'), ('acw')) as span(state)
where served.agent_id is not null
    and served.started_at_utc is not null
    and case
        when span.state = 'ringing' then served.ring_s > 0
        when span.state = 'talk' then not served.is_missed and served.ended_at_utc is not null
        -- what a log knows of after-call work it knows from pauses, which stand in the timeline already
        else not served.is_missed and served.ended_at_utc is not null and served.ring_end is null and served.acw_s > 0
    end
