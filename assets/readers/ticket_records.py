"""The canonical record shapes of help desks: tickets, what happened to them, and what the desk itself says about clocks and hours.

Belongs here: names, types and keys. Does not: parsing (readers), what tickets mean (sql/staging, sql/core).
"""

from assets.readers.kinds import Column, Kind

# What is known of a ticket as a whole: on a row a ticket as it is now, on a row an update as it stood then.
FACTS = (
    Column("queue", "varchar", "group or team the ticket sits with, as the export names it"),
    Column("status", "varchar", "status word as written"),
    Column("priority", "varchar", "priority word as written"),
    Column("type", "varchar", "type word (question, incident, problem, complaint ...)"),
    Column("channel", "varchar", "way it came in"),
    Column("requester_key", "bigint", "keyed hash of the requester"),
    Column("submitter_key", "bigint", "keyed hash of who opened it"),
    Column("assignee", "varchar", "agent as the export names them"),
    Column("contact_id", "varchar", "call the ticket was born from, where the export says so"),
    Column("topic", "varchar", "topic or form"),
    Column("satisfaction", "varchar", "rating word or number on the ticket"),
    Column("is_merged", "boolean", "merged into another ticket"),
    Column("absorbed_ids", "varchar", "ids of the tickets merged into this one, comma between; they are the merged ones"),
    Column("is_spam", "boolean", "marked as spam or deleted"),
    Column("refund_amount", "double", "money given back, in the centre's currency"),
    Column("solved_at_utc", "timestamp", "solution as the export dates it; counts only where no history of states is told"),
    Column("closed_at_utc", "timestamp", "closing as the export dates it; counts only where no history of states is told"),
    Column("first_response_at_utc", "timestamp", "first answer as the export dates it; counts only where no comments are told"),
    Column("tags", "varchar", "labels, comma between"),
    Column("keywords", "varchar", "those of the source's declared words that stand in subject or text, comma between; the text is dropped"),
    Column("is_escalated", "boolean", "marked as escalated"),
    Column("articles", "bigint", "knowledge articles linked to it; a yes counts 1"),
    Column("handling_s", "double", "seconds people worked on it, where the export counts them"),
    Column("vendor_first_response_s", "double", "the vendor's own first response time, calendar seconds"),
    Column("vendor_first_response_business_s", "double", "the vendor's own first response time, business seconds"),
    Column("vendor_resolution_s", "double", "the vendor's own time to full resolution, calendar seconds (ServiceNow calendar_stc)"),
    Column(
        "vendor_resolution_business_s", "double", "the vendor's own time to full resolution, business seconds (ServiceNow business_stc)"
    ),
    Column("vendor_reopens", "bigint", "times reopened, as the vendor counts (ServiceNow reopen_count)"),
    Column("vendor_is_breached", "boolean", "whether a promise was broken, as the vendor counts (ServiceNow made_sla, negated)"),
    Column("vendor_due_at_utc", "timestamp", "when the vendor's promise runs out (ServiceNow sla_due)"),
)

TICKET = Kind(
    "ticket",
    (
        Column("ticket_id", "varchar", "the help desk's own id", required=True),
        Column("created_at_utc", "timestamp", "instant of creation", required=True),
        Column("updated_at_utc", "timestamp", "last change, the record's version"),
        *FACTS,
    ),
    key=("source_id", "ticket_id"),
    at="created_at_utc",
    version="updated_at_utc",
    queue="queue",
)

# The whole ticket after each update (ServiceNow's audit), or the case after each activity (event logs): the last row is the ticket,
# the differences between rows are its history.
TICKET_UPDATE = Kind(
    "ticket_update",
    (
        Column("ticket_id", "varchar", "the help desk's own id", required=True),
        Column("update_id", "varchar", "number of the update within the ticket, or one made of its content", required=True),
        Column("at_utc", "timestamp", "instant of the update", required=True),
        Column("update_number", "bigint", "order of the updates, where the export numbers them"),
        Column("created_at_utc", "timestamp", "instant of the ticket's creation; its first update where nothing is said"),
        Column("actor_key", "bigint", "keyed hash of who made the update"),
        Column("actor_role", "varchar", "agent, end_user, system or bot where the export says so"),
        *FACTS,
    ),
    key=("source_id", "ticket_id", "update_id"),
    at="at_utc",
    queue="queue",
)

TICKET_EVENT = Kind(
    "ticket_event",
    (
        Column("ticket_id", "varchar", "ticket the event belongs to", required=True),
        Column("event_id", "varchar", "the source's id of the event, or one made of its content", required=True),
        Column("event_number", "bigint", "the source's running number, which tells events of one instant apart; null where it has none"),
        Column("at_utc", "timestamp", "instant of the event", required=True),
        Column(
            "event_type",
            "varchar",
            "status, priority, assign, group, comment; schedule (new_value is a schedule_id), sla_policy (a policy_id), article, tag ...",
            required=True,
        ),
        Column("actor_key", "bigint", "keyed hash of who did it; null for the system"),
        Column("actor_role", "varchar", "agent, end_user, system or bot where the export says so itself"),
        Column("old_value", "varchar", "value before, where known"),
        Column("new_value", "varchar", "value after; null for comments, whose text is dropped"),
        Column("is_public", "boolean", "comment the requester can see"),
    ),
    key=("source_id", "ticket_id", "event_id"),
    at="at_utc",
)

TICKET_USER = Kind(
    "ticket_user",
    (
        Column("user_key", "bigint", "keyed hash of the user's id", required=True),
        Column("role", "varchar", "agent, admin or end_user as written", required=True),
        Column("updated_at_utc", "timestamp", "last change, the record's version"),
    ),
    key=("source_id", "user_key"),
    at="updated_at_utc",
    version="updated_at_utc",
)

TICKET_GROUP = Kind(
    "ticket_group",
    (
        Column("group_id", "varchar", "the help desk's own id of a team, as `ticket.queue` names it", required=True),
        Column("name", "varchar", "the team's name, which config may use as an alias instead of the id", required=True),
        Column("updated_at_utc", "timestamp", "last change, the record's version"),
    ),
    key=("source_id", "group_id"),
    at="updated_at_utc",
    version="updated_at_utc",
)

TICKET_STATE = Kind(
    "ticket_state",
    (
        Column("state_id", "varchar", "the help desk's own id of a state, as `ticket.status` and its changes name it", required=True),
        Column("name", "varchar", "the word for it that config.word knows: its name, or the category it belongs to", required=True),
        Column("updated_at_utc", "timestamp", "last change, the record's version"),
    ),
    key=("source_id", "state_id"),
    at="updated_at_utc",
    version="updated_at_utc",
)

SCHEDULE = Kind(
    "schedule",
    (
        Column("schedule_id", "varchar", "the help desk's own id of a set of business hours", required=True),
        Column("name", "varchar", "its name"),
        Column("timezone", "varchar", "time zone as written: IANA, or a name such as Pacific Time (US & Canada)"),
        Column("week_start_s", "bigint", "opening, seconds since Sunday 00:00 on the schedule's own wall clock", required=True),
        Column("week_end_s", "bigint", "closing, seconds since Sunday 00:00 on the schedule's own wall clock", required=True),
        Column("valid_from", "date", "first day of these hours; always where nothing is said"),
        Column("valid_to", "date", "last day of these hours; still valid where nothing is said"),
        Column("created_at_utc", "timestamp", "creation of the schedule; the oldest one is the desk's default"),
    ),
    key=("source_id", "schedule_id", "week_start_s", "valid_from"),
    at="created_at_utc",
)

SCHEDULE_CHANGE = Kind(
    "schedule_change",
    (
        Column("schedule_id", "varchar", "schedule whose hours changed", required=True),
        Column("change_id", "varchar", "the help desk's own id of the change", required=True),
        Column("changed_at_utc", "timestamp", "instant of the change", required=True),
        Column("week_before", "varchar", 'hours until then, such as {:mon=>{"09:00"=>"12:00", "13:00"=>"17:00"}}', required=True),
        Column("week_after", "varchar", "hours from then on, in the same notation", required=True),
    ),
    key=("source_id", "schedule_id", "change_id"),
    at="changed_at_utc",
)

SCHEDULE_HOLIDAY = Kind(
    "schedule_holiday",
    (
        Column("schedule_id", "varchar", "schedule that is closed", required=True),
        Column("holiday_id", "varchar", "the help desk's own id, or the name", required=True),
        Column("first_date", "date", "first day closed, on the schedule's own wall clock", required=True),
        Column("last_date", "date", "last day closed; the first one where nothing is said"),
        Column("name", "varchar", "name of the holiday"),
        Column("updated_at_utc", "timestamp", "last change, the record's version"),
    ),
    key=("source_id", "schedule_id", "holiday_id"),
    at="updated_at_utc",
    version="updated_at_utc",
)

SLA_TARGET = Kind(
    "sla_target",
    (
        Column("policy_id", "varchar", "the help desk's own id of a service promise", required=True),
        Column(
            "metric",
            "varchar",
            "what is promised, in the desk's word (first_reply_time, next_reply_time, requester_wait_time ...)",
            required=True,
        ),
        Column("priority", "varchar", "priority it holds for; any where nothing is said"),
        Column("target_s", "double", "seconds promised", required=True),
        Column("is_business", "boolean", "whether the seconds are business seconds"),
        Column("valid_from_utc", "timestamp", "when this version of the promise began"),
    ),
    key=("source_id", "policy_id", "metric", "priority", "valid_from_utc"),
    at="valid_from_utc",
)

TICKET_SLA = Kind(
    "ticket_sla",
    (
        Column("ticket_id", "varchar", "ticket the promise is about", required=True),
        Column("sla_id", "varchar", "the help desk's own id of this clock, or one made of ticket, metric and start", required=True),
        Column("metric", "varchar", "what is promised, in the desk's word (first_reply_time, resolution_time ...)", required=True),
        Column("policy", "varchar", "name or id of the promise"),
        Column("started_at_utc", "timestamp", "when the clock started"),
        Column("ended_at_utc", "timestamp", "when it stopped"),
        Column("target_s", "double", "seconds promised"),
        Column("is_business", "boolean", "whether the seconds are business seconds"),
        Column("elapsed_s", "double", "calendar seconds the vendor counted"),
        Column("business_elapsed_s", "double", "business seconds the vendor counted"),
        Column("is_breached", "boolean", "whether the vendor says the promise was broken"),
        Column("stage", "varchar", "state of the clock as written: in progress, paused, completed, cancelled ..."),
    ),
    key=("source_id", "ticket_id", "sla_id"),
    at="started_at_utc",
    version="ended_at_utc",
)

TICKET_METRIC_EVENT = Kind(
    "ticket_metric_event",
    (
        Column("ticket_id", "varchar", "ticket the clock runs for", required=True),
        Column("metric_event_id", "varchar", "the help desk's own id of the event", required=True),
        Column("at_utc", "timestamp", "instant of the event", required=True),
        Column("metric", "varchar", "reply_time, agent_work_time, requester_wait_time ...", required=True),
        Column("instance", "bigint", "which clock of this metric: 0 the target's own, 1 the first reply, 2 the next ..."),
        Column("event", "varchar", "activate, pause, fulfill, apply_sla, breach, update_status ...", required=True),
        Column("status_s", "double", "calendar seconds so far, on update_status"),
        Column("status_business_s", "double", "business seconds so far, on update_status"),
        Column("target_s", "double", "seconds promised, on apply_sla"),
        Column("is_business", "boolean", "whether the promise counts business seconds, on apply_sla"),
        Column("is_deleted", "boolean", "whether the vendor took the event back"),
    ),
    key=("source_id", "ticket_id", "metric_event_id"),
    at="at_utc",
)

TICKET_FIGURE = Kind(
    "ticket_figure",
    (
        Column("ticket_id", "varchar", "ticket the vendor's own figures are about (Zendesk ticket metrics)", required=True),
        Column("first_response_s", "double", "calendar seconds to the first reply"),
        Column("first_response_business_s", "double", "business seconds to the first reply"),
        Column("first_resolution_s", "double", "calendar seconds to the first solution"),
        Column("first_resolution_business_s", "double", "business seconds to the first solution"),
        Column("full_resolution_s", "double", "calendar seconds to the last solution"),
        Column("full_resolution_business_s", "double", "business seconds to the last solution"),
        Column("requester_wait_s", "double", "calendar seconds the requester waited"),
        Column("requester_wait_business_s", "double", "business seconds the requester waited"),
        Column("agent_wait_s", "double", "calendar seconds the agent waited"),
        Column("agent_wait_business_s", "double", "business seconds the agent waited"),
        Column("on_hold_s", "double", "calendar seconds on hold"),
        Column("on_hold_business_s", "double", "business seconds on hold"),
        Column("reopens", "bigint", "times reopened"),
        Column("replies", "bigint", "public replies of agents"),
        Column("assignee_stations", "bigint", "assignees it went through"),
        Column("group_stations", "bigint", "groups it went through"),
        Column("updated_at_utc", "timestamp", "last change, the record's version"),
    ),
    key=("source_id", "ticket_id"),
    at="updated_at_utc",
    version="updated_at_utc",
)

TICKET_WORK = Kind(
    "ticket_work",
    (
        Column("ticket_id", "varchar", "ticket worked on", required=True),
        Column("work_id", "varchar", "the help desk's own id of a time entry, or one made of its content", required=True),
        Column("at_utc", "timestamp", "when the work was done", required=True),
        Column("agent", "varchar", "who worked, as the export names them"),
        Column("effort_s", "double", "seconds of work", required=True),
    ),
    key=("source_id", "ticket_id", "work_id"),
    at="at_utc",
)

TICKET_KINDS = (
    *(TICKET, TICKET_EVENT, TICKET_UPDATE, TICKET_USER, TICKET_GROUP, TICKET_STATE, SCHEDULE, SCHEDULE_CHANGE, SCHEDULE_HOLIDAY),
    *(SLA_TARGET, TICKET_SLA, TICKET_METRIC_EVENT, TICKET_FIGURE, TICKET_WORK),
)
