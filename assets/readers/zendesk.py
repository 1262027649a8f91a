"""Zendesk Support as a connector lands it: one CSV a table, which table it is follows from its header; JSON of its API beside it.

Belongs here: which table a file is, and tickets, comments, field history, users and groups. Does not: hours and promises (zendesk_hours),
the JSON of the API (zendesk_json). Connectors write UTC, so a source needs no time zone.

Subjects, bodies, names, addresses and phone numbers never enter `values`; users other than assignees become keyed hashes.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from assets.readers import zendesk_hours, zendesk_json
from assets.readers.cells import cell, iso_instant, literal, quoted, told, unreadable, words_found, yes_no
from assets.readers.heads import head_records, plain_name, unique_names
from assets.readers.protocol import Delimited, Fit, NotUsed, Plan, Refusal, Unreadable
from assets.readers.records import SURVEY, TICKET, TICKET_EVENT, TICKET_GROUP, TICKET_USER, Kind
from assets.readers.ticket_records import SCHEDULE, SCHEDULE_CHANGE, SCHEDULE_HOLIDAY, SLA_TARGET
from assets.readers.unpack import decoded_head
from assets.readers.zendesk_shapes import RATING_VALUES, UNKNOWN_SCORE
from assets.readers.zendesk_unused import unused_table
from assets.settings.sources import Source

name = "zendesk"

# Words of the product itself, as (field, canonical word) -> what stands in the files.
words: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "status": {
        "new": ("new",),
        "open": ("open",),
        "pending": ("pending",),
        "hold": ("hold", "on-hold", "on hold"),
        "solved": ("solved",),
        "closed": ("closed",),
        "deleted": ("deleted",),
    },
    "priority": {"low": ("low",), "normal": ("normal", "medium"), "high": ("high",), "urgent": ("urgent",)},
    "role": {"agent": ("agent",), "admin": ("admin",), "end_user": ("end-user", "end user", "end_user")},
}

# How a changed field is called among ticket events. Other fields keep their own name.
EVENT_TYPES = {"assignee_id": "assign", "group_id": "group"}
# Only these fields' values are words or ids of the centre itself; any other could hold a customer's text.
SHOWN_VALUES = (
    *("status", "custom_status_id", "priority", "type", "assignee_id", "group_id"),
    *("brand_id", "ticket_form_id", "is_public", "satisfaction_score"),
    *("sla_policy", "first_reply_time", "next_reply_time", "requester_wait_time", "agent_work_time"),
    *("periodic_update_time", "pausable_update_time", "total_resolution_time"),
)
HASHED_VALUES = ("requester_id", "submitter_id", "organization_id")

Columns = Collection[str]
Values = dict[str, str]


@dataclass(frozen=True)
class Table:
    """A connector table this reader uses: the columns that give it away, and what becomes of its rows."""

    signature: frozenset[str]
    kind: Kind
    values: Callable[[Columns], Values]
    instants: Mapping[str, str]
    skip: Callable[[Columns], str | None] = lambda columns: None
    once: tuple[str, ...] = ()


def _ticket(columns: Columns) -> Values:
    wanted = {
        "ticket_id": "id",
        "queue": "group_id",
        "status": "status",
        "priority": "priority",
        "type": "type",
        "channel": "via_channel",
        "assignee": "assignee_id",
        "contact_id": "external_id",
        "topic": "ticket_form_id",
        "satisfaction": "satisfaction_score",
    }
    values = {canonical: told(column) for canonical, column in wanted.items() if column in columns}
    values["requester_key"] = f"keyed_hash({told('requester_id')})"
    if "submitter_id" in columns:
        values["submitter_key"] = f"keyed_hash({told('submitter_id')})"
    if "merged_ticket_ids" in columns:
        # The connector writes this list on the ticket that remains; those it names are the merged ones.
        digits = f"regexp_replace({quoted('merged_ticket_ids')}, '[^0-9,]', '', 'g')"
        values["absorbed_ids"] = f"nullif({digits}, '')"
    if "tags" in columns:
        # The product itself tags a ticket that was merged away.
        values["is_merged"] = f"contains(lower({quoted('tags')}), 'closed_by_merge')"
    is_deleted = f"coalesce(lower({cell('status')}) = 'deleted', false)"
    if "_fivetran_deleted" in columns:
        is_deleted += f" or coalesce({yes_no('_fivetran_deleted')}, false)"
    values["is_spam"] = is_deleted
    return values


def _comment(columns: Columns) -> Values:
    return {
        "ticket_id": told("ticket_id"),
        "event_id": f"'comment|' || {told('id')}",
        "event_number": f"try_cast({told('id')} as bigint)",
        "event_type": "'comment'",
        "actor_key": f"keyed_hash({told('user_id')})",
        "actor_role": _system("user_id"),
        "is_public": yes_no("public"),
    }


def _listed(names: Collection[str]) -> str:
    return ", ".join(literal(item) for item in names)


CHANGED_FIELD, NEW_VALUE, CHANGED_AT = f"lower({cell('field_name')})", told("value"), iso_instant("updated")
IS_SHOWN = f"{CHANGED_FIELD} in ({_listed(SHOWN_VALUES)})"


def _field_change(columns: Columns) -> Values:
    field, value, shown = CHANGED_FIELD, NEW_VALUE, IS_SHOWN
    hashed = f"cast(keyed_hash({value}) as varchar)"
    renamed = " ".join(f"when {literal(old)} then {literal(new)}" for old, new in EVENT_TYPES.items())
    values = {
        "ticket_id": told("ticket_id"),
        # The table has no id of its own. A hidden value takes part by its hash, else two changes in one second were one.
        "event_id": f"concat_ws('|', {field}, {CHANGED_AT}, case when {shown} then {value} else {hashed} end)",
        "event_type": f"case {field} {renamed} else {field} end",
        "new_value": f"case when {shown} then {value} when {field} in ({_listed(HASHED_VALUES)}) then {hashed} end",
    }
    if "user_id" in columns:
        values |= {"actor_key": f"keyed_hash({told('user_id')})", "actor_role": _system("user_id")}
    return values


def _user(columns: Columns) -> Values:
    return {"user_key": f"keyed_hash({told('id')})", "role": told("role")}


def _group(columns: Columns) -> Values:
    return {"group_id": told("id"), "name": told("name")}


def _system(column: str) -> str:
    # Triggers and automations act as user -1; everybody else's role stands in the user table.
    return f"case when {cell(column)} = '-1' then 'system' end"


def _gone(columns: Columns) -> str | None:
    return f"coalesce({yes_no('_fivetran_deleted')}, false)" if "_fivetran_deleted" in columns else None


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


TABLES: dict[str, Table] = {
    "ticket": Table(
        _set("id created_at updated_at requester_id status"),
        TICKET,
        _ticket,
        {"created_at_utc": "created_at", "updated_at_utc": "updated_at"},
    ),
    "ticket_comment": Table(_set("id ticket_id created public user_id"), TICKET_EVENT, _comment, {"at_utc": "created"}, _gone),
    "ticket_field_history": Table(
        _set("field_name ticket_id updated value"),
        TICKET_EVENT,
        _field_change,
        {"at_utc": "updated"},
        once=(CHANGED_FIELD, NEW_VALUE, CHANGED_AT, IS_SHOWN),
    ),
    "user": Table(_set("id role created_at updated_at"), TICKET_USER, _user, {"updated_at_utc": "updated_at"}),
    "schedule": Table(_set("id start_time end_time time_zone"), SCHEDULE, zendesk_hours.schedule, {"created_at_utc": "created_at"}, _gone),
    "schedule_holiday": Table(_set("id schedule_id start_date end_date name"), SCHEDULE_HOLIDAY, zendesk_hours.holiday, {}, _gone),
    "audit_log": Table(
        _set("id change_description created_at source_id source_type"),
        SCHEDULE_CHANGE,
        zendesk_hours.schedule_change,
        {"changed_at_utc": "created_at"},
        zendesk_hours.is_no_schedule_change,
    ),
    "ticket_schedule": Table(
        _set("ticket_id schedule_id created_at"), TICKET_EVENT, zendesk_hours.ticket_schedule, {"at_utc": "created_at"}, _gone
    ),
    "ticket_sla_policy": Table(
        _set("ticket_id sla_policy_id policy_applied_at"),
        TICKET_EVENT,
        zendesk_hours.ticket_sla_policy,
        {"at_utc": "policy_applied_at"},
        _gone,
    ),
    "sla_policy_metric_history": Table(
        _set("sla_policy_id metric target priority business_hours"),
        SLA_TARGET,
        zendesk_hours.policy_metric,
        {"valid_from_utc": "sla_policy_updated_at"},
        _gone,
    ),
    "ticket_tag": Table(
        _set("ticket_id tag _fivetran_synced"), TICKET_EVENT, zendesk_hours.ticket_tag, {"at_utc": "_fivetran_synced"}, _gone
    ),
    "satisfaction_rating": Table(
        _set("id score ticket_id requester_id assignee_id group_id created_at updated_at"),
        SURVEY,
        lambda columns: RATING_VALUES,
        {"sent_at_utc": "created_at"},
        _gone,
    ),
    "group": Table(_set("id name created_at updated_at"), TICKET_GROUP, _group, {"updated_at_utc": "updated_at"}),
}
# A header with id and name alone could be anything: the group table has these columns and no others.
GROUP_COLUMNS = _set("id name created_at updated_at url description default is_public deleted _fivetran_deleted _fivetran_synced")


def sniff(head: bytes, file_name: str) -> Fit:
    """Say how well a header fits one of the connector's tables."""
    if is_json(head):
        return zendesk_json.sniff(head)
    columns = header_of(head, "utf-8")
    table = unused_of(columns, file_name) or table_of(columns)
    if table is None:
        return Fit(0.0, "its header is none of the connector's tables")
    # The connector stamps every table; without the stamp a ticket list of another product looks much the same.
    score = 0.95 if "_fivetran_synced" in columns else 0.6
    return Fit(score, f"its header is that of the connector's table `{table}`")


def plan(source: Source, head: bytes, file_name: str) -> Plan:
    """Plan one connector table, or one JSON export of the API."""
    if is_json(head):
        return zendesk_json.plan(head, file_name, keywords=source.keywords)
    encoding = source.encoding or "utf-8"
    columns = header_of(head, encoding)
    if unused := unused_of(columns, file_name):
        raise NotUsed(
            f"{file_name}: this is the connector's table `{unused}`; nothing here is made of it (used: {', '.join(TABLES)}). "
            "Nothing to do; leave it out of `files` to silence this."
        )
    table_name = table_of(columns)
    if table_name is None:
        raise Unreadable(_unknown(columns, file_name))
    if source.timezone not in ("UTC", "Etc/UTC", "GMT"):
        raise Unreadable(
            f"{file_name}: source {source.id} says `timezone: {source.timezone}`, but the connector writes its tables in UTC. "
            "Write `timezone: UTC` for this source; the site's own zone comes from `site`."
        )
    table = TABLES[table_name]
    instants = {canonical: iso_instant(column) for canonical, column in table.instants.items() if column in columns}
    written = [column for column in ("subject", "description") if column in columns]
    found = {"keywords": words_found(written, source.keywords)} if table.kind is TICKET and written and source.keywords else {}
    return Plan(
        kind=table.kind,
        shape=Delimited(columns=columns),
        values=table.values(columns) | instants | found,
        refusals=tuple(
            Refusal(unreadable(column, instants[canonical]), f"`{column}` is no timestamp; expected such as 2024-05-31 09:30:00")
            for canonical, column in table.instants.items()
            if canonical in instants
        )
        + ((UNKNOWN_SCORE,) if table.kind is SURVEY else ()),
        skip=table.skip(columns),
        once=table.once,
        encoding=encoding,
    )


def is_json(head: bytes) -> bool:
    """Say whether a file is JSON, which no table begins like."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def header_of(head: bytes, encoding: str) -> tuple[str, ...]:
    """The column names of a table, as they are meant."""
    found = head_records(decoded_head(head, encoding), limit=1)
    return unique_names([plain_name(cell_text) for cell_text in found[0]]) if found else ()


def table_of(columns: Columns) -> str | None:
    """Name the connector table with these columns; None for a stranger."""
    present = frozenset(columns)
    for table, known in TABLES.items():
        if known.signature <= present and (table != "group" or present <= GROUP_COLUMNS):
            return table
    return None


def unused_of(columns: Columns, file_name: str) -> str | None:
    """Name the connector table of which nothing is made; None where something is, and for a stranger."""
    return unused_table(columns, file_name, is_read=table_of(columns) is not None)


def _unknown(columns: Columns, file_name: str) -> str:
    present = frozenset(columns)
    nearest = max(TABLES, key=lambda table: len(TABLES[table].signature & present))
    missing = sorted(TABLES[nearest].signature - present)
    is_near = len(missing) < len(TABLES[nearest].signature)
    hint = f"Nearest is `{nearest}`, where {', '.join(missing)} would be needed too. " if is_near else ""
    found = ", ".join(list(columns)[:8]) or "nothing"
    return (
        f"{file_name}, line 1: this is the header of none of the Zendesk connector's tables (found: {found}). "
        f"{hint}Export ticket, ticket_comment, ticket_field_history, user and group with their column names, comma separated."
    )
