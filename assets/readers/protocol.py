"""What a reader is: it looks at a file's first bytes, and it answers with a plan. It never loads a row itself.

Belongs here: the shapes a reader and the engine exchange. Does not: any vendor's layout.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from assets.readers.records import Kind
from assets.settings.sources import Source


@dataclass(frozen=True)
class Delimited:
    """A delimited text file. Its columns reach SQL as text, under the names in `columns`, in file order."""

    columns: tuple[str, ...]
    delimiter: str = ","
    quote: str = '"'
    header_records: int = 1


@dataclass(frozen=True)
class Lines:
    """A file whose every physical line is one record; it reaches SQL as one text column, `line_text`."""


@dataclass(frozen=True)
class Batches:
    """Records that only Python can take apart (JSON documents, sheets): Arrow batches of text columns.

    Each batch has a column `record` (bigint, 1 for the first record of the file) beside `columns`. `texts` reads the text of
    records again, by their numbers, for whoever has to look at one that was refused.
    """

    columns: tuple[str, ...]
    batches: Callable[[Path], Iterator[pa.RecordBatch]]
    texts: Callable[[Path, Collection[int]], Mapping[int, bytes]]


@dataclass(frozen=True)
class Refusal:
    """A record for which `condition` (SQL over text columns and canonical values) holds is quarantined with `reason`."""

    condition: str
    reason: str


@dataclass(frozen=True)
class Plan:
    """How a file becomes rows of `kind.table`.

    values   canonical column -> SQL expression over the file's text columns; it yields null where the text cannot be
             read. `keyed_hash(text)` is a macro the engine offers: 60 bits of HMAC-SHA256 as bigint, null for null or ''.
    refusals conditions tried in order, the first that holds gives the reason; a missing required column is refused by itself.
    skip     SQL condition for records that are counted as skipped, not data (survey previews, repeated headers).
    repaired SQL condition for records that load with a value put right by a stated rule; they are counted.
    once     SQL over text columns that stands in several of the others: it is worked out once a record.
    In refusals, skip and repaired a bare name is the file's column where there is one of that name, else the canonical value.
    names    the file's own column names, where a change of them from export to export is worth telling (assets/drift).
    lacking  canonical columns that are declared and not in the file, where its source says that those are empty then.
    zone     IANA zone of the timestamps named in `local`; the others are UTC already.
    parts    further records of the same file, by the name of their list: each is loaded like a file of its own, before this plan.
    numbered_id canonical column of an id made of content, of which the second and later equal ones of a file get their number.
    after    local column -> the local column before which it cannot lie: in the hour that comes twice it is read as the second pass
             where the first would lie before, and the record counts as repaired.
    zone_of  SQL for the zone of one record where the export tells it, one of those config.zone_day knows; it wins over `zone`.
    """

    kind: Kind
    shape: Delimited | Lines | Batches
    values: Mapping[str, str]
    refusals: tuple[Refusal, ...] = ()
    skip: str | None = None
    repaired: str | None = None
    once: tuple[str, ...] = ()
    encoding: str = "utf-8"
    zone: str = "UTC"
    local: frozenset[str] = field(default_factory=frozenset)
    after: Mapping[str, str] = field(default_factory=dict)
    zone_of: str | None = None
    names: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    numbered_id: str | None = None
    parts: Mapping[str, "Plan"] = field(default_factory=dict)


@dataclass(frozen=True)
class Incoming:
    """What an engine found in the temporary view `incoming`, which holds one file's records."""

    records: int
    refused: int
    skipped: int
    repaired: int
    first_at_utc: datetime | None
    last_at_utc: datetime | None


class Unreadable(Exception):
    """A file as a whole cannot be read; the message names what was found, what was expected and the remedy."""


class NotUsed(Unreadable):
    """A file is recognised and holds nothing this pipeline needs: it is ignored by name, not refused as broken."""


@dataclass(frozen=True)
class Fit:
    """How well a reader recognises a file: 0 not at all, 1 certainly; `why` is a sentence for people."""

    score: float
    why: str


class Reader(Protocol):
    """One vendor format: a module with these names. `words` are the product's own: field -> canonical word -> words."""

    @property
    def name(self) -> str:
        """The name sources give."""
        ...

    @property
    def words(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """Words that mean the same in every centre."""
        ...

    def sniff(self, head: bytes, file_name: str) -> Fit:
        """Say how well the first bytes of a file fit this format."""
        ...

    def plan(self, source: Source, head: bytes, file_name: str) -> Plan:
        """Plan the loading of one file of `source`, whose first 64 KiB (unpacked) are `head`; raise `Unreadable`."""
        ...
