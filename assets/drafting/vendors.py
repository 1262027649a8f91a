"""Drafts for files whose vendor is known: what the owner alone can say, asked beside the keys it concerns.

Belongs here: one function a vendor, and their table. Does not: choosing the vendor (describe), delimited files of strangers (draft).
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assets.drafting.draft import ask_zone, begin, write_scale
from assets.drafting.draft_columns import look_of
from assets.drafting.lines import FILL_IN, Draft, scalar
from assets.drafting.natures import Nature, nature_of
from assets.drafting.sample import guess_encoding, split
from assets.drafting.ticket_draft import write_worth
from assets.drafting.vocabulary import HEADER_WORDS, likeness
from assets.readers import jira, qualtrics, servicenow, surveymonkey, zendesk
from assets.readers.cells import NOTHING
from assets.readers.day_order import instant_formats, two_readings
from assets.readers.protocol import Unreadable
from assets.readers.unpack import HEAD_BYTES, decoded_head

SHOWN_WORDS = 25
RECOMMENDING = ("recommend", "likelihood to recommend", "nps", "weiterempfehlen", "recommanderiez", "recomendaria")


@dataclass(frozen=True)
class Seen:
    """What describe has found out before a vendor's own questions: `notes` may be added to."""

    start: bytes
    is_whole: bool
    identity: str
    files: str
    notes: list[str]

    @property
    def head(self) -> bytes:
        """What a reader would be shown of the file."""
        return self.start[:HEAD_BYTES]


def _zendesk(seen: Seen) -> Draft:
    if zendesk.is_json(seen.head):
        draft = begin(seen.identity, "zendesk", f"{seen.identity}/*.json*")
        ask_zone(draft, known="UTC")
        seen.notes.append(
            "One source covers tickets, audits, metric events, satisfaction ratings, users and groups: put their exports beside it."
        )
        _ask_groups(draft)
        return draft
    columns = zendesk.header_of(seen.head, "utf-8")
    table = zendesk.table_of(columns)
    if unused := zendesk.unused_of(columns, seen.files):
        seen.notes.append(f"Nothing is made of the table `{unused}`: it is set aside by name and does no harm in the folder.")
    missing = [other for other in zendesk.TABLES if other != table]
    seen.notes.append(f"One source covers all tables: put {', '.join(missing)} beside it.")
    draft = begin(seen.identity, "zendesk", f"{seen.identity}/*.csv*")
    ask_zone(draft, known="UTC")
    _ask_groups(draft)
    return draft


def _ask_groups(draft: Draft) -> None:
    draft.ask("Which groups are which queues? Give each queue its group's name, or id, under `aliases` in config/centre.yaml.")


def _qualtrics(seen: Seen) -> Draft:
    encoding, _ = guess_encoding(seen.start, seen.is_whole)
    text = decoded_head(seen.start, encoding)
    layout = qualtrics.layout_of(text)
    if layout is None:
        raise Unreadable("The file has no record. Run the export again.")
    answers = split(text, ",")[layout.header_records :]
    columns = {name: [row[place].strip() for row in answers if place < len(row)] for place, name in enumerate(layout.names)}
    natures = {name: nature_of(cells) for name, cells in columns.items()}
    draft = begin(seen.identity, "qualtrics", seen.files)
    ask_zone(draft, known=layout.zone)
    draft.put("columns:")
    reference = layout.first_of("ExternalReference", "externalDataReference")
    ticket = next((name for name in layout.names if likeness(name, HEADER_WORDS["survey"]["ticket_id"]) >= 1), None)
    if ticket and natures[ticket].look != "empty":
        draft.ask("Is this the id of the ticket asked about?", depth=3)
        draft.put(f"ticket_id: {scalar(ticket)}", depth=3)
    elif reference and natures[reference].look != "empty":
        draft.ask("Does the external reference hold the id of the call? If it is the ticket's, write ticket_id.", depth=3)
        draft.put(f"contact_id: {scalar(reference)}", depth=3)
    else:
        draft.ask("Which column holds the id of the call asked about? Without it answers count for the site, not for a queue.", depth=3)
    labels = dict(zip(layout.names, layout.labels, strict=False))
    rated = _questions(layout, natures)
    asked = [name for name, nature in natures.items() if nature.look in ("number", "word")]
    recommended = _of_recommending({name: f"{name} {labels.get(name, '')}" for name in asked})
    rated = [name for name in rated if name != recommended and not name.lower().endswith("_nps_group")]
    chosen = next(iter(rated), FILL_IN)
    others = [f"{name} ({look_of(natures[name])})" for name in rated if name != chosen]
    draft.ask(f"Which question asks for satisfaction? Others that could be it: {', '.join(others) or 'none'}. (ces likewise.)", depth=3)
    draft.put(f"csat: {scalar(chosen)}", depth=3)
    if recommended:
        draft.put(f"nps: {scalar(recommended)}", depth=3)
    if chosen in natures and natures[chosen].look == "word":
        # Answers that do not repeat may be free text, and free text may name people.
        write_worth(draft, "csat", {word: count for word, count in natures[chosen].words.items() if count > 1})
    draft.put("scales:")
    write_scale(draft, "csat", natures[chosen] if chosen in natures else Nature("empty", 0, 0))
    if recommended:
        write_scale(draft, "nps", natures[recommended])
    return draft


def _of_recommending(said: Mapping[str, str]) -> str | None:
    """The question that asks whether people would recommend the company, by its name or text; a group made of its answers is none."""
    asked = {name: likeness(text, RECOMMENDING) for name, text in said.items() if not name.lower().endswith("_nps_group")}
    best = max(asked, key=lambda name: asked[name], default=None)
    return best if best is not None and asked[best] >= 0.55 else None


def _questions(layout: qualtrics.Layout, natures: dict[str, Nature]) -> list[str]:
    """Columns that could be a rating, those whose text speaks of satisfaction first."""
    own = {
        "status",
        "finished",
        "progress",
        "userlanguage",
        "distributionchannel",
        "locationlatitude",
        "locationlongitude",
        "locationaccuracy",
    }
    labels = dict(zip(layout.names, layout.labels, strict=False))
    asked = [
        name
        for name, nature in natures.items()
        if re.match(r"(?i)q[\w.]*\d|.*(csat|nps|satis|zufried)", f"{name} {labels.get(name, '')}")
        and name.lower() not in own
        and nature.look in ("number", "word")
        and (nature.words or nature.filled < 8)
    ]
    return sorted(asked, key=lambda name: -likeness(labels.get(name, ""), HEADER_WORDS["survey"]["csat"]))


def _servicenow(seen: Seen) -> Draft:
    draft = begin(seen.identity, "servicenow", seen.files)
    ask_zone(draft)
    layout = servicenow.layout_of(decoded_head(seen.head, "utf-8"))
    if layout is None:
        return draft
    times = [column for name, column in layout.found.items() if name.endswith("at_utc")]
    _ask_day_order(draft, layout.columns, layout.records, times)
    if layout.is_sla:
        seen.notes.append("It tells what the vendor counted; put the incidents it is about beside it, in the same source.")
        return draft
    _ask_words(draft, layout.columns, layout.records, layout.found.get("status"), known=servicenow.words["status"])
    _ask_queues(draft, layout.columns, layout.records, layout.found.get("queue"))
    return draft


def _jira(seen: Seen) -> Draft:
    columns = jira.header_of(seen.head, "utf-8")
    table = jira.table_of(columns)
    if table is not None:
        if table in jira.UNUSED:
            seen.notes.append(f"Nothing is made of the table `{table}`: it is set aside by name and does no harm in the folder.")
        others = [other for other in jira.TABLES if other != table]
        seen.notes.append(f"One source covers all tables: put {', '.join(others)} beside it.")
        draft = begin(seen.identity, "jira", f"{seen.identity}/*.csv*")
        ask_zone(draft, known="UTC")
    else:
        draft = begin(seen.identity, "jira", seen.files)
        ask_zone(draft)
    records = [[cell.strip() for cell in row] for row in split(decoded_head(seen.head, "utf-8"), ",")]
    names = [name.strip().strip('"') for name in records[0]] if records else []
    lower = [name.lower() for name in names]
    if table is None:
        _ask_day_order(draft, names, records[1:], [name for name in names if name.lower() in ("created", "updated", "resolved")])
    # a state nobody knows is read as its category where the export tells it
    if table in (None, "issue") and "status" in lower and not {"status category", "status_category"} & set(lower):
        _ask_words(draft, names, records[1:], names[lower.index("status")], known=jira.words["status"])
    project = next((name for name in names if name.lower() in ("project key", "project_key", "project")), None)
    _ask_queues(draft, names, records[1:], project)
    return draft


def _surveymonkey(seen: Seen) -> Draft:
    layout = surveymonkey.layout_of(decoded_head(seen.head, "utf-8"), None)
    draft = begin(seen.identity, "surveymonkey", seen.files)
    ask_zone(draft)
    if layout is None:
        return draft
    own = {*surveymonkey.OWN, "ip address", "email address", "first name", "last name"}
    times = [question for question in layout.questions if question.lower() in surveymonkey.OWN[2:]]
    _ask_day_order(draft, layout.questions, layout.records, times)
    draft.put("columns:")
    linked = next((question for question in layout.questions if question.lower().startswith("custom data")), None)
    draft.ask("Which column holds the id of the call or ticket asked about? (contact_id or ticket_id)", depth=3)
    if linked:
        draft.put(f"contact_id: {scalar(linked)}", depth=3)
    aside = own | {(linked or "").lower()}
    questions = [question for question in dict.fromkeys(layout.questions) if question and question.lower() not in aside]
    recommended = _of_recommending({question: question for question in questions})
    questions = [question for question in questions if question != recommended]
    rated = sorted(questions, key=lambda question: -likeness(question, HEADER_WORDS["survey"]["csat"]))
    draft.ask(f"Which question asks for satisfaction? Others: {'; '.join(rated[1:SHOWN_WORDS]) or 'none'}. (ces likewise.)", depth=3)
    draft.put(f"csat: {scalar(rated[0]) if rated else FILL_IN}", depth=3)
    if recommended:
        draft.put(f"nps: {scalar(recommended)}", depth=3)
    options = [layout.options[place] for place in layout.places(rated[0])] if rated else []
    write_worth(draft, "csat", {option: 1 for option in options if option and not re.search(r"\d|response", option.lower())})
    draft.put("scales:")
    write_scale(draft, "csat", Nature("empty", 0, 0))
    if recommended:
        answers = [record[place] for place in layout.places(recommended) for record in layout.records if place < len(record)]
        write_scale(draft, "nps", nature_of(answers))
    return draft


def _ask_day_order(draft: Draft, columns: Sequence[str], records: Sequence[Sequence[str]], times: Sequence[str]) -> None:
    """Ask which way round dates are written, where the file itself does not say."""
    cells = [cell for column in times for cell in _cells(columns, records, column)]
    try:
        instant_formats([cell for cell in cells if cell.lower() not in NOTHING], where="the file")
    except Unreadable:
        likelier, other = two_readings(cells)
        draft.ask(f'Is the day first or the month? Every date in the sample fits both. The other way: "{other}".')
        draft.put(f'timestamp: "{likelier}"')


def _ask_words(
    draft: Draft, columns: Sequence[str], records: Sequence[Sequence[str]], column: str | None, *, known: Mapping[str, Sequence[str]]
) -> None:
    """Ask what the states mean that the reader does not know by itself."""
    told = Counter(cell for cell in _cells(columns, records, column) if cell) if column else Counter()
    understood = {word for said in known.values() for word in said}
    strangers = [word for word, _ in told.most_common(SHOWN_WORDS) if word.lower() not in understood | set(NOTHING)]
    if strangers:
        draft.put("words:")
        listed = ", ".join(f"{word} ({told[word]})" for word in strangers)
        draft.ask(f"What do these states mean? {listed}. Each is one of new, open, pending, hold, solved, closed, deleted.", depth=3)
        draft.put("status: {}", depth=3)


def _ask_queues(draft: Draft, columns: Sequence[str], records: Sequence[Sequence[str]], column: str | None) -> None:
    told = Counter(cell for cell in _cells(columns, records, column) if cell and cell != "?") if column else Counter()
    if told:
        listed = ", ".join(word for word, _ in told.most_common(SHOWN_WORDS))
        draft.ask(f"Which of these are which queues? {listed}. Give each queue its names under `aliases` in config/centre.yaml.")


def _cells(columns: Sequence[str], records: Sequence[Sequence[str]], column: str) -> list[str]:
    place = list(columns).index(column) if column in columns else len(columns)
    return [record[place].strip() for record in records if place < len(record)]


def _told_in_json(reader: str, ending: str, queue: str) -> Callable[[Seen], Draft]:
    def draft_of(seen: Seen) -> Draft:
        draft = begin(seen.identity, reader, f"{seen.identity}/*{ending}*")
        ask_zone(draft, known="UTC")
        draft.ask(f"Which queues are these? Give each queue its {queue} under `aliases` in config/centre.yaml.")
        return draft

    return draft_of


VENDORS: Mapping[str, Callable[[Seen], Draft]] = {
    "zendesk": _zendesk,
    "qualtrics": _qualtrics,
    "servicenow": _servicenow,
    "jira": _jira,
    "surveymonkey": _surveymonkey,
    "connect": _told_in_json("connect", ".jsonl", "name in `Queue.Name`"),
    "genesys": _told_in_json("genesys", ".json", "id in `queueId`"),
}
