"""SurveyMonkey's answers as CSV or sheet: questions in the first row, answer options in the second, one respondent a row below.

Belongs here: the layout. Does not: what a question measures. The owner says that under `columns` (csat: its text, or the place
of its column), and under `words` what options are worth. A question of several options spans columns: the one that is filled
is the answer. Times are those of the account's clock.
"""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assets.readers.answers import DECLARED, RATINGS, answer_in, refusals_of, value_of
from assets.readers.cells import cell, unreadable
from assets.readers.day_order import instant_formats, instant_of
from assets.readers.headers import DELIMITERS
from assets.readers.heads import head_records, unique_names
from assets.readers.protocol import Delimited, Fit, Plan, Refusal, Unreadable
from assets.readers.records import SURVEY
from assets.readers.unpack import decoded_head
from assets.settings.sources import Source

name = "surveymonkey"
words: Mapping[str, Mapping[str, tuple[str, ...]]] = {}

IDS = ("respondent id", "collector id")
# What an answer's beginning and end are called, by the view that was exported.
TIMES = (("start date", "end date"), ("date created", "date modified"))
OWN = (*IDS, *(name for pair in TIMES for name in pair))


@dataclass(frozen=True)
class Layout:
    """The two rows above the answers: unique column names, the question each column belongs to, and its option."""

    columns: tuple[str, ...]
    questions: tuple[str, ...]
    options: tuple[str, ...]
    delimiter: str
    records: Sequence[Sequence[str]]

    def places(self, question: str) -> list[int]:
        """Where the answers to a question stand, letter case aside."""
        wanted = question.strip().lower()
        return [place for place, said in enumerate(self.questions) if said.strip().lower() == wanted]


def sniff(head: bytes, file_name: str) -> Fit:
    """Recognise the layout by the columns it begins with and the row of options below them."""
    layout = layout_of(decoded_head(head, "utf-8"), None)
    if layout is None:
        return Fit(0.0, "it has no Respondent ID and Collector ID above a row of answer options")
    return Fit(0.95, "it has Respondent ID and Collector ID above a row of answer options")


def plan(source: Source, head: bytes, file_name: str) -> Plan:
    """Plan one export of one survey."""
    encoding = source.encoding or "utf-8"
    layout = layout_of(decoded_head(head, encoding), source.delimiter)
    if layout is None:
        raise Unreadable(
            f"{file_name}: no Respondent ID, Collector ID and Start Date in the first row, or no row of answer options below it; "
            "expected SurveyMonkey's export of all responses (CSV or XLSX, original view)."
        )
    by_name = {said.strip().lower(): layout.columns[place] for place, said in reversed(list(enumerate(layout.questions)))}
    times = [by_name[said] for pair in TIMES if pair[1] in by_name for said in pair if said in by_name][:2]
    places = [layout.columns.index(column) for column in times]
    told = [record[place] for record in layout.records for place in places if place < len(record)]
    formats = source.timestamp or instant_formats(told, where=f"{file_name}, source {source.id}")
    answered = f"coalesce({', '.join(instant_of(cell(column), formats) for column in reversed(times))})"
    values = {"response_id": cell(by_name["respondent id"]), "at_utc": answered, "answered_at_utc": answered, "mode": "'web'"}
    refusals = [
        Refusal(unreadable(column, instant_of(cell(column), formats)), f"`{column}` is no time written {formats[0]}") for column in times
    ]
    ratings = []
    for canonical in source.columns:
        text = _text(canonical, source, layout, file_name)
        values[canonical] = value_of(canonical, text, source)
        refusals += refusals_of(canonical, text, source, where=str(source.columns[canonical].column))
        ratings += [text] if canonical in RATINGS else []
    local = frozenset() if source.timezone == "UTC" else frozenset({"at_utc", "answered_at_utc"})
    return Plan(
        SURVEY,
        Delimited(layout.columns, layout.delimiter, source.quote, header_records=2),
        values,
        refusals=tuple(refusals),
        # broken off before any rating is no answer
        skip=" and ".join(f"{text} is null" for text in ratings) or None,
        encoding=encoding,
        zone=source.timezone,
        local=local,
    )


def layout_of(text: str, delimiter: str | None) -> Layout | None:
    """Read the two rows above the answers; None where they are not there."""
    for sign in [delimiter] if delimiter else DELIMITERS:
        rows = head_records(text, delimiter=sign, limit=500)
        named = {said.strip().lower() for said in rows[0]} if rows else set()
        if len(rows) < 2 or not set(IDS) <= named or not any(set(pair) <= named for pair in TIMES):
            continue
        first = next(place for place, said in enumerate(rows[0]) if said.strip().lower() == "respondent id")
        if len(rows[1]) > first and rows[1][first].strip():
            return None  # the row below is an answer already: another tool's export under the same names
        questions: list[str] = []
        for place in range(len(rows[0])):
            said = rows[0][place].strip()
            questions.append(said or (questions[-1] if questions else ""))
        options = tuple(rows[1][place].strip() if place < len(rows[1]) else "" for place in range(len(rows[0])))
        columns = unique_names([f"{question} | {option}" if option else question for question, option in zip(questions, options)])
        return Layout(columns, tuple(questions), options, sign, rows[2:])
    return None


def _text(canonical: str, source: Source, layout: Layout, file_name: str) -> str:
    """The text of an answer: of a question's columns the one that is filled."""
    wanted = source.columns[canonical].column
    where = f"{file_name}: source {source.id}, columns.{canonical}"
    if canonical not in DECLARED:
        raise Unreadable(f"{where}: this reader does not take it from a declared column; it takes {', '.join(DECLARED)}.")
    if isinstance(wanted, int) and wanted <= len(layout.columns):
        return answer_in(canonical, layout.columns[wanted - 1], source)
    places = layout.places(str(wanted)) or [place for place, column in enumerate(layout.columns) if column == wanted]
    if not places:
        asked = list(dict.fromkeys(question for question in layout.questions if question))
        close = difflib.get_close_matches(str(wanted), asked, n=1)
        hint = f"did you mean {close[0]!r}? " if close else ""
        raise Unreadable(f"{where}: no question reads {wanted!r}; {hint}The file has {'; '.join(asked[:40])}.")
    filled = [answer_in(canonical, layout.columns[place], source) for place in places]
    return filled[0] if len(filled) == 1 else f"coalesce({', '.join(filled)})"
