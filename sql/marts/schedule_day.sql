-- description: What every agent was meant to do on a day, by class of activity, and for how long of it the switch saw them do it, where it tells of presence.
-- grain: [agent_key, business_date, activity_class]
-- build: table
select
    'agent-' || left(md5(agent_id), 8) as agent_key,
    site_id,
    business_date,
    activity_class,
    activities,
    scheduled_s,
    paid_s,
    adherent_s,
    adherent_60_s,
    worked_s,
from core.schedule_kept
