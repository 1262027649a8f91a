"""Time zones as tables: the offset in force on every date, so that SQL changes UTC to local time, and back, by a join.

Belongs here: IANA zones and their offsets. Does not: writing the table (config_tables), parsing timestamps (readers).

Zones come from the `tzdata` package and not from the machine, so that every machine gets the same offsets.

A zone has two readings. In reading `utc` a timestamp is UTC, and offset changes happen at the instant of the switch. In
reading `local` it is what the clock on the wall shows, which repeats an hour in autumn and leaves one out in spring:

- the repeated hour is read as its first pass, with the offset before the switch;
- the missing hour is read with the offset before the switch, so 02:30 becomes 03:30 on the wall.

Both say "the offset before, until the wall shows a time that only the offset after can have". That time is the instant of
the switch on the wall clock with the greater offset: the end of the repeated hour, and the end of the missing one. It is
also what Python's `fold=0` means. A zone that leaves out a whole date (Samoa, 30 December 2011) needs nothing more.
No zone switches twice within one date in the years covered; one that did would be refused, not misread.
"""

import functools
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from importlib import resources
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

FIRST_DATE = date(1990, 1, 1)
LAST_DATE = date(2040, 12, 31)

DAY_S = 86_400
STEP_S = 5 * DAY_S  # the shortest that any zone kept an offset is six days

Switch = tuple[datetime, int, int]


@functools.cache
def zone_names() -> tuple[str, ...]:
    """Every zone name that can be used, links such as Europe/Kiev included."""
    return tuple(resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8").split())


@functools.cache
def load_zone(name: str) -> ZoneInfo:
    """The rules of one zone, as the `tzdata` package has them."""
    with resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as stream:
        return ZoneInfo.from_file(stream, key=name)


@functools.cache
def switches(name: str) -> tuple[Switch, ...]:
    """Every change of offset from FIRST_DATE to LAST_DATE: instant (naive UTC), offset before, offset after, in seconds."""
    zone = load_zone(name)

    def offset_s(at_s: int) -> int:
        offset = datetime.fromtimestamp(at_s, zone).utcoffset()
        return 0 if offset is None else round(offset.total_seconds())

    # Two days beyond either end: a local date begins up to 14 hours before, or 12 after, the UTC date of the same name.
    first, last = (datetime.combine(day, datetime.min.time(), UTC) for day in (FIRST_DATE, LAST_DATE))
    first_s, last_s = (round(at.timestamp()) for at in (first - timedelta(days=2), last + timedelta(days=3)))
    found: list[Switch] = []
    before = offset_s(first_s)
    for begin_s in range(first_s, last_s, STEP_S):
        after = offset_s(begin_s + STEP_S)
        if after != before:
            low_s, high_s = begin_s, begin_s + STEP_S
            while high_s - low_s > 1:
                middle_s = (low_s + high_s) // 2
                low_s, high_s = (middle_s, high_s) if offset_s(middle_s) == before else (low_s, middle_s)
            found.append((datetime.fromtimestamp(high_s, UTC).replace(tzinfo=None), before, after))
        before = after
    return tuple(found)


def zone_day(zones: Iterable[str]) -> pd.DataFrame:
    """One row a zone, reading and date: the offset at the start of the date, and the switch within it if there is one."""
    frames = [_reading(zone, reading) for zone in sorted(set(zones)) for reading in ("utc", "local")]
    columns = ["zone", "reading", "date", "offset_s", "switch_at", "offset_after_s"]
    return pd.concat(frames, ignore_index=True)[columns] if frames else _reading("UTC", "utc").iloc[:0][columns]


def zone_switch(zones: Iterable[str]) -> pd.DataFrame:
    """One row a zone and span of one offset, from `since_utc` (included) to `until_utc` (not), for few and long joins."""
    rows = []
    for zone in sorted(set(zones)):
        found = switches(zone)
        offsets_s = [found[0][1] if found else _constant_offset_s(zone), *(after for _, _, after in found)]
        edges = [datetime.combine(FIRST_DATE - timedelta(days=7), datetime.min.time()), *(at for at, _, _ in found)]
        ends = [*edges[1:], datetime.combine(LAST_DATE + timedelta(days=7), datetime.min.time())]
        rows += [(zone, since, until, offset) for since, until, offset in zip(edges, ends, offsets_s, strict=True)]
    return pd.DataFrame(rows, columns=["zone", "since_utc", "until_utc", "offset_s"])


def _reading(name: str, reading: str) -> pd.DataFrame:
    found = switches(name)
    shift_s = [max(before, after) if reading == "local" else 0 for _, before, after in found]
    at = np.array([instant for instant, _, _ in found], dtype="datetime64[s]") + np.array(shift_s, dtype="timedelta64[s]")
    first_s = found[0][1] if found else _constant_offset_s(name)
    offsets_s = np.array([first_s, *(after for _, _, after in found)], dtype="int64")

    start = np.arange(np.datetime64(FIRST_DATE, "D"), np.datetime64(LAST_DATE, "D") + 1).astype("datetime64[s]")
    begun = np.searchsorted(at, start, side="right")
    by_end = np.searchsorted(at, start + np.timedelta64(1, "D"), side="left")
    if np.any(np.diff(at) <= np.timedelta64(0, "s")) or np.any(by_end - begun > 1):
        raise ValueError(f"zone {name}: the offset changes twice within one date, which config.zone_day cannot say")

    switching = by_end > begun
    switch_at = np.full(len(start), np.datetime64("NaT"), dtype="datetime64[us]")
    switch_at[switching] = at[begun[switching]]
    after_s = pd.array(offsets_s[by_end], dtype="Int64")
    after_s[~switching] = pd.NA
    return pd.DataFrame(
        {
            "zone": pd.array([name] * len(start), dtype="string"),
            "reading": pd.array([reading] * len(start), dtype="string"),
            "date": start.astype("datetime64[us]"),
            "offset_s": offsets_s[begun],
            "switch_at": switch_at,
            "offset_after_s": after_s,
        }
    )


def _constant_offset_s(name: str) -> int:
    offset = datetime(2000, 1, 1, tzinfo=load_zone(name)).utcoffset()
    return 0 if offset is None else round(offset.total_seconds())
