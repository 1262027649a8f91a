"""What is wrong with an entry of config/sources.yaml that one key alone does not show.

Belongs here: columns, words and time zones of sources. Does not: other sections (checks), single values (fields).
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from assets.settings.documents import Document
from assets.settings.messages import Mistake, Path, nearest
from assets.settings.paths import each, ids, texts, unknown_keys
from assets.settings.target_checks import Measures
from assets.settings.words import WORD_FIELDS


@dataclass(frozen=True)
class Known:
    """Names that live on higher floors; None where the caller cannot say."""

    kpis: Collection[str] | None
    readers: Collection[str] | None
    columns: Mapping[str, Collection[str]] | None
    utc_readers: Collection[str]
    measures: Measures = field(default_factory=Measures)


def check_sources(sources: Document, known: Known) -> Iterator[Mistake]:
    """What is missing in an entry, contradicts itself, or names what is not there."""
    names = ids(sources, "sources")
    for path, source in each(sources, ("sources", "*")):
        if not isinstance(source, dict):
            continue
        reader, kind = source.get("reader"), source.get("kind")
        if reader == "delimited" and kind is None:
            kinds = f": one of {', '.join(known.columns)}" if known.columns else ""
            yield sources.mistake(path, f"the key 'kind' is missing; the reader 'delimited' must be told the kind of record{kinds}")
        stranger = not isinstance(reader, str) or (known.readers is not None and reader not in known.readers)
        if source.get("timezone") is None and not stranger and reader not in known.utc_readers:
            yield sources.mistake(
                path,
                f"the key 'timezone' is missing; the reader {reader!r} needs the time zone of the file's times:"
                " an IANA time zone such as Europe/Berlin, or UTC",
            )
        yield from _columns(sources, path, kind, known)
        yield from _same_calls(sources, path, source, names)
        yield from _meaning_two(sources, (*path, "queue_names"), "queue")
        for field_path, _ in each(sources, (*path, "words", "*")):
            yield from _meaning_two(sources, field_path, str(field_path[-1]))


def _columns(sources: Document, path: Path, kind: Any, known: Known) -> Iterator[Mistake]:
    if known.columns is not None:
        every = {name for columns in known.columns.values() for name in columns} | set(WORD_FIELDS)
        yield from unknown_keys(sources, (*path, "words"), "canonical column", every)
    if known.columns is not None and (kind is None or (isinstance(kind, str) and kind in known.columns)):
        kinds = known.columns if kind is None else {kind: known.columns[kind]}
        names = {name for columns in kinds.values() for name in columns}
        of_kind = f" of {kind}" if kind else ""
        yield from unknown_keys(sources, (*path, "columns"), f"canonical column{of_kind}", names)
    for column_path, column in each(sources, (*path, "columns", "*")):
        if isinstance(column, dict) and {"since", "until"} & set(column):
            if not {"since", "until"} <= set(column) or {"column", "columns"} & set(column):
                yield sources.mistake(column_path, "expected 'since' and 'until' together, without 'column' or 'columns'")
        elif isinstance(column, dict) and len({"column", "columns", "value"} & set(column)) != 1 and set(column) != {"above"}:
            yield sources.mistake(column_path, "expected one of the keys 'column', 'columns' and 'value'")
        elif isinstance(column, dict) and column.get("value") == "FILL_IN":
            yield sources.mistake((*column_path, "value"), "found FILL_IN, which a draft leaves where only the owner knows the answer")


def _meaning_two(sources: Document, path: Path, what: str) -> Iterator[Mistake]:
    """One word of a source cannot mean two things. Words are compared as the pipeline does: names exactly, others in lower case."""
    meaning: dict[str, str] = {}
    exact = path[-1] == "queue_names"
    for word_path, word in [*texts(sources, *path, "*"), *texts(sources, *path, "*", "*")]:
        canonical = str(word_path[len(path)])
        other = meaning.setdefault(word if exact else word.lower(), canonical)
        if other != canonical:
            yield sources.mistake(word_path, f"the word {word!r} means the {what} {other!r} already; keep one")


def _same_calls(sources: Document, path: Path, source: dict[str, Any], names: Collection[str]) -> Iterator[Mistake]:
    """Only calls can be the calls of another source, and that one cannot lean on a third."""
    other = source.get("same_calls_as")
    if not isinstance(other, str):
        return
    where = (*path, "same_calls_as")
    if other not in names:
        yield sources.mistake(where, f"unknown source {other!r}{nearest(other, names)}")
    elif other == source.get("id"):
        yield sources.mistake(where, "found the source itself, expected the other one that tells the same calls")
    elif any(one.get("id") == other and one.get("same_calls_as") for _, one in each(sources, ("sources", "*")) if isinstance(one, dict)):
        yield sources.mistake(where, f"the source {other!r} leans on another one itself; name that one")
    elif source.get("reader") == "delimited" and source.get("kind") != "call":
        yield sources.mistake(where, "expected kind: call beside it; call detail records meet a log by themselves as kind: trunk_call")
