"""Finding one's way in the plain data of the settings, and the mistakes that every section can have.

Belongs here: walking by path, ids given twice, names that are unknown. Does not: what one section asks of another (checks).
"""

from collections.abc import Collection, Iterator
from typing import Any

from assets.settings.documents import Document
from assets.settings.messages import Mistake, Path, nearest


def each(document: Document, pattern: Path, data: Any = None, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every value at a path in which "*" stands for each entry of a list or mapping."""
    if not path and data is None:
        data = document.data
    if len(path) == len(pattern):
        yield path, data
        return
    step = pattern[len(path)]
    if isinstance(data, list):
        children: list[tuple[str | int, Any]] = list(enumerate(data))
    else:
        children = list(data.items()) if isinstance(data, dict) else []
    for key, value in children:
        if step in ("*", key) and value is not None:
            yield from each(document, pattern, value, (*path, key))


def texts(document: Document, *pattern: str | int) -> list[tuple[Path, str]]:
    """Every text at a path, trimmed."""
    return [(path, value.strip()) for path, value in each(document, pattern) if isinstance(value, str)]


def ids(document: Document, section: str) -> list[str]:
    """The ids of a section's entries."""
    return [value for _, value in texts(document, section, "*", "id")]


def given_twice(document: Document, pattern: tuple[str, ...], what: str) -> Iterator[Mistake]:
    """Ids that stand twice."""
    first: dict[str, int] = {}
    for path, value in texts(document, *pattern):
        if value in first:
            yield document.mistake(path, f"the {what} {value!r} is given twice, first on line {first[value]}; every id stands once")
        first.setdefault(value, document.line(path))


def unknown(document: Document, pattern: tuple[str, ...], what: str, known: Collection[str] | None) -> Iterator[Mistake]:
    """Texts at a path that are none of the known ones; None knows nothing."""
    for path, value in texts(document, *pattern):
        if known is not None and value not in known:
            yield document.mistake(path, f"unknown {what} {value!r}{nearest(value, known)}")


def unknown_keys(document: Document, pattern: Path, what: str, known: Collection[str] | None) -> Iterator[Mistake]:
    """Keys below a path that are none of the known ones; None knows nothing."""
    for path, value in each(document, pattern):
        for key in value if isinstance(value, dict) else ():
            if known is not None and key not in known:
                yield document.mistake((*path, key), f"unknown {what} {key!r}{nearest(key, known)}")
