"""The CSV that a Jira search exports: a column name stands once for each of several values, dates follow the user's language.

Belongs here: that layout. Does not: tables of connectors (jira). A comment's cell is `date;author;text`: the first that another
than the reporter wrote is the first response; of its text nothing is kept. Times are those of the exporting user's clock.
"""

from collections.abc import Sequence

from assets.readers.cells import told, unreadable, words_found
from assets.readers.day_order import instant_formats, instant_of
from assets.readers.headers import DELIMITERS
from assets.readers.heads import head_records, unique_names
from assets.readers.jira_states import told_state
from assets.readers.protocol import Delimited, Fit, Plan, Refusal
from assets.readers.ticket_ends import is_before, second_passes
from assets.readers.ticket_records import TICKET
from assets.readers.unpack import decoded_head
from assets.settings.sources import Source

WANTED = {
    "ticket_id": ("issue key", "key"),
    "status": ("status",),
    "priority": ("priority",),
    "type": ("issue type",),
    "queue": ("project key", "project name", "project"),
    "assignee": ("assignee",),
    "topic": ("custom field (request type)", "custom field (customer request type)", "request type", "component/s", "components"),
    "channel": ("custom field (request channel type)", "request channel", "channel"),
    "satisfaction": ("custom field (satisfaction)", "satisfaction rating", "satisfaction"),
}
INSTANTS = {"created_at_utc": "created", "updated_at_utc": "updated", "solved_at_utc": "resolved"}
PROMISES = ("custom field (time to resolution)", "time to resolution")


def sniff(head: bytes) -> Fit:
    """Recognise the export by its columns, which no other product names so."""
    found = _records(decoded_head(head, "utf-8"), None)
    if found is None:
        return Fit(0.0, "its header is none of Jira's tables, nor that of a search's CSV")
    names = [said.strip().lower() for said in found[1][0]]
    twice = sorted({said for said in names if names.count(said) > 1})
    more = f", with {twice[0]!r} more than once" if twice else ""
    return Fit(0.9, f"its header is that of a Jira search's CSV (Issue key, Status, Created{more})")


def plan(source: Source, head: bytes, file_name: str) -> Plan | None:
    """Plan one export; None where it is none."""
    encoding = source.encoding or "utf-8"
    found = _records(decoded_head(head, encoding), source.delimiter)
    if found is None:
        return None
    delimiter, records = found
    said = [name.strip() for name in records[0]]
    columns = unique_names(said)
    lower = [name.lower() for name in said]

    def first(names: Sequence[str]) -> str | None:
        return next((columns[lower.index(name)] for name in names if name in lower), None)

    instants = {canonical: column for canonical, name in INSTANTS.items() if (column := first([name]))}
    places = [columns.index(column) for column in instants.values()]
    dates = [record[place] for record in records[1:] for place in places if place < len(record)]
    formats = source.timestamp or instant_formats(dates, where=f"{file_name}, source {source.id}")
    values = {canonical: told(column) for canonical, names in WANTED.items() if (column := first(names))}
    values |= {canonical: instant_of(told(column), formats) for canonical, column in instants.items()}
    if category := first(["status category"]):
        values["status"] = told_state(values["status"], told(category), source)
    reporter = first(["reporter id", "reporter"])
    if reporter:
        values["requester_key"] = f"keyed_hash({told(reporter)})"
    if creator := first(["creator id", "creator"]):
        values["submitter_key"] = f"keyed_hash({told(creator)})"
    comments = [column for column, name in zip(columns, lower, strict=True) if name in ("comment", "comments")]
    askers = [told(column) for column, name in zip(columns, lower, strict=True) if name in ("reporter", "reporter id")]
    if comments and askers:
        answers = [_answered_at(column, askers, formats) for column in comments]
        values["first_response_at_utc"] = f"least({', '.join(answers)})" if len(answers) > 1 else answers[0]
    labels = [told(column) for column, name in zip(columns, lower, strict=True) if name == "labels"]
    if labels:
        values["tags"] = f"nullif(concat_ws(',', {', '.join(labels)}), '')"
    written = [column for column in (first(["summary"]), first(["description"])) if column]
    if written and source.keywords:
        values["keywords"] = words_found(written, source.keywords)
    if promise := first(PROMISES):
        # what is left of the promise; less than nothing is a breach
        values["vendor_is_breached"] = f"{told(promise)} like '-%'"
    if spent := first(["time spent"]):
        values["handling_s"] = f"try_cast({told(spent)} as double)"
    refusals = [
        Refusal(unreadable(column, values[canonical]), f"`{column}` is no time written {' or '.join(formats[:2])}")
        for canonical, column in instants.items()
    ]
    if "solved_at_utc" in values:
        is_early = is_before(values["solved_at_utc"], values["created_at_utc"], zone=source.timezone)
        refusals.append(Refusal(is_early, "solved_at_utc is before created_at_utc"))
    local = frozenset({*instants, "first_response_at_utc"} & set(values) if source.timezone != "UTC" else ())
    return Plan(
        TICKET,
        Delimited(columns, delimiter, source.quote),
        values,
        refusals=tuple(refusals),
        # exports pasted together repeat the header
        skip=f"{told(columns[lower.index('created')])} = 'Created'",
        encoding=encoding,
        zone=source.timezone,
        local=local,
        after=second_passes(local),
    )


def _records(text: str, delimiter: str | None) -> tuple[str, list[list[str]]] | None:
    for sign in [delimiter] if delimiter else DELIMITERS:
        records = head_records(text, delimiter=sign, limit=500)
        names = {name.strip().lower() for name in records[0]} if records else set()
        if "issue key" in names and {"status", "created"} <= names:
            return sign, records
    return None


def _answered_at(column: str, askers: Sequence[str], formats: Sequence[str]) -> str:
    """When a comment's cell was written, if not by who asked."""
    part = f"string_split({told(column)}, ';')"
    asked = ", ".join(f"coalesce({asker}, '')" for asker in askers)
    return f"case when {part}[2] not in ({asked}) then {instant_of(f'trim({part}[1])', formats)} end"
