-- description: People the help desk knows, one row a user, with the role word conformed.
-- grain: [source_id, user_key]
-- build: table
select
    raw_user.source_id,
    raw_user.file_id,
    raw_user.line,
    raw_user.user_key,
    -- an unknown word counts as a customer: it must never make an answer look quicker than it was
    case
        when coalesce(role_word.canonical, lower(trim(raw_user.role))) in ('agent', 'admin') then 'agent'
        when coalesce(role_word.canonical, lower(trim(raw_user.role))) in ('system', 'bot') then 'system'
        else 'end_user'
    end as actor_role,
    raw_user.updated_at_utc,
from raw.ticket_user as raw_user
left join config.word as role_word
    on role_word.source_id = raw_user.source_id
    and role_word.field = 'role'
    and role_word.word = lower(trim(raw_user.role))
