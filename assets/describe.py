"""A first look at a stranger's export: which reader fits, and a draft of its entry in config/sources.yaml with open questions.

Belongs here: choosing how a file is described. Does not: guessing columns and wording the draft (drafting), vendors (readers).
"""

import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assets.drafting.columns import Table, judge
from assets.drafting.draft import begin, write_table
from assets.drafting.lines import FILL_IN, Draft, scalar
from assets.drafting.sample import Sample, read_start, take_sample
from assets.drafting.sheet_times import unformatted_times
from assets.drafting.vendors import VENDORS, Seen
from assets.readers.json_lists import is_json, write_list
from assets.readers.protocol import Fit, Unreadable
from assets.readers.records import KINDS
from assets.readers.sheets import is_workbook, write_sheet
from assets.readers.unpack import HEAD_BYTES
from assets.recognition import ANY, fits_of, reader_of, tried


@dataclass(frozen=True)
class Description:
    """What was found out about one file. `text` is YAML: the entry, with each question as a comment at the key it concerns."""

    text: str
    reader: str
    notes: tuple[str, ...]
    questions: tuple[str, ...]


def describe(path: Path, *, source_id: str | None = None) -> Description:
    """Describe one file from its first bytes; raise `Unreadable` with what it is and what to do when it is no export."""
    sheet = None
    with tempfile.TemporaryDirectory(prefix="switchboard-") as folder:
        plain = path
        if path.is_file() and is_workbook(path):
            plain = Path(folder) / f"{path.stem}.csv"
            sheet = write_sheet(path, plain)
            if times := unformatted_times(plain):
                write_sheet(path, plain, times=times)
        start, is_whole = read_start(plain)
        head = start[:HEAD_BYTES]
        fits = fits_of(head, path.name)
        reader = reader_of(fits)
        # what no vendor's reader knows, but is a list of records, is a table
        if is_list := reader == ANY and is_json(head):
            plain = Path(folder) / f"{path.stem}.csv"
            write_list(path, plain)
            start, is_whole = read_start(plain)
    identity = source_id or _source_id(path.name)
    files = _files(identity, path.name)
    why = fits[reader].why if reader != "delimited" else "it is a delimited file, and no vendor's layout"
    notes = [f"{path.name} reads as {reader}: {why}."]
    notes += [f"Not {name}: {fit.why}." for name, fit in fits.items() if name not in {reader, "delimited"}]
    if is_list:
        notes.append("It is JSON, read as a table: a record of its list a row, the names of what is nested joined by a point.")
    if sheet:
        notes.append(f"It is a workbook, read from its sheet {sheet!r} as if that were CSV; another sheet is named under options.")
    if reader in VENDORS:
        draft = VENDORS[reader](Seen(start, is_whole, identity, files, notes))
    elif reader == "delimited":
        draft = _delimited(start, is_whole, path.name, identity, notes, fits)
    else:
        draft = begin(identity, reader, files)
    if sheet:
        draft.options["sheet"] = scalar(sheet)
    draft.lines[:0] = [f"# {note}" for note in notes] + [
        f"# A draft: answer what begins with `# ?`, replace every {FILL_IN}, and paste the entry below `sources:` in config/sources.yaml."
    ]
    return Description(draft.text(), reader, tuple(notes), tuple(draft.questions))


def _delimited(start: bytes, is_whole: bool, file_name: str, identity: str, notes: list[str], fits: Mapping[str, Fit]) -> Draft:
    sample = take_sample(start, is_whole, file_name)
    if len(sample.names) < 2:
        raise Unreadable(f"{file_name} is text, but neither comma, semicolon, tab nor bar divides its lines into columns. {tried(fits)}")
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
    others = ", ".join(kind for kind in KINDS if kind != table.kind and not kind.startswith("ticket_"))
    notes.append(f"Where they are records of something else, change `kind` and its columns (docs/operations.md): {others}.")
    if sample.odd_records:
        notes.append(f"{sample.odd_records} records have another number of columns; they will be quarantined.")
    return notes


def _source_id(file_name: str) -> str:
    stem = file_name.split(".", maxsplit=1)[0].lower()
    plain = re.sub(r"[^a-z]+", "_", re.sub(r"\d+", "", stem)).strip("_")
    return plain[:40].strip("_").removesuffix("_to") or "source"


def _files(identity: str, file_name: str) -> str:
    # a log that is rotated away is called queue_log.5 or queue_log-20260131, the one of today queue_log
    current = re.sub(r"^([^.]+)[.-](\d{1,3}|\d{8})$", r"\1*", file_name.removesuffix(".gz"))
    name = re.sub(r"\d[\d_.T-]*\d|\d", "*", current)
    return f"{identity}/{re.sub(r'[*]+(_to_[*])?', '*', name)}*".replace("**", "*")
