"""ServiceNow: the incident audit (one row an update of a ticket), lists of incidents, and task_sla.

Belongs here: the column names of these exports, as fields and as labels, and the words of their states. Does not: rebuilding
tickets from updates (sql/staging). A list of incidents is read like an audit that holds one update of each.
What stands empty is written as nothing, `?` or NULL. Times are those of the exporting user's clock, so a source needs a zone.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from assets.readers.cells import NOTHING, literal, quoted, words_found
from assets.readers.day_order import instant_formats, instant_of
from assets.readers.headers import DELIMITERS
from assets.readers.heads import head_records, unique_names
from assets.readers.protocol import Delimited, Fit, Plan, Refusal, Unreadable
from assets.readers.ticket_ends import second_passes
from assets.readers.ticket_records import TICKET_SLA, TICKET_UPDATE
from assets.readers.unpack import decoded_head
from assets.settings.sources import Source

name = "servicenow"

words: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "status": {
        "new": ("new", "1", "open - new"),
        "open": ("active", "in progress", "work in progress", "assigned", "2"),
        "pending": ("awaiting user info", "awaiting caller", "awaiting evidence", "pending caller", "awaiting user"),
        "hold": ("on hold", "awaiting problem", "awaiting vendor", "awaiting change", "pending", "3", "4", "5"),
        "solved": ("resolved", "6"),
        "closed": ("closed", "7", "closed complete", "closed incomplete"),
        "deleted": ("canceled", "cancelled", "closed skipped", "8"),
    },
    "priority": {
        "urgent": ("1 - critical", "critical", "1"),
        "high": ("2 - high", "high", "2"),
        "normal": ("3 - moderate", "moderate", "medium", "3"),
        "low": ("4 - low", "low", "4", "5 - planning", "planning", "5"),
    },
}

# What a canonical value is called among the fields, and as a column label of a list.
INCIDENT = {
    "ticket_id": ("number", "inc_number", "task_number"),
    "status": ("incident_state", "state"),
    "created_at_utc": ("opened_at", "opened", "sys_created_on", "sys_created_at", "created"),
    "at_utc": ("sys_updated_on", "sys_updated_at", "updated"),
    "update_number": ("sys_mod_count", "updates"),
    "queue": ("assignment_group",),
    "assignee": ("assigned_to",),
    "priority": ("priority",),
    "type": ("sys_class_name", "task_type", "category"),
    "topic": ("category",),
    "channel": ("contact_type", "channel"),
    "requester_key": ("caller_id", "caller", "opened_by"),
    "actor_key": ("sys_updated_by", "updated_by"),
    "is_escalated": ("escalation",),
    "articles": ("kb_knowledge", "knowledge"),
    "solved_at_utc": ("resolved_at", "resolved"),
    "closed_at_utc": ("closed_at", "closed"),
    "vendor_reopens": ("reopen_count",),
    "vendor_is_breached": ("made_sla",),
    "vendor_due_at_utc": ("sla_due",),
    "vendor_resolution_s": ("calendar_stc", "calendar_duration", "duration"),
    "vendor_resolution_business_s": ("business_stc", "business_duration", "business_resolve_time"),
}
TASK_SLA = {
    "ticket_id": ("task", "task_number", "inc_number", "number"),
    "metric": ("target", "sla", "sla_definition", "sla_name", "taskslatable_sla"),
    "policy": ("sla", "sla_definition", "sla_name", "taskslatable_sla"),
    "stage": ("stage",),
    "is_breached": ("has_breached",),
    "started_at_utc": ("start_time", "start"),
    "ended_at_utc": ("end_time", "stop_time", "end"),
    "elapsed_s": ("duration", "actual_elapsed_time", "calendar_duration"),
    "business_elapsed_s": ("business_duration", "business_elapsed_time", "business_elapsed"),
    "sla_id": ("sys_id",),
}
_TRUE, _FALSE = ("true", "1", "yes"), ("false", "0", "no")


@dataclass(frozen=True)
class Layout:
    """A header taken apart: the file's columns, and which of them each canonical value stands in."""

    columns: tuple[str, ...]
    delimiter: str
    found: Mapping[str, str]
    is_sla: bool
    records: Sequence[Sequence[str]]


def sniff(head: bytes, file_name: str) -> Fit:
    """Recognise the exports by the names only this product gives."""
    layout = layout_of(decoded_head(head, "utf-8"))
    if layout is None:
        return Fit(0.0, "its header is neither an incident table's nor task_sla's")
    if layout.is_sla:
        return Fit(0.9, "its header is that of ServiceNow's task_sla: a task, its agreement, and whether it was breached")
    what = "one row an update (sys_mod_count)" if "update_number" in layout.found else "one row an incident"
    sure = sum(
        folded(column) in ("sys_mod_count", "incident_state", "made_sla", "sys_updated_by", "caller_id") for column in layout.columns
    )
    return Fit(0.9 if sure >= 2 else 0.7, f"its header is that of ServiceNow's incident table, {what}")


def plan(source: Source, head: bytes, file_name: str) -> Plan:
    """Plan one export: updates of tickets, or what the product says of its own agreements."""
    encoding = source.encoding or "utf-8"
    layout = layout_of(decoded_head(head, encoding), delimiter=source.delimiter)
    if layout is None:
        raise Unreadable(
            f"{file_name}: this is neither an incident table nor task_sla. Expected a header with number, opened_at, "
            "sys_updated_on and incident_state or state (or their labels), or with task, sla, stage and has_breached."
        )
    instants = {name: column for name, column in layout.found.items() if name.endswith("at_utc")}
    formats = source.timestamp or instant_formats(_cells(layout, instants.values()), where=f"{file_name}, source {source.id}")
    values = {name: _value(name, column, formats) for name, column in layout.found.items()}
    refusals = [
        Refusal(f"{_text(column)} is not null and ({values[name]}) is null", f"`{column}` is no time written {' or '.join(formats[:2])}")
        for name, column in instants.items()
    ]
    values |= _sla_values(values) if layout.is_sla else _update_values(values)
    written = [column for column in layout.columns if folded(column) in ("short_description", "description")]
    if written and source.keywords and not layout.is_sla:
        values["keywords"] = words_found(written, source.keywords)
    kind = TICKET_SLA if layout.is_sla else TICKET_UPDATE
    local = frozenset({*instants, "at_utc"} & {column.name for column in kind.columns} if source.timezone != "UTC" else ())
    return Plan(
        kind,
        Delimited(layout.columns, layout.delimiter, source.quote),
        values,
        refusals=tuple(refusals),
        encoding=encoding,
        zone=source.timezone,
        local=local,
        after=second_passes(local),
    )


def layout_of(text: str, *, delimiter: str | None = None) -> Layout | None:
    """Take a header apart; None where it is not one of this product's."""
    for sign in [delimiter] if delimiter else DELIMITERS:
        records = head_records(text, delimiter=sign, limit=500)
        if not records or len(records[0]) < 4:
            continue
        columns = unique_names([cell.strip() for cell in records[0]])
        for is_sla, names in ((True, TASK_SLA), (False, INCIDENT)):
            found = _found(columns, names)
            if (_is_sla if is_sla else _is_incident)(found, columns):
                return Layout(columns, sign, found, is_sla, records[1:])
    return None


def folded(column: str) -> str:
    """A field's name or its label, in one form: `Opened at`, `opened_at` and `incident.opened_at` are one."""
    return re.sub(r"[^a-z0-9]+", "_", column.rsplit(".", 1)[-1].strip().lower()).strip("_")


def _found(columns: Sequence[str], names: Mapping[str, Sequence[str]]) -> dict[str, str]:
    by_name = {folded(column): column for column in reversed(columns)}
    found = {canonical: next((by_name[said] for said in said_names if said in by_name), None) for canonical, said_names in names.items()}
    return {canonical: column for canonical, column in found.items() if column}


def _is_sla(found: Mapping[str, str], columns: Sequence[str]) -> bool:
    return {"ticket_id", "metric", "is_breached"} <= set(found) and ("stage" in found or "started_at_utc" in found)


def _is_incident(found: Mapping[str, str], columns: Sequence[str]) -> bool:
    own = {folded(column) for column in columns}
    telling = own & {"sys_mod_count", "incident_state", "made_sla", "assignment_group", "caller_id", "caller", "sys_updated_on"}
    return {"ticket_id", "status", "created_at_utc"} <= set(found) and "number" in own and len(telling) >= 2


def _text(column: str) -> str:
    trimmed = f"trim({quoted(column)})"
    return f"case when lower({trimmed}) not in ({', '.join(literal(word) for word in NOTHING)}) then {trimmed} end"


def _value(canonical: str, column: str, formats: Sequence[str]) -> str:
    text = _text(column)
    if canonical.endswith("at_utc"):
        return instant_of(f"({text})", formats)
    if canonical.endswith("_key"):
        return f"keyed_hash({text})"
    if canonical in ("vendor_is_breached", "is_breached"):
        # made_sla tells the opposite of a breach
        yes, no = (_FALSE, _TRUE) if canonical == "vendor_is_breached" else (_TRUE, _FALSE)
        listed = [", ".join(literal(word) for word in said) for said in (yes, no)]
        return f"case when lower({text}) in ({listed[0]}) then true when lower({text}) in ({listed[1]}) then false end"
    if canonical == "is_escalated":
        raised = "'moderate', 'high', 'overdue', '1', '2', '3', 'true'"
        return f"case when {text} is not null then lower({text}) in ({raised}) end"
    if canonical == "articles":
        return f"case when lower({text}) in ('false', '0') then 0 when {text} is not null then 1 end"
    if canonical.endswith("_s"):
        return duration_s(text)
    if canonical in ("update_number", "vendor_reopens"):
        return f"try_cast({text} as bigint)"
    return text


def duration_s(text: str) -> str:
    """Seconds from a count of them, or from a duration field: those are written as a time since the first of January 1970."""
    since_1970 = f"epoch(try_strptime({text}, ['%Y-%m-%d %H:%M:%S', '%d-%m-%Y %H:%M:%S', '%m/%d/%Y %H:%M:%S', '%d/%m/%Y %H:%M:%S']))"
    return f"coalesce(try_cast(replace({text}, ',', '') as double), {since_1970})"


def _update_values(values: Mapping[str, str]) -> dict[str, str]:
    """What makes an incident's row an update: when it happened, and an id of its own within the incident."""
    times = [values[name] for name in ("at_utc", "closed_at_utc", "solved_at_utc", "created_at_utc") if name in values]
    at = f"coalesce({', '.join(times)})"
    number = values.get("update_number", "cast(null as bigint)")
    return {"at_utc": at, "update_id": f"concat_ws('|', cast({number} as varchar), cast({at} as varchar))"}


def _sla_values(values: Mapping[str, str]) -> dict[str, str]:
    made = f"concat_ws('|', {values['metric']}, cast({values.get('started_at_utc', 'null')} as varchar))"
    return {"sla_id": f"coalesce({values.get('sla_id', 'null')}, {made})"}


def _cells(layout: Layout, wanted: Collection[str]) -> list[str]:
    places = [place for place, column in enumerate(layout.columns) if column in wanted]
    cells = [record[place].strip() for record in layout.records for place in places if place < len(record)]
    return [cell for cell in cells if cell.lower() not in NOTHING]
