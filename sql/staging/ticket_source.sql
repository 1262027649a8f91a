-- description: What each source tells about its tickets: a source without comments cannot say when somebody answered.
-- grain: [source_id]
-- build: table
with told as (
    select
        source_id,
        event_type = 'comment' as is_response,
        event_type = 'status' as is_status,
        event_type = 'article' as is_knowledge,
    from raw.ticket_event

    union all

    select
        source_id,
        first_response_at_utc is not null as is_response,
        false as is_status,
        articles is not null as is_knowledge,
    from raw.ticket

    union all

    select
        source_id,
        first_response_at_utc is not null as is_response,
        status is not null as is_status,
        articles is not null as is_knowledge,
    from raw.ticket_update
)

select
    source_id,
    bool_or(is_response) as has_responses,
    bool_or(is_status) as has_history,
    bool_or(is_knowledge) as has_knowledge,
from told
group by source_id
