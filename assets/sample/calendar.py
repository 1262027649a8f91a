"""Dates, public holidays, opening hours and clocks of the simulated sites.

Belongs here: turning local dates and seconds into UTC and back. Does not: how much happens in them.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
import numpy as np
import numpy.typing as npt

from assets.sample.plan import PhoneQueue

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

DAY_S = 86_400
EPOCH = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Return the days since 1970-01-01."""
    return (day - EPOCH).days


def weekday(day_numbers: Ints) -> Ints:
    """Return 0 for Monday to 6 for Sunday."""
    return (day_numbers + 3) % 7


@lru_cache(maxsize=8)
def _hourly_offsets(zone: str, first_hour: int, last_hour: int) -> Ints:
    clock = ZoneInfo(zone)
    instants = (datetime.fromtimestamp(hour * 3600, UTC).astimezone(clock) for hour in range(first_hour, last_hour + 1))
    return np.array([(at.utcoffset() or timedelta()).total_seconds() for at in instants], dtype=np.int64)


def to_local(zone: str, at_utc: Ints) -> Ints:
    """Turn UTC seconds into seconds of the wall clock; zones change their offset on whole hours of UTC."""
    if not len(at_utc):
        return at_utc
    hours = at_utc // 3600
    # whole years, so that a handful of tables serves every call
    first, last = int(hours.min()) // 8784 * 8784, int(hours.max()) // 8784 * 8784 + 8784
    return at_utc + _hourly_offsets(zone, first, last)[hours - first]


def noon_offsets(zone: str, day_numbers: Ints) -> Ints:
    """Return the offset from UTC at noon of each local date; nothing of the centre is open when clocks change."""
    clock = ZoneInfo(zone)
    days, where = np.unique(day_numbers, return_inverse=True)
    noons = (datetime.combine(EPOCH + timedelta(days=int(day)), time(12), clock) for day in days)
    offsets = np.array([(at.utcoffset() or timedelta()).total_seconds() for at in noons], dtype=np.int64)
    return offsets[where]


def holiday_flags(country: str, day_numbers: Ints) -> Flags:
    """Mark the public holidays that hold in the whole country."""
    if not len(day_numbers):
        return np.zeros(0, dtype=bool)
    years = range((EPOCH + timedelta(days=int(day_numbers.min()))).year, (EPOCH + timedelta(days=int(day_numbers.max()))).year + 1)
    known = {day_number(day) for day in holidays.country_holidays(country, years=years)}
    return np.isin(day_numbers, np.fromiter(known, dtype=np.int64))


@dataclass(frozen=True)
class Lanes:
    """Open days of queues, one lane each. Seconds count from local midnight of the lane's date."""

    queue: Ints
    day: Ints
    open_s: Ints
    close_s: Ints
    utc_midnight: Ints  # UTC second that the lane's second 0 stands for

    def __len__(self) -> int:
        return len(self.queue)


def part_of(lanes: Lanes, chosen: Ints) -> Lanes:
    """Return the lanes in `chosen`, which must be rising."""
    return Lanes(*(column[chosen] for column in vars(lanes).values()))


def open_days(queues: tuple[PhoneQueue, ...], start: date, days: int) -> Lanes:
    """List the lanes of all queues, by queue and date; public holidays are open like any other day, as config/centre.yaml has it."""
    parts = []
    all_days = np.arange(days, dtype=np.int64) + day_number(start)
    for number, queue in enumerate(queues):
        hours = np.array([span or (0.0, 0.0) for span in queue.open_hours])[weekday(all_days)]
        is_open = hours[:, 1] > hours[:, 0]
        kept = all_days[is_open]
        seconds = (hours[is_open] * 3600).astype(np.int64)
        midnight = kept * DAY_S - noon_offsets(queue.zone, kept)
        parts.append((np.full(len(kept), number, dtype=np.int64), kept, seconds[:, 0], seconds[:, 1], midnight))
    return Lanes(*(np.concatenate(column) for column in zip(*parts, strict=True)))


@dataclass(frozen=True)
class OpenClock:
    """A clock that runs in opening hours only: `cumulative[i]` open seconds have passed before date `first_day + i`."""

    zone: str
    first_day: int
    from_s: int
    span_s: int
    is_open: Flags
    cumulative: Ints
    utc_midnight: Ints

    def reading(self, at_utc: Ints) -> Ints:
        """Return the open seconds passed at each instant."""
        local = to_local(self.zone, at_utc)
        index = local // DAY_S - self.first_day
        inside = np.clip(local % DAY_S - self.from_s, 0, self.span_s)
        return self.cumulative[index] + np.where(self.is_open[index], inside, 0)

    def instant(self, reading: Ints) -> Ints:
        """Return the first UTC second at which the clock shows each reading."""
        index = np.searchsorted(self.cumulative, reading, side="left") - 1
        index = np.clip(index, 0, len(self.is_open) - 1)
        return self.utc_midnight[index] + self.from_s + reading - self.cumulative[index]


def open_clock(zone: str, start: date, days: int, *, from_s: int, to_s: int) -> OpenClock:
    """Build the Monday to Friday clock of an office from a fortnight before to a year after the period."""
    all_days = np.arange(-14, days + 366, dtype=np.int64) + day_number(start)
    is_open = weekday(all_days) < 5
    opened = np.where(is_open, to_s - from_s, 0)
    midnight = all_days * DAY_S - noon_offsets(zone, all_days)
    return OpenClock(zone, int(all_days[0]), from_s, to_s - from_s, is_open, np.cumsum(opened) - opened, midnight)
