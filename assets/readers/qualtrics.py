"""Qualtrics survey answers as CSV: names, question texts and {"ImportId": ...} above the answers, or the legacy two rows.

Belongs here: the layout, the account's time zone, which responses are none. Does not: what a question measures. The owner
says that under `columns` (csat: Q1), by column name, question text or question id, and under `words` what choice texts are
worth (words: {csat: {5: [Very satisfied]}}).
"""

import difflib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assets.readers.answers import DECLARED, RATINGS, answer_in, refusals_of, value_of
from assets.readers.cells import cell, iso_instant, literal, yes_no
from assets.readers.heads import head_records, unique_names
from assets.readers.protocol import Delimited, Fit, Plan, Refusal, Unreadable
from assets.readers.records import SURVEY
from assets.readers.unpack import HEAD_BYTES, decoded_head
from assets.settings.sources import Source
from assets.zones import zone_names

name = "qualtrics"
words: Mapping[str, Mapping[str, tuple[str, ...]]] = {}

# The status is a sum: 1 preview, 2 test, 8 spam are no customers; 4 imported, 16 offline app, 32 employee survey are.
NO_CUSTOMER_BITS = 1 | 2 | 8
DATES = ("startdate", "enddate", "recordeddate")
NO_CUSTOMER_TEXTS = ("preview", "test", "spam", "vorschau", "aperçu", "vista previa", "anteprima")


@dataclass(frozen=True)
class Layout:
    """The rows above the answers: `names` are unique, `labels` and `imports` run beside them and may be empty."""

    names: tuple[str, ...]
    labels: tuple[str, ...]
    imports: tuple[str, ...]
    zone: str | None
    header_records: int

    def find(self, wanted: str) -> str | None:
        """The column called `wanted` in any of the rows, letter case aside."""
        for row in (self.names, self.imports, self.labels):
            for column, said in zip(self.names, row, strict=False):
                if said.strip().lower() == wanted.strip().lower():
                    return column
        return None

    def first_of(self, *wanted: str) -> str | None:
        """The first of several columns that exists."""
        return next((column for column in map(self.find, wanted) if column), None)


def sniff(head: bytes, file_name: str) -> Fit:
    """Say how well the rows above the answers fit."""
    layout = layout_of(decoded_head(head, "utf-8"))
    if layout is None or not layout.first_of("ResponseId", "_recordId"):
        return Fit(0.0, "it has no ResponseId column")
    if layout.imports:
        return Fit(0.98, 'it has a ResponseId column and a row of {"ImportId": ...} cells')
    if layout.labels and layout.names[0] == "V1":
        return Fit(0.95, "it has the legacy header: V1, V2 ... above names such as ResponseID")
    dated = layout.first_of("RecordedDate", "EndDate") and layout.find("Finished")
    return Fit(0.8 if dated else 0.3, "it has a ResponseId column" + (", an end date and Finished" if dated else ""))


def plan(source: Source, head: bytes, file_name: str) -> Plan:
    """Plan one export of one survey."""
    encoding = source.encoding or "utf-8"
    layout = layout_of(decoded_head(head, encoding), delimiter=source.delimiter or ",")
    response_id = layout.first_of("ResponseId", "_recordId") if layout else None
    if layout is None or response_id is None:
        raise Unreadable(
            f"{file_name}: no ResponseId column in the first record; expected a Qualtrics CSV export "
            "(Data & Analysis > Export data > CSV) with its header rows, comma separated."
        )
    if len(head) >= HEAD_BYTES and layout.header_records == 1:
        raise Unreadable(
            f"{file_name}: the header rows are longer than {HEAD_BYTES // 1024} KiB. Export fewer questions, or without their texts."
        )
    recorded, ended = layout.first_of("RecordedDate"), layout.first_of("EndDate")
    if not (recorded or ended):
        raise Unreadable(f"{file_name}: neither RecordedDate nor EndDate is among the columns; export the file with its dates.")
    declared = {canonical: _declared(canonical, source, layout, file_name) for canonical in source.columns}
    dates = [_instant(column, source) for column in (recorded, ended) if column]
    values = {"response_id": cell(response_id), "at_utc": f"coalesce({', '.join(dates)})"}
    # Opened, sent and answered are three things: the export knows when it was answered, never when it was asked.
    values["answered_at_utc"] = f"coalesce({', '.join(reversed(dates))})"
    refusals: list[Refusal] = []
    for canonical, column in declared.items():
        text = answer_in(canonical, column, source)
        values[canonical] = value_of(canonical, text, source)
        refusals += refusals_of(canonical, text, source, where=column)
    if finished := layout.find("Finished"):
        values["is_complete"] = yes_no(finished)
    channel = layout.find("DistributionChannel")
    if channel and "mode" not in values:
        spoken = f"lower({cell(channel)})"
        values["mode"] = f"case {spoken} when 'email' then 'mail' when 'sms' then 'sms' when 'offline' then null else 'web' end"
    is_zulu = _is_zulu(decoded_head(head, encoding), layout, recorded or ended or "", source.delimiter or ",")
    zone = "UTC" if is_zulu else layout.zone or source.timezone
    return Plan(
        kind=SURVEY,
        shape=Delimited(columns=layout.names, delimiter=source.delimiter or ",", header_records=layout.header_records),
        values=values,
        refusals=tuple(refusals),
        skip=_skip(layout, [answer_in(rating, declared[rating], source) for rating in RATINGS if rating in declared]),
        encoding=encoding,
        zone=zone,
        local=frozenset() if zone == "UTC" else frozenset({"at_utc", "answered_at_utc"}),
    )


def layout_of(text: str, *, delimiter: str = ",") -> Layout | None:
    """Read the rows above the answers; None when there is no record at all."""
    rows = head_records(text, delimiter=delimiter, limit=4)
    if not rows:
        return None
    names = unique_names([said.strip() for said in rows[0]])
    import_row = next((place for place in (1, 2) if len(rows) > place and _import_id(rows[place][0])), None)
    if import_row is not None:
        imports = tuple(_import_id(said) for said in rows[import_row])
        labels = tuple(rows[1]) if import_row == 2 else ()
        return Layout(names, labels, imports, _zone(rows[import_row]), import_row + 1)
    is_legacy = len(rows) > 1 and rows[0][0].strip() == "V1" and "responseid" in (said.strip().lower() for said in rows[1])
    # without the row of ids the question texts are told by the dates: theirs are words
    dated = [place for place, said in enumerate(names) if said.lower() in DATES and len(rows) > 1 and place < len(rows[1])]
    has_texts = bool(dated) and all(rows[1][place].strip() and not re.search(r"\d", rows[1][place]) for place in dated)
    return Layout(names, tuple(rows[1]), (), None, 2) if is_legacy or has_texts else Layout(names, (), (), None, 1)


def _import_cell(said: str) -> dict[str, object]:
    try:
        content = json.loads(said) if said.lstrip().startswith("{") else {}
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _import_id(said: str) -> str:
    return str(_import_cell(said).get("ImportId", ""))


def _zone(row: Sequence[str]) -> str | None:
    """The account's zone, where a date column says it; Z stands for UTC."""
    said = next((zone for zone in (_import_cell(cell_text).get("timeZone") for cell_text in row) if zone), None)
    if said in ("Z", "UTC", "GMT", "Etc/UTC"):
        return "UTC"
    return str(said) if said in zone_names() else None


def _declared(canonical: str, source: Source, layout: Layout, file_name: str) -> str:
    wanted = source.columns[canonical].column
    where = f"{file_name}: source {source.id}, columns.{canonical}"
    if wanted is None:
        raise Unreadable(f"{where}: expected the name of one column; a survey answer stands in one.")
    if canonical not in DECLARED:
        raise Unreadable(f"{where}: this reader does not take it from a declared column; it takes {', '.join(DECLARED)}.")
    if isinstance(wanted, int) and wanted <= len(layout.names):
        return layout.names[wanted - 1]
    found = layout.find(str(wanted))
    if found is None:
        close = difflib.get_close_matches(str(wanted), [*layout.names, *layout.labels], n=1)
        hint = f"did you mean {close[0]!r}? " if close else ""
        raise Unreadable(f"{where}: no column is called {wanted!r}; {hint}The file has {', '.join(layout.names[:40])}.")
    return found


def _instant(column: str, source: Source) -> str:
    if not source.timestamp:
        return iso_instant(column)
    parsed = ", ".join(f"try_strptime({cell(column)}, {literal(spelled)})" for spelled in source.timestamp)
    return f"coalesce({parsed})"


def _skip(layout: Layout, ratings: Sequence[str]) -> str | None:
    """Previews, tests and spam are no customers; a response broken off before any rating is no answer."""
    conditions: list[str] = []
    status, channel, finished = layout.find("Status"), layout.find("DistributionChannel"), layout.find("Finished")
    if status:
        text = f"lower({cell(status)})"
        conditions.append(f"coalesce(try_cast({text} as integer) & {NO_CUSTOMER_BITS}, 0) <> 0")
        conditions += [f"coalesce(contains({text}, {literal(said)}), false)" for said in NO_CUSTOMER_TEXTS]
    if channel:
        conditions.append(f"coalesce(lower({cell(channel)}) = 'preview', false)")
    if finished and ratings:
        unanswered = " and ".join(f"{text} is null" for text in ratings)
        conditions.append(f"(not coalesce({yes_no(finished)}, true) and {unanswered})")
    return " or ".join(conditions) or None


def _is_zulu(text: str, layout: Layout, column: str, delimiter: str) -> bool:
    """Say whether the first answer's date carries the sign of UTC itself, as exports through the API do."""
    rows = head_records(text, delimiter=delimiter, limit=layout.header_records + 1)[layout.header_records :]
    place = layout.names.index(column)
    return bool(rows and place < len(rows[0]) and rows[0][place].strip().endswith("Z"))
