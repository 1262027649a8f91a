"""Rows that are equal in every column, found by hashing: what is asked twice need be answered once.

Belongs here: grouping of equal rows of many columns. Not here: what the columns mean.
"""

import numpy as np
from numpy.typing import NDArray

from assets.methods.erlang_inputs import Floats, Ints

Bits = NDArray[np.uint64]

HASH_FACTOR = 0x9E3779B97F4A7C15
# Rows this short keep every temporary in the processor's cache.
ROWS_A_BLOCK = 32_768
SAMPLE_ROWS = 4096


def _places_of(columns: list[Bits], *, bits: int, turn: int) -> Ints:
    """A number below 2^bits a row, equal for equal rows: the high bits of a sum of products with odd factors."""
    total = np.zeros(columns[0].size, dtype=np.uint64)
    for i, column in enumerate(columns):
        total += column * np.uint64(HASH_FACTOR * (2 * (turn * len(columns) + i) + 1) % 2**64)
    return (total >> np.uint64(64 - bits)).astype(np.int64)


def _groups(columns: list[Bits], *, turn: int) -> tuple[Ints, Ints]:
    """A group number a row, equal for equal rows, and one row of each group, by a hash table filled block after block."""
    size, known = columns[0].size, 0
    bits = max(size.bit_length(), 8)
    table = np.full(2**bits, -1)
    groups, first = np.empty(size, dtype=np.int64), np.empty(size, dtype=np.int64)
    strangers = []
    for start in range(0, size, ROWS_A_BLOCK):
        block = [column[start : start + ROWS_A_BLOCK] for column in columns]
        place = _places_of(block, bits=bits, turn=turn)
        found = table[place]
        new = np.flatnonzero(found < 0)
        if new.size:
            # The last row to write itself into a free place begins a group there.
            table[place[new]] = new
            begins = new[table[place[new]] == new]
            table[place[begins]] = np.arange(known, known + begins.size)
            first[known : known + begins.size] = begins + start
            known += begins.size
            found[new] = table[place[new]]
        groups[start : start + ROWS_A_BLOCK] = found
        stands = first[found]
        differs = columns[0][stands] != block[0]
        for column, values in zip(columns[1:], block[1:], strict=True):
            differs |= column[stands] != values
        strangers.append(np.flatnonzero(differs) + start)
    rows = np.concatenate(strangers)
    if not rows.size:
        return groups, first[:known]
    # Rows that found their place taken by a different one look for another.
    more, more_first = _groups([column[rows] for column in columns], turn=turn + 1)
    groups[rows] = known + more
    return groups, np.concatenate([first[:known], rows[more_first]])


def groups_of(columns: list[Floats]) -> tuple[Ints, Ints]:
    """A group number a row, equal where the rows are equal bit by bit in every column, and the number of one row of each group.

    `columns` are of one length and at least one; the numbers count from 0 in no order of meaning.

    Examples
    --------
    >>> groups, one_row = groups_of([np.array([2.0, 1.0, 2.0]), np.array([5.0, 5.0, 5.0])])
    >>> bool(groups[0] == groups[2] != groups[1]), one_row.size
    (True, 2)
    """
    return _groups([np.ascontiguousarray(column).view(np.uint64) for column in columns], turn=0)


def share_repeated(columns: list[Floats]) -> float:
    """The share of a sample of rows that repeat another of them; drawn at random, as repeats may come at any distance.

    Examples
    --------
    >>> share_repeated([np.array([2.0, 1.0, 2.0, 2.0])])
    0.5
    """
    size = columns[0].size
    if size > SAMPLE_ROWS:
        sample = np.random.default_rng(size).choice(size, SAMPLE_ROWS, replace=False, shuffle=False)
        columns = [values[sample] for values in columns]
    groups, first = groups_of(columns)
    return 1.0 - first.size / groups.size
