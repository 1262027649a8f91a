"""A first look at a stranger's export: which reader fits, and a draft of its entry in config/sources.yaml with open questions.

Belongs here: choosing how a file is described. Does not: guessing columns and wording the draft (drafting), vendors (readers).
"""

import re
from dataclasses import dataclass
from pathlib import Path

from assets.drafting.columns import Table, judge
from assets.drafting.draft import FILL_IN, Draft, ask_zone, begin, look_of, scalar, write_scale, write_table
from assets.drafting.natures import Nature, nature_of
from assets.drafting.sample import Sample, guess_encoding, read_start, split, take_sample
from assets.drafting.vocabulary import HEADER_WORDS, likeness
from assets.readers import qualtrics, zendesk
from assets.readers.protocol import Unreadable
from assets.readers.registry import READERS
from assets.readers.unpack import HEAD_BYTES, decoded_head

SURE = 0.5


@dataclass(frozen=True)
class Description:
    """What was found out about one file. `text` is YAML: the entry, with each question as a comment at the key it concerns."""

    text: str
    reader: str
    notes: tuple[str, ...]
    questions: tuple[str, ...]


def describe(path: Path, *, source_id: str | None = None) -> Description:
    """Describe one file from its first bytes; raise `Unreadable` with what it is and what to do when it is no export."""
    start, is_whole = read_start(path)
    head = start[:HEAD_BYTES]
    fits = {name: reader.sniff(head, path.name) for name, reader in READERS.items()}
    vendor = max((name for name in fits if name != "delimited"), key=lambda name: fits[name].score)
    reader = vendor if fits[vendor].score >= SURE else "delimited"
    identity = source_id or _source_id(path.name)
    files = _files(identity, path.name)
    why = fits[reader].why if reader != "delimited" else "it is a delimited file, and no vendor's layout"
    notes = [f"{path.name} reads as {reader}: {why}."]
    notes += [f"Not {name}: {fit.why}." for name, fit in fits.items() if name not in {reader, "delimited"}]
    if reader == "zendesk":
        draft = _zendesk(head, identity, notes)
    elif reader == "qualtrics":
        draft = _qualtrics(start, is_whole, identity, files)
    elif reader == "delimited":
        draft = _delimited(start, is_whole, path.name, identity, notes)
    else:
        draft = begin(identity, reader, files)
    draft.lines[:0] = [f"# {note}" for note in notes] + [
        f"# A draft: answer what begins with `# ?`, replace every {FILL_IN}, and paste the entry below `sources:` in config/sources.yaml."
    ]
    return Description(draft.text(), reader, tuple(notes), tuple(draft.questions))


def _zendesk(head: bytes, identity: str, notes: list[str]) -> Draft:
    table = zendesk.table_of(zendesk.header_of(head, "utf-8"))
    if table in zendesk.UNUSED:
        notes.append(f"Nothing is made of the table `{table}`: it is set aside by name and does no harm in the folder.")
    missing = [other for other in zendesk.TABLES if other != table]
    notes.append(f"One source covers all tables: put {', '.join(missing)} beside it.")
    draft = begin(identity, "zendesk", f"{identity}/*.csv*")
    ask_zone(draft, known="UTC")
    draft.ask("Which groups are which queues? Give each queue its group's name, or id, under `aliases` in config/centre.yaml.")
    return draft


def _qualtrics(start: bytes, is_whole: bool, identity: str, files: str) -> Draft:
    encoding, _ = guess_encoding(start, is_whole)
    text = decoded_head(start, encoding)
    layout = qualtrics.layout_of(text)
    if layout is None:
        raise Unreadable("The file has no record. Run the export again.")
    answers = split(text, ",")[layout.header_records :]
    columns = {name: [row[place].strip() for row in answers if place < len(row)] for place, name in enumerate(layout.names)}
    natures = {name: nature_of(cells) for name, cells in columns.items()}
    draft = begin(identity, "qualtrics", files)
    ask_zone(draft, known=layout.zone)
    draft.put("columns:")
    reference = layout.first_of("ExternalReference", "externalDataReference")
    if reference and natures[reference].look != "empty":
        draft.ask("Does the external reference hold the id of the call? If it is the ticket's, write ticket_id.", depth=3)
        draft.put(f"contact_id: {scalar(reference)}", depth=3)
    else:
        draft.ask("Which column holds the id of the call asked about? Without it answers count for the site, not for a queue.", depth=3)
    rated = _questions(layout, natures)
    chosen = next(iter(rated), FILL_IN)
    others = [f"{name} ({look_of(natures[name])})" for name in rated if name != chosen]
    draft.ask(
        f"Which question asks for satisfaction? Others that could be it: {', '.join(others) or 'none'}. (nps, ces likewise.)", depth=3
    )
    draft.put(f"csat: {scalar(chosen)}", depth=3)
    if chosen in natures and natures[chosen].look == "word":
        draft.put("words:")
        # Answers that do not repeat may be free text, and free text may name people.
        repeated = [word for word, count in natures[chosen].words.items() if count > 1]
        draft.ask(
            f"What is each answer worth? Found: {', '.join(repeated) or 'too few to show'}. Write such as 5: [Very satisfied].", depth=3
        )
        draft.put("csat: {}", depth=3)
    draft.put("scales:")
    write_scale(draft, "csat", natures[chosen] if chosen in natures else Nature("empty", 0, 0))
    return draft


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


def _delimited(start: bytes, is_whole: bool, file_name: str, identity: str, notes: list[str]) -> Draft:
    if start.lstrip()[:1] in (b"{", b"["):
        raise Unreadable(
            f"{file_name} is JSON, and no reader here knows its layout (known: {', '.join(READERS)}). "
            "Ask the system for the same records as CSV, or write a reader for it."
        )
    sample = take_sample(start, is_whole, file_name)
    if len(sample.names) < 2:
        raise Unreadable(
            f"{file_name} is text, but neither comma, semicolon, tab nor bar divides its lines into columns, and no reader knows "
            f"the layout (known: {', '.join(READERS)}). Ask the system for CSV."
        )
    table = judge(sample)
    notes += _seen(sample, table)
    draft = begin(identity, "delimited", _files(identity, file_name), kind=table.kind)
    write_table(draft, table)
    return draft


def _seen(sample: Sample, table: Table) -> list[str]:
    sign = {"\t": "tab", ",": "comma", ";": "semicolon", "|": "bar"}.get(sample.delimiter, sample.delimiter)
    header = "a header" if sample.has_header else "no header"
    part = "records" if sample.is_whole else "records in its first 2 MiB"
    notes = [
        f"{sample.encoding}, {sign}, {header}, {len(sample.names)} columns, {len(sample.records)} {part}; taken for {table.kind} records."
    ]
    if sample.odd_records:
        notes.append(f"{sample.odd_records} records have another number of columns; they will be quarantined.")
    return notes


def _source_id(file_name: str) -> str:
    stem = file_name.split(".", maxsplit=1)[0].lower()
    plain = re.sub(r"[^a-z]+", "_", re.sub(r"\d+", "", stem)).strip("_")
    return plain[:40].strip("_").removesuffix("_to") or "source"


def _files(identity: str, file_name: str) -> str:
    name = re.sub(r"\d[\d_.T-]*\d|\d", "*", file_name.removesuffix(".gz"))
    return f"{identity}/{re.sub(r'[*]+(_to_[*])?', '*', name)}*".replace("**", "*")
