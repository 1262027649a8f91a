"""A ticket's history as Zendesk's API tells it: audits and ticket events, a row for every change and comment, and the SQL over their text.

Belongs here: which events and values are taken. Does not: which list of a file they stand in (zendesk_shapes). Bodies stay in the file.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from assets.readers.cells import cell, literal, yes_no
from assets.readers.documents import Record, beside, part

Row = Mapping[str, Any]
# Only these fields' values are words or ids of the centre itself; any other could hold a customer's text.
SHOWN_VALUES = (
    *("status", "custom_status_id", "priority", "type", "assignee_id", "group_id"),
    *("brand_id", "ticket_form_id", "is_public", "satisfaction_score"),
)
EVENT_TYPES = {"assignee_id": "assign", "group_id": "group"}
USED_EVENTS = ("create", "change", "comment", "voicecomment")


def rows_of_audit(record: Record) -> Iterable[Row]:
    """One row an event of an audit; one without events is a row that is skipped."""
    channel = part(record.get("via"), "channel")
    common = {"ticket_id": record.get("ticket_id"), "created_at": record.get("created_at"), "audit_id": record.get("id")}
    for number, event in enumerate(record.get("events") or [{}]):
        kind = str(event.get("type") or "nothing").lower()
        field = str(event.get("field_name") or "").lower()
        is_shown = field in SHOWN_VALUES
        yield common | {
            "event_no": event.get("id") or number,
            "type": kind,
            "field": field,
            "author_id": event.get("author_id") or record.get("author_id"),
            "role": beside(record, "users", event.get("author_id") or record.get("author_id")).get("role"),
            "is_system": "true" if channel == "rule" else None,
            "value": event.get("value") if is_shown else None,
            "previous": event.get("previous_value") if is_shown else None,
            "public": event.get("public"),
        }


def rows_of_ticket_event(record: Record) -> Iterable[Row]:
    """One row a child event; a changed field stands there under its own name."""
    channel = part(record.get("via"), "channel") or ""
    common = {"ticket_id": record.get("ticket_id"), "created_at": record.get("created_at"), "audit_id": record.get("id")}
    for number, event in enumerate(record.get("child_events") or [{}]):
        kind = str(event.get("event_type") or "nothing").lower()
        is_comment = kind == "comment" or bool(event.get("comment_present"))
        fields = [name for name in SHOWN_VALUES if name in event and not is_comment]
        for field in fields or [""]:
            yield common | {
                "event_no": event.get("id") or number,
                "type": "comment" if is_comment else kind if fields else "nothing",
                "field": field,
                "author_id": record.get("updater_id"),
                "role": beside(record, "users", record.get("updater_id")).get("role"),
                "is_system": "true" if str(channel).lower() in ("rule", "trigger", "automation") else None,
                "value": event.get(field),
                "previous": event.get("previous_value"),
                "public": event.get("comment_public", event.get("public")),
            }


# Triggers and automations act as user -1 or by a rule; everybody else's role stands in the user table, or beside the events.
_ROLE = f"case when {cell('author_id')} = '-1' or {cell('is_system')} = 'true' then 'system' else {cell('role')} end"
_FIELD = cell("field")
_RENAMED = " ".join(f"when {literal(old)} then {literal(new)}" for old, new in EVENT_TYPES.items())
EVENT_VALUES = {
    "ticket_id": cell("ticket_id"),
    "event_id": f"concat_ws('|', {cell('audit_id')}, {cell('event_no')}, {_FIELD})",
    # an event without an id of its own has its place in the audit, which has one
    "event_number": f"try_cast(case when length({cell('event_no')}) > 3 then {cell('event_no')} "
    f"else {cell('audit_id')} || lpad({cell('event_no')}, 3, '0') end as bigint)",
    "event_type": f"case when {cell('type')} like '%comment' then 'comment' else case {_FIELD} {_RENAMED} else {_FIELD} end end",
    "actor_key": f"keyed_hash({cell('author_id')})",
    "actor_role": _ROLE,
    "old_value": cell("previous"),
    "new_value": cell("value"),
    "is_public": yes_no("public"),
}
EVENT_COLUMNS = (
    "ticket_id",
    "created_at",
    "audit_id",
    "event_no",
    "type",
    "field",
    "author_id",
    "role",
    "is_system",
    "value",
    "previous",
    "public",
)
_USED = ", ".join(literal(kind) for kind in USED_EVENTS)
EVENT_SKIP = f"coalesce({cell('type')}, '') not in ({_USED}) or ({cell('type')} in ('create', 'change') and {_FIELD} is null)"
