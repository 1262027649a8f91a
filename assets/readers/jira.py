"""Jira and Jira Service Management: issues and their history as connectors and the data pipeline write them, and the CSV export.

Belongs here: the tables and their columns, the words of states and priorities. Does not: the CSV export of a search, whose
columns repeat and whose dates follow the exporting user's language (jira_csv). An issue's project is its queue.
Summaries, descriptions, comments and names stay in the file.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from assets.readers import jira_csv
from assets.readers.cells import iso_instant, literal, told, unreadable, words_found, yes_no
from assets.readers.heads import head_records, plain_name, unique_names
from assets.readers.jira_states import STATES, state_of_id, told_state
from assets.readers.kinds import Kind
from assets.readers.protocol import Delimited, Fit, NotUsed, Plan, Refusal, Unreadable
from assets.readers.ticket_records import TICKET, TICKET_EVENT, TICKET_GROUP, TICKET_STATE
from assets.readers.unpack import decoded_head
from assets.settings.sources import Source

name = "jira"

words: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "status": STATES,
    "priority": {
        "urgent": ("highest", "blocker", "1"),
        "high": ("high", "critical", "major", "2"),
        "normal": ("medium", "3"),
        "low": ("low", "lowest", "minor", "trivial", "4", "5"),
    },
}

EVENT_TYPES = {"assignee": "assign", "project": "group"}
# Only these fields' values are words or ids of the centre itself; any other could hold a customer's text.
SHOWN_VALUES = ("status", "priority", "assignee", "project", "issuetype", "resolution")
# Who answers is who did not ask: Jira's users have no role of their own.
ROLE = "'requester_or_agent'"

Columns = Collection[str]


@dataclass(frozen=True)
class Table:
    """A table this reader uses: the columns that give it away (any of several sets), and what becomes of its rows."""

    signatures: tuple[frozenset[str], ...]
    kind: Kind
    values: Callable[[Columns], dict[str, str]]
    instants: Mapping[str, Sequence[str]]


def _first(columns: Columns, *names: str) -> str | None:
    return next((column for column in names if column in columns), None)


def _issue(columns: Columns) -> dict[str, str]:
    wanted = {
        "ticket_id": ("id",),
        "queue": ("project_key", "project", "project_id"),
        "status": ("status",),
        "priority": ("priority_name", "priority"),
        "type": ("issue_type",),
        "assignee": ("assignee_id", "assignee"),
        "topic": ("request_type", "components"),
    }
    values = {name: told(column) for name, said in wanted.items() if (column := _first(columns, *said))}
    for name, said in (("requester_key", ("reporter_id", "reporter")), ("submitter_key", ("creator_id", "creator"))):
        if column := _first(columns, *said):
            values[name] = f"keyed_hash({told(column)})"
    if column := _first(columns, "time_spent", "_time_spent"):
        values["handling_s"] = f"try_cast({told(column)} as double)"
    if "_fivetran_deleted" in columns:
        values["is_spam"] = f"coalesce({yes_no('_fivetran_deleted')}, false)"
    return values


def _field_change(columns: Columns) -> dict[str, str]:
    field = f"lower({told(_first(columns, 'field_id', 'field') or 'field')})"
    # the data pipeline tells ids beside names; a connector's value is the id
    is_named = "to_string" in columns
    new, old = (told("to_string"), told("from_string")) if is_named else (told("value"), "cast(null as varchar)")
    shown = f"{field} in ({', '.join(literal(said) for said in SHOWN_VALUES)})"
    renamed = " ".join(f"when {literal(was)} then {literal(now)}" for was, now in EVENT_TYPES.items())
    at = iso_instant(_first(columns, "time", "created_date") or "time")
    identity = told("changelog_id") if "changelog_id" in columns else f"cast({at} as varchar)"
    author = _first(columns, "author_id", "author_key")
    number = f"try_cast({told('changelog_id')} as bigint)" if "changelog_id" in columns else "cast(null as bigint)"
    return {
        "ticket_id": told("issue_id"),
        "event_id": f"concat_ws('|', {field}, {identity}, case when {shown} then {new} else cast(keyed_hash({new}) as varchar) end)",
        "event_number": number,
        "event_type": f"case {field} {renamed} else {field} end",
        "old_value": f"case when {shown} then {old} end",
        "new_value": f"case when {shown} then {new} end",
        "actor_key": f"keyed_hash({told(author)})" if author else "cast(null as bigint)",
        "actor_role": f"case when {told(author)} is not null then {ROLE} end" if author else "cast(null as varchar)",
    }


def _comment(columns: Columns) -> dict[str, str]:
    return {
        "ticket_id": told("issue_id"),
        "event_id": f"'comment|' || {told('id')}",
        "event_number": f"try_cast({told('id')} as bigint)",
        "event_type": "'comment'",
        "actor_key": f"keyed_hash({told('author_id')})",
        "actor_role": f"case when {told('author_id')} is not null then {ROLE} end",
        "is_public": yes_no("is_public") if "is_public" in columns else "true",
    }


def _project(columns: Columns) -> dict[str, str]:
    return {"group_id": told("id"), "name": f"coalesce({told('key')}, {told('name')})"}


def _state(columns: Columns) -> dict[str, str]:
    return {"state_id": told("id")}


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


TABLES: dict[str, Table] = {
    "issue": Table(
        (_set("id key created status project issue_type"), _set("id key created_date status project_key issue_type")),
        TICKET,
        _issue,
        {
            "created_at_utc": ("created", "created_date"),
            "updated_at_utc": ("updated", "updated_date"),
            "solved_at_utc": ("resolved", "resolution_date"),
        },
    ),
    "issue_field_history": Table(
        (_set("field_id issue_id time value"), _set("issue_id changelog_id field from to created_date")),
        TICKET_EVENT,
        _field_change,
        {"at_utc": ("time", "created_date")},
    ),
    "comment": Table((_set("id issue_id author_id created body"),), TICKET_EVENT, _comment, {"at_utc": ("created",)}),
    "status": Table((_set("id name status_category_id"),), TICKET_STATE, _state, {}),
    "project": Table((_set("id key name project_category_id"), _set("id key name lead_id")), TICKET_GROUP, _project, {}),
}
UNUSED: dict[str, frozenset[str]] = {
    "issue_link": _set("issue_id related_issue_id relationship"),
    "issue_multiselect_history": _set("_fivetran_id field_id issue_id value is_active"),
    "issue_type": _set("id name subtask"),
    "priority": _set("id name _fivetran_synced"),
    "user": _set("id locale time_zone username"),
    "sprint": _set("id board_id start_date"),
}


def sniff(head: bytes, file_name: str) -> Fit:
    """Say how well a header fits one of the tables, or the export of a search."""
    columns = header_of(head, "utf-8")
    table = table_of(columns)
    if table is not None:
        score = 0.96 if "_fivetran_synced" in columns else 0.7
        return Fit(score, f"its header is that of Jira's table `{table}`")
    return jira_csv.sniff(head)


def plan(source: Source, head: bytes, file_name: str) -> Plan:
    """Plan one table, or the export of a search."""
    encoding = source.encoding or "utf-8"
    columns = header_of(head, encoding)
    name_of_table = table_of(columns)
    if name_of_table in UNUSED:
        raise NotUsed(
            f"{file_name}: this is Jira's table `{name_of_table}`; nothing here is made of it (used: {', '.join(TABLES)}). "
            "Nothing to do; leave it out of `files` to silence this."
        )
    if name_of_table is None:
        plan_of_search = jira_csv.plan(source, head, file_name)
        if plan_of_search is None:
            raise Unreadable(
                f"{file_name}: this is neither a table of Jira's connector ({', '.join(TABLES)}) nor the CSV of a search, "
                "which has the columns Issue key, Status and Created. Export it with its header."
            )
        return plan_of_search
    table = TABLES[name_of_table]
    written = [column for column in ("summary", "description") if column in columns]
    keywords = {"keywords": words_found(written, source.keywords)} if table.kind is TICKET and written and source.keywords else {}
    found = {canonical: column for canonical, said in table.instants.items() if (column := _first(columns, *said))}
    instants = {canonical: iso_instant(column) for canonical, column in found.items()}
    ends = "solved_at_utc" in instants and f"{instants['solved_at_utc']} < {instants['created_at_utc']}"
    states = {}
    if table.kind is TICKET and "status_category" in columns:
        states = {"status": told_state(told("status"), told("status_category"), source)}
    elif table.kind is TICKET_STATE:
        states = {"name": state_of_id(told("id"), told("name"), told("status_category_id"), source)}
    return Plan(
        kind=table.kind,
        shape=Delimited(columns=columns),
        values=table.values(columns) | instants | keywords | states,
        refusals=(
            *(
                Refusal(unreadable(column, instants[canonical]), f"`{column}` is no timestamp; expected such as 2024-05-31 09:30:00")
                for canonical, column in found.items()
            ),
            *((Refusal(str(ends), "solved_at_utc is before created_at_utc"),) if ends else ()),
        ),
        encoding=encoding,
    )


def header_of(head: bytes, encoding: str) -> tuple[str, ...]:
    """The column names of a table, as they are meant."""
    found = head_records(decoded_head(head, encoding), limit=1)
    return unique_names([plain_name(cell_text) for cell_text in found[0]]) if found else ()


def table_of(columns: Columns) -> str | None:
    """Name the table with these columns, used or not; None for a stranger."""
    present = frozenset(columns)
    if UNUSED["issue_multiselect_history"] <= present:
        return "issue_multiselect_history"
    for table, known in TABLES.items():
        if any(signature <= present for signature in known.signatures):
            return table
    narrow = {"issue_type", "priority"}  # an id and a name alone could be anything
    for table, signature in UNUSED.items():
        if signature <= present and (table not in narrow or len(present) <= 8):
            return table
    return None
