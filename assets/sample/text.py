"""Numbers and instants as text, a whole column at a time, and columns as lines of a file.

Belongs here: how any export spells a number, a time, a row. Does not: which columns an export has.
"""

from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from assets.sample.calendar import DAY_S, EPOCH, Ints

Texts = Any  # pyarrow has no types: an array of strings
BLOCK = 100_000


@lru_cache(maxsize=1)
def _five_digits() -> npt.NDArray[np.uint8]:
    return np.frombuffer("".join(f"{number:05d}" for number in range(BLOCK)).encode(), dtype=np.uint8).reshape(BLOCK, 5)


@lru_cache(maxsize=1)
def _plain_numbers() -> Texts:
    return pa.array([str(number) for number in range(BLOCK)])


@lru_cache(maxsize=1)
def _clock_texts() -> Texts:
    return pa.array([f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}" for second in range(DAY_S)])


@lru_cache(maxsize=1)
def _duration_texts() -> Texts:
    return pa.array([f"{second // 3600}:{second // 60 % 60:02d}:{second % 60:02d}" for second in range(6 * 3600)])


def digits(values: Ints, width: int) -> npt.NDArray[np.uint8]:
    """Return the last `width` (at most 10) decimal digits of each number as characters, row x width."""
    low = _five_digits()[values % BLOCK]
    if width <= 5:
        return low[:, 5 - width :]
    return np.concatenate([_five_digits()[values // BLOCK % BLOCK], low], axis=1)[:, 10 - width :]


def fixed(*parts: npt.NDArray[np.uint8] | str) -> Texts:
    """Put blocks of characters and constant texts side by side and return them as strings of one length."""
    rows = next(len(part) for part in parts if not isinstance(part, str))
    blocks = [
        np.broadcast_to(np.frombuffer(part.encode(), dtype=np.uint8), (rows, len(part.encode()))) if isinstance(part, str) else part
        for part in parts
    ]
    characters = np.concatenate(blocks, axis=1)
    offsets = np.arange(rows + 1, dtype=np.int32) * characters.shape[1]
    return pa.StringArray.from_buffers(rows, pa.py_buffer(offsets), pa.py_buffer(characters))


def plain(values: Ints) -> Texts:
    """Spell numbers without leading zeros."""
    if len(values) and (values.min() < 0 or values.max() >= BLOCK):
        return pc.cast(pa.array(values), pa.string())
    return _plain_numbers().take(pa.array(values))


def pick(words: Texts | list[str], codes: npt.NDArray[Any]) -> Texts:
    """Return the word of each code."""
    return (pa.array(words, type=pa.string()) if isinstance(words, list) else words).take(pa.array(codes))


def joined(*parts: Texts) -> Texts:
    """Concatenate columns and constant texts row by row."""
    return pc.binary_join_element_wise(*parts, "")


def stamp(local_s: Ints, style: str = "%Y-%m-%d ") -> Texts:
    """Spell wall clock seconds as a date in `style`, then hh:mm:ss."""
    if not len(local_s):
        return pa.array([], type=pa.string())
    day = local_s // DAY_S
    first = int(day.min())
    dates = [(EPOCH + timedelta(days=number)).strftime(style) for number in range(first, int(day.max()) + 1)]
    return joined(pick(dates, day - first), _clock_texts().take(pa.array(local_s % DAY_S)))


def duration(seconds: Ints) -> Texts:
    """Spell seconds as h:mm:ss."""
    return _duration_texts().take(pa.array(seconds))


def blank_where(texts: Texts, is_blank: npt.NDArray[np.bool_]) -> Texts:
    """Empty the texts marked."""
    return pc.if_else(pa.array(is_blank), "", texts)


def either(is_first: npt.NDArray[np.bool_], first: Texts, second: Texts) -> Texts:
    """Take each row from the first column where marked, else from the second."""
    return pc.if_else(pa.array(is_first), first, second)


def quoted(words: list[str]) -> list[str]:
    """Quote the words that a CSV field cannot hold as they are."""
    return ['"' + word.replace('"', '""') + '"' if any(sign in word for sign in ',"\n') else word for word in words]


def content_of(lines: Texts) -> memoryview:
    """Return the characters of freshly made lines: Arrow keeps them side by side in one buffer."""
    return memoryview(lines.buffers()[2])[: lines.buffers()[2].size] if len(lines) else memoryview(b"")


def write_csv(path: Path, header: bytes, columns: list[Texts]) -> None:
    """Write columns of ready-made fields below a ready-made header; free text must have gone through `quoted` before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(header)
        if len(columns[0]):
            file.write(content_of(pc.binary_join_element_wise(*columns[:-1], joined(columns[-1], "\n"), ",")))


def month_starts(local_s: Ints) -> list[tuple[str, int, int]]:
    """Return each calendar month touched: its label YYYY-MM, its first second and the first second after it."""
    if not len(local_s):
        return []
    first, last = (EPOCH + timedelta(days=int(edge) // DAY_S) for edge in (local_s.min(), local_s.max()))
    months = []
    at = date(first.year, first.month, 1)
    while at <= last:
        after = date(at.year + at.month // 12, at.month % 12 + 1, 1)
        months.append((at.strftime("%Y-%m"), (at - EPOCH).days * DAY_S, (after - EPOCH).days * DAY_S))
        at = after
    return months
