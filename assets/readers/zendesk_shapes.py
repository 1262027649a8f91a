"""The records of Zendesk's API: which fields give each away, the rows made of it, and the SQL over their text.

Belongs here: tickets, their history, metric events, ticket metrics, satisfaction ratings, users, groups. Does not: the rows of a
history (zendesk_events), how a file holds them (documents, zendesk_json), connectors' tables (zendesk). Subjects, bodies and names stay in
the file.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assets.readers.cells import cell, iso_instant, told, yes_no
from assets.readers.documents import Record, part
from assets.readers.kinds import Kind
from assets.readers.protocol import Refusal
from assets.readers.records import SURVEY
from assets.readers.ticket_records import TICKET, TICKET_EVENT, TICKET_FIGURE, TICKET_GROUP, TICKET_METRIC_EVENT, TICKET_USER
from assets.readers.zendesk_events import EVENT_COLUMNS, EVENT_SKIP, EVENT_VALUES, Row, rows_of_audit, rows_of_ticket_event


@dataclass(frozen=True)
class Shape:
    """One kind of API record: the fields that give it away, the rows made of it, and the SQL over their text."""

    lists: tuple[str, ...]
    signature: frozenset[str]
    kind: Kind
    columns: tuple[str, ...]
    rows: Callable[[Record], Iterable[Row]]
    values: Mapping[str, str]
    instants: Mapping[str, str]
    skip: str | None = None
    refusals: tuple[Refusal, ...] = ()


def _plain(columns: Sequence[str]) -> Callable[[Record], Iterable[Row]]:
    return lambda record: [{column: record.get(column) for column in columns}]


def _ticket(record: Record) -> Iterable[Row]:
    row = {column: record.get(column) for column in (*TICKET_FIELDS, *WRITTEN)}
    row["channel"] = part(record.get("via"), "channel")
    row["score"] = part(record.get("satisfaction_rating"), "score")
    tags = record.get("tags") or ()
    row["tags"] = tags if isinstance(tags, str) else ",".join(map(str, tags))
    return [row]


def _metric_event(record: Record) -> Iterable[Row]:
    status, sla = record.get("status") or {}, record.get("sla") or record.get("group_sla") or {}
    target, minutes = sla.get("target_in_seconds"), sla.get("target")
    yield {column: record.get(column) for column in ("id", "ticket_id", "metric", "instance_id", "type", "time", "deleted")} | {
        "calendar": status.get("calendar"),
        "business": status.get("business"),
        "target_s": target if target is not None else minutes * 60 if isinstance(minutes, int | float) else None,
        "business_hours": sla.get("business_hours"),
    }


def _promise(record: Record) -> Iterable[Row]:
    """What an SLA event promises, as a connector writes it into a ticket's history."""
    sla, metric = record.get("sla") or {}, str(record.get("metric"))
    seconds, minutes = sla.get("target_in_seconds"), sla.get("target")
    if record.get("type") != "apply_sla" or record.get("deleted") or (seconds is None and minutes is None):
        return
    if metric == "reply_time":
        metric = "first_reply_time" if str(record.get("instance_id")) == "1" else "next_reply_time"
    promised = {"minutes": minutes if seconds is None else seconds / 60, "in_business_hours": bool(sla.get("business_hours"))}
    common = {"id": record.get("id"), "ticket_id": record.get("ticket_id"), "time": record.get("time")}
    yield common | {"field": RENAMED_METRICS.get(metric, metric), "value": json.dumps(promised)}


def _metric_set(record: Record) -> Iterable[Row]:
    row: dict[str, Any] = {column: record.get(column) for column in (*COUNTS.values(), "ticket_id", "updated_at")}
    for name in MINUTES:
        minutes = record.get(name) or {}
        row |= {f"{name} calendar": minutes.get("calendar"), f"{name} business": minutes.get("business")}
    yield row


def _minutes(column: str) -> str:
    return f"try_cast({cell(column)} as double) * 60"


CLOCKS = ("calendar", "business")
RENAMED_METRICS = {"resolution_time": "total_resolution_time"}  # what metric events call it, and what policies do
TICKET_FIELDS = (
    *("id", "created_at", "updated_at", "status", "priority", "type", "requester_id", "submitter_id"),
    *("assignee_id", "group_id", "ticket_form_id", "external_id"),
)
WRITTEN = ("subject", "description")  # looked into for declared words, never stored
# A list that the API puts beside the one that was asked for and a record is read with, and the field that tells its entries apart.
SIDELOADS = {"users": "id"}
MINUTES = {
    "reply_time_in_minutes": "first_response",
    "first_resolution_time_in_minutes": "first_resolution",
    "full_resolution_time_in_minutes": "full_resolution",
    "requester_wait_time_in_minutes": "requester_wait",
    "agent_wait_time_in_minutes": "agent_wait",
    "on_hold_time_in_minutes": "on_hold",
}
COUNTS = {"reopens": "reopens", "replies": "replies", "assignee_stations": "assignee_stations", "group_stations": "group_stations"}
_FIGURE_NAMES = {column.name for column in TICKET_FIGURE.columns}
_FIGURES = {
    f"{canonical}{business}_s": _minutes(f"{name} {'business' if business else 'calendar'}")
    for name, canonical in MINUTES.items()
    for business in ("", "_business")
    if f"{canonical}{business}_s" in _FIGURE_NAMES
}
# A rating is a survey of one question: good or bad; an offer without an answer is an invitation.
RATING_VALUES = {
    "response_id": told("id"),
    "ticket_id": told("ticket_id"),
    "customer_key": f"keyed_hash({told('requester_id')})",
    "agent": told("assignee_id"),
    "queue": told("group_id"),
    "mode": "'mail'",
    "is_good": f"case when {told('score')} ilike 'good%' then true when {told('score')} ilike 'bad%' then false end",
    "is_delivered": f"lower({told('score')}) <> 'unoffered'",
    "answered_at_utc": f"case when regexp_matches(lower({told('score')}), '^(good|bad)') then {iso_instant('updated_at')} end",
    "at_utc": iso_instant("created_at"),
}
# Without and with a comment each; `received` is how the API names both ratings where it lists them.
UNKNOWN_SCORE = Refusal(
    f"{told('score')} is not null and not regexp_matches(lower({told('score')}), '^(good|bad|offered|unoffered|received)')",
    "`score` is none of good, bad, offered and unoffered",
)
PROMISES = Shape(
    ("ticket_metric_events",),
    frozenset(("ticket_id", "metric", "instance_id", "type", "time")),
    TICKET_EVENT,
    ("id", "ticket_id", "time", "field", "value"),
    _promise,
    {
        "ticket_id": cell("ticket_id"),
        "event_id": f"'apply_sla|' || {cell('id')}",
        "event_type": cell("field"),
        "actor_role": "'system'",
        "new_value": cell("value"),
    },
    {"at_utc": "time"},
)
SHAPES: tuple[Shape, ...] = (
    Shape(
        ("audits", "ticket_audits"),
        frozenset(("ticket_id", "events", "author_id")),
        TICKET_EVENT,
        EVENT_COLUMNS,
        rows_of_audit,
        EVENT_VALUES,
        {"at_utc": "created_at"},
        EVENT_SKIP,
    ),
    Shape(
        ("ticket_events",),
        frozenset(("ticket_id", "child_events")),
        TICKET_EVENT,
        EVENT_COLUMNS,
        rows_of_ticket_event,
        EVENT_VALUES,
        {"at_utc": "created_at"},
        EVENT_SKIP,
    ),
    Shape(
        ("ticket_metric_events",),
        frozenset(("ticket_id", "metric", "instance_id", "type", "time")),
        TICKET_METRIC_EVENT,
        ("id", "ticket_id", "metric", "instance_id", "type", "time", "deleted", "calendar", "business", "target_s", "business_hours"),
        _metric_event,
        {
            "ticket_id": cell("ticket_id"),
            "metric_event_id": cell("id"),
            "metric": cell("metric"),
            "instance": f"try_cast({cell('instance_id')} as bigint)",
            "event": cell("type"),
            # the API counts these two in minutes
            "status_s": _minutes("calendar"),
            "status_business_s": _minutes("business"),
            "target_s": f"try_cast({cell('target_s')} as double)",
            "is_business": yes_no("business_hours"),
            "is_deleted": yes_no("deleted"),
        },
        {"at_utc": "time"},
    ),
    Shape(
        ("satisfaction_ratings",),
        frozenset(("id", "score", "ticket_id", "requester_id", "created_at")),
        SURVEY,
        ("id", "score", "ticket_id", "requester_id", "assignee_id", "group_id", "created_at", "updated_at"),
        _plain(("id", "score", "ticket_id", "requester_id", "assignee_id", "group_id", "created_at", "updated_at")),
        RATING_VALUES,
        {"sent_at_utc": "created_at"},
        refusals=(UNKNOWN_SCORE,),
    ),
    Shape(
        ("tickets",),
        frozenset(("id", "created_at", "status", "requester_id")),
        TICKET,
        (*TICKET_FIELDS, *WRITTEN, "channel", "score", "tags"),
        _ticket,
        {
            "ticket_id": cell("id"),
            "queue": cell("group_id"),
            "status": cell("status"),
            "priority": cell("priority"),
            "type": cell("type"),
            "channel": cell("channel"),
            "assignee": cell("assignee_id"),
            "contact_id": cell("external_id"),
            "topic": cell("ticket_form_id"),
            "satisfaction": cell("score"),
            "tags": cell("tags"),
            "requester_key": f"keyed_hash({cell('requester_id')})",
            "submitter_key": f"keyed_hash({cell('submitter_id')})",
            "is_merged": "contains(lower(coalesce(tags, '')), 'closed_by_merge')",
            "is_spam": f"coalesce({cell('status')} = 'deleted', false)",
        },
        {"created_at_utc": "created_at", "updated_at_utc": "updated_at"},
    ),
    Shape(
        ("ticket_metrics", "metric_sets", "ticket_metric_sets"),
        frozenset(("ticket_id", "reply_time_in_minutes", "full_resolution_time_in_minutes")),
        TICKET_FIGURE,
        (*COUNTS.values(), "ticket_id", "updated_at", *(f"{name} {clock}" for name in MINUTES for clock in CLOCKS)),
        _metric_set,
        {"ticket_id": cell("ticket_id")}
        | {canonical: f"try_cast({cell(name)} as bigint)" for canonical, name in COUNTS.items()}
        | _FIGURES,
        {"updated_at_utc": "updated_at"},
    ),
    Shape(
        ("users",),
        frozenset(("id", "role", "created_at")),
        TICKET_USER,
        ("id", "role", "updated_at"),
        _plain(("id", "role", "updated_at")),
        {"user_key": f"keyed_hash({cell('id')})", "role": cell("role")},
        {"updated_at_utc": "updated_at"},
    ),
    Shape(
        ("groups",),
        frozenset(("id", "name", "default", "created_at")),
        TICKET_GROUP,
        ("id", "name", "updated_at"),
        _plain(("id", "name", "updated_at")),
        {"group_id": cell("id"), "name": cell("name")},
        {"updated_at_utc": "updated_at"},
    ),
)
