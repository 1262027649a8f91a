"""A stranger's file, looked at from its first bytes: is it text, in which encoding, how is it delimited, where are its names.

Belongs here: what can be told without knowing what the columns mean. Does not: meanings (columns), vendors (readers).
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assets.drafting.encodings import likeliest
from assets.drafting.natures import nature_of
from assets.drafting.vocabulary import HEADER_WORDS, folded, likeness
from assets.readers import parquet
from assets.readers.headers import told_above
from assets.readers.protocol import Unreadable
from assets.readers.unpack import open_plain, refuse_what_is_no_export

READ_BYTES = 2 * 1024 * 1024
JUDGED_RECORDS = 20_000
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
CONTROL_BYTES = bytes(set(range(32)) - set(b"\t\n\r\f\x1a\x1b\x1f"))
DELIMITERS = (",", ";", "\t", "|", "^")
TOTAL = re.compile(
    r"(?i)(grand |sub ?-?)?(total|totals|subtotal|totale|totaal|summe|gesamt|gesamtsumme|zwischensumme|suma|razem|итого|всего|"
    r"合计|总计|小计|합계)"
    r"(:| (for|of|by|de|du|por|per|für|al|general|général) ?.*"
    r"| (calls?|contacts?|records?|rows?|anrufe|llamadas|appels|chiamate|звонков):?)?|.* (summary|total|totals|subtotal)"
)

# When a report was made is not the day it tells of.
MADE_ON = frozenset(("generated", "run", "exported", "printed", "created", "downloaded", "erstellt", "gedruckt", "genere", "generado"))


@dataclass(frozen=True)
class Sample:
    """What the first bytes of a file show. `names` are the header's cells, or column_1 ... where there is no header."""

    head: bytes
    is_whole: bool
    encoding: str
    is_encoding_sure: bool
    delimiter: str
    has_header: bool
    lines_above: int
    names: tuple[str, ...]
    records: tuple[tuple[str, ...], ...]
    odd_records: int
    totals: dict[int, Counter[str]] = field(default_factory=dict)  # position -> words that begin records which sum up others
    above: int = 0  # how many of the last columns are none of the file's: they stand beside words above the header

    def column(self, position: int) -> list[str]:
        """The trimmed cells of one column, by its place from 0."""
        return [record[position].strip() for record in self.records if position < len(record)]


def read_start(path: Path) -> tuple[bytes, bool]:
    """Read the first bytes, unpacked, and say whether that is all of the file; refuse what is no export at all."""
    if path.is_dir():
        raise Unreadable(f"{path.name} is a folder. Name one file in it.")
    try:
        if parquet.is_parquet(path):
            return parquet.head(path, rows=JUDGED_RECORDS), True
        with open_plain(path) as file:
            head = file.read(READ_BYTES + 1)
    except FileNotFoundError:
        raise Unreadable(f"{path} is not there. Check the path; it is taken from the folder you are in.") from None
    except OSError as failure:
        raise Unreadable(f"{path.name} cannot be read: {failure.strerror or failure}. Fetch it again.") from None
    wide = _wide_encoding(head)
    refuse_what_is_no_export(head, path.name, encoding=wide or "utf-8")
    control = sum(head[:65536].count(byte) for byte in CONTROL_BYTES)
    if control * 100 > len(head[:65536]) and not wide and head[:2] not in UTF16_MARKS:
        raise Unreadable(f"{path.name} is binary: no text has so many control bytes. Ask the system for CSV or its log.")
    return head[:READ_BYTES], len(head) <= READ_BYTES


def _wide_encoding(head: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of plain text is a zero."""
    start = head[:4096]
    if len(start) < 8:
        return None
    if start[1::2].count(0) > len(start) * 0.3:
        return "utf-16-le"
    return "utf-16-be" if start[0::2].count(0) > len(start) * 0.3 else None


def guess_encoding(head: bytes, is_whole: bool) -> tuple[str, bool]:
    """Guess the encoding, and say whether it is sure: only UTF-8 and UTF-16 can be told for certain."""
    if head[:2] in UTF16_MARKS:
        return "utf-16", True
    wide = _wide_encoding(head)
    if wide:
        return wide, True
    try:
        # A head cut in the middle of a character is no proof against UTF-8.
        head[: None if is_whole else head.rfind(b"\n") + 1].decode("utf-8")
        return "utf-8", True
    except UnicodeDecodeError as failure:
        # One bad byte in much good UTF-8 is a damaged record, not another encoding.
        good = len(re.findall(rb"[\xc3-\xf4][\x80-\xbf]", head))
        if good > 20 and failure.start > 0 and head.decode("utf-8", errors="replace").count("\ufffd") * 20 < good:
            return "utf-8", True
    foreign = b"\n".join(line for line in head.splitlines() if re.search(rb"[\x80-\xff]", line))[:200_000]
    return likeliest(foreign), False


def split(text: str, delimiter: str) -> list[list[str]]:
    """Split a head into records; a record cut at its end is left out by the caller."""
    found: list[list[str]] = []
    try:
        for cells in csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter):
            found.append(cells)
            if len(found) >= JUDGED_RECORDS:
                break
    except csv.Error:
        return found
    return found


def guess_delimiter(text: str) -> str:
    """Choose the sign that gives most records one and the same number of columns, and more than one."""
    start = text[:200_000]

    def fitness(delimiter: str) -> tuple[float, int]:
        widths = Counter(len(cells) for cells in split(start, delimiter)[:500] if any(cells))
        if not widths:
            return 0.0, 0
        width, times = widths.most_common(1)[0]
        # Rounded: a stray short record must not decide between 3 columns by comma and 12 by tab.
        return (round(times / widths.total(), 1) if width > 1 else 0.0), width

    return max(DELIMITERS, key=fitness)


def take_sample(head: bytes, is_whole: bool, file_name: str) -> Sample:
    """Take a head apart as a delimited file."""
    encoding, is_sure = guess_encoding(head, is_whole)
    text = head.decode(encoding, errors="replace").removeprefix("\ufeff")
    if not text.strip():
        raise Unreadable(f"{file_name} holds only blank lines. The export has failed or is not finished; run it again.")
    delimiter = guess_delimiter(text)
    raw = split(text, delimiter)
    if not is_whole and len(raw) > 1:
        raw = raw[:-1]
    filled = [(place, cells) for place, cells in enumerate(raw) if any(cell.strip() for cell in cells)]
    if not filled:
        raise Unreadable(f"{file_name} holds only blank lines. The export has failed or is not finished; run it again.")
    width = Counter(len(cells) for _, cells in filled[:500]).most_common(1)[0][0]
    # A title above the table has fewer cells; a header may lack the cell of a trailing delimiter.
    first = _first_of_table([cells for _, cells in filled[:30]], width)
    lines_above = filled[first][0]
    table = [cells for _, cells in filled[first:]]
    has_header = _is_header(table)
    body = table[1:] if has_header else table
    names = [cell.strip() for cell in table[0]] if has_header else [f"column_{place}" for place in range(1, width + 1)]
    body, totals = _without_totals(body)
    while names and not names[-1] and all(len(cells) < len(names) or not cells[len(names) - 1].strip() for cells in body):
        names.pop()
    odd = sum(len(cells) not in (width, len(names)) for cells in body)
    above = _of_all_records(told_above([cells for _, cells in filled[:first]]), names, body) if has_header else {}
    body = [cells[: len(names)] + [""] * (len(names) - len(cells)) + list(above.values()) for cells in body] if above else body
    names += above
    return Sample(
        head=head,
        is_whole=is_whole,
        encoding=encoding,
        is_encoding_sure=is_sure,
        delimiter=delimiter,
        has_header=has_header,
        lines_above=lines_above,
        names=tuple(names),
        records=tuple(tuple(cells) for cells in body),
        odd_records=odd,
        totals=totals,
        above=len(above),
    )


def _of_all_records(above: Mapping[str, str], names: Sequence[str], body: Sequence[Sequence[str]]) -> dict[str, str]:
    """What a report of one day, or one queue, tells above its header and nowhere else."""
    looks = {nature_of([cells[place].strip() for cells in body if place < len(cells)]).look for place in range(len(names))}
    if looks & {"date", "instant"}:
        return {}
    told = {word: value for word, value in above.items() if MADE_ON.isdisjoint(folded(word).split())}
    days = {word: value for word, value in told.items() if nature_of([value]).look in ("date", "instant")}
    queues = {} if _names_queue(names) else {word: value for word, value in above.items() if _names_queue([word])}
    return dict(list(days.items())[:1] + list(queues.items())[:1]) if days else {}


def _names_queue(names: Sequence[str]) -> bool:
    return any(likeness(name, HEADER_WORDS["interval_total"]["queue"]) >= 1 for name in names)


def _first_of_table(start: Sequence[Sequence[str]], width: int) -> int:
    """Find where the table begins: a title above it has fewer cells, or fewer that are filled, as spreadsheets write it."""
    wide = [place for place, cells in enumerate(start) if len(cells) >= max(width - 1, 1)]
    filled = {place: sum(bool(cell.strip()) for cell in start[place]) for place in wide}
    full = next((place for place in wide if filled[place] * 2 > max(filled.values())), 0)
    return full if full + 1 < len(start) and _is_header(start[full:]) else (wide or [0])[0]


def _without_totals(body: Sequence[list[str]]) -> tuple[list[list[str]], dict[int, Counter[str]]]:
    """Part the records from those that sum others up, told by a cell such as "Total for ..."."""
    found: dict[int, Counter[str]] = {}
    kept = []
    for cells in body:
        place = next((place for place, cell in enumerate(cells) if TOTAL.fullmatch(cell.strip())), None)
        if place is None:
            kept.append(cells)
            continue
        word = cells[place].strip()
        known = found.setdefault(place, Counter())
        first, last = word.split()[0], word.split()[-1]
        known[word if first == last else f"{first} *" if TOTAL.fullmatch(first) else f"* {last}"] += 1
    return (kept, found) if len(kept) * 2 > len(body) else (list(body), {})


def _is_header(table: Sequence[Sequence[str]]) -> bool:
    """A header has no numbers or dates above columns full of them, no cell twice and none of its cells below itself."""
    first = [cell.strip() for cell in table[0]]
    if any(_looks_measured(cell) for cell in first):
        return False
    below = table[1:200]
    named = [cell for cell in first if cell]
    if not named:
        return False
    if not below:
        return True
    measured = any(
        all(_looks_measured(cells[place].strip()) for cells in below if place < len(cells) and cells[place].strip())
        for place in range(len(first))
        if first[place]
    )
    repeated = sum(any(place < len(cells) and cells[place].strip() == cell for cells in below) for place, cell in enumerate(first) if cell)
    return measured or (repeated == 0 and len(set(named)) == len(named))


def _looks_measured(cell: str) -> bool:
    """A number, a date or a time: at least a third of its signs are digits and it begins with one (or a sign)."""
    if re.search(r"[\u4e00-\u9fff]", cell) and not re.search("[年月日时時分上下]", cell):
        return False  # "20秒内接听" is a title
    return bool(re.match(r"^[-+]?\d", cell)) and sum(sign.isdigit() for sign in cell) * 3 >= len(cell)
