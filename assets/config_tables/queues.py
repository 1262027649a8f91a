"""Queues as tables: the names by which sources mean them, where they are, when they are open, the rules each of their days is counted by.

Belongs here: `config.queue` and what is said of each queue. Does not: holidays and their dates (tables), the keys (settings.centre).
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from assets.settings.centre import Queue
from assets.settings.checks import UNMAPPED
from assets.settings.hours import HOLIDAY
from assets.settings.settings import Settings

Array = npt.NDArray[Any]

COLUMNS: dict[str, dict[str, str]] = {
    "config.queue": {"queue_id": "varchar", "name": "varchar", "site_id": "varchar", "service": "varchar", "channel": "varchar"},
    "config.queue_alias": {"source_id": "varchar", "queue_raw": "varchar", "queue_id": "varchar"},
    "config.queue_place": {
        "source_id": "varchar",
        "queue_raw": "varchar",
        "queue_id": "varchar",
        "site_id": "varchar",
        "timezone": "varchar",
        "day_start_s": "bigint",
    },
    "config.open_interval": {"queue_id": "varchar", "weekday": "bigint", "start_s": "bigint", "end_s": "bigint"},
    "config.queue_day": {
        "queue_id": "varchar",
        "business_date": "date",
        "site_id": "varchar",
        "threshold_s": "double",
        "short_abandon_s": "double",
        "service_level": "varchar",
        "include_flowouts": "boolean",
        "count_callbacks": "boolean",
        "interval_of": "varchar",
        "callback_within_s": "double",
        "min_n": "bigint",
        "is_open": "boolean",
        "is_holiday": "boolean",
        "open_s": "bigint",
        "first_response_target_s": "double",
    },
}


def rows(settings: Settings) -> dict[str, Iterable[tuple[object, ...]]]:
    """The rows of every table but the days."""
    return {
        "config.queue": _queues(settings),
        "config.queue_alias": _aliases(settings),
        "config.queue_place": _places(settings),
        "config.open_interval": _open_intervals(settings),
    }


def _queues(settings: Settings) -> Iterator[tuple[object, ...]]:
    for queue in settings.centre.queues:
        yield queue.id, queue.name, queue.site, queue.service or queue.id, queue.channel
    yield UNMAPPED, "Unmapped", None, None, None


def _aliases(settings: Settings) -> Iterator[tuple[str, str, str]]:
    """What a source says under queue_names wins, for this source, over the names every source shares."""
    shared = {name: queue.id for queue in settings.centre.queues for name in (queue.id, *queue.aliases)}
    for source in settings.sources:
        own = {name: queue_id for queue_id, names in source.queue_names.items() for name in names}
        for name, queue_id in sorted((shared | own).items()):
            yield source.id, name, queue_id


def _places(settings: Settings) -> Iterator[tuple[object, ...]]:
    """A name's queue, site and clock; what a source tells without a name, or under one nobody declared, is of its own site."""
    homes = {source.id: settings.site(source.site) for source in settings.sources}
    sites = {queue.id: settings.site(queue.site) for queue in settings.centre.queues}
    for source_id, home in homes.items():
        yield source_id, None, UNMAPPED, home.id, home.timezone, home.day_start_s
    for source_id, name, queue_id in _aliases(settings):
        site = sites.get(queue_id, homes[source_id])
        yield source_id, name, queue_id, site.id, site.timezone, site.day_start_s


def _open_intervals(settings: Settings) -> Iterator[tuple[object, ...]]:
    """Closed on holidays is a row of no length: without any, a holiday would have the weekday's hours."""
    for queue in settings.centre.queues:
        for weekday, hours in sorted(queue.hours_s().items()):
            for start_s, end_s in hours or (((0, 0),) if weekday == HOLIDAY else ()):
                yield queue.id, weekday, start_s, end_s


def queue_days(settings: Settings, days_off: pd.DataFrame, first_date: date, last_date: date) -> pd.DataFrame:
    """The rules of every queue on every day from `first_date` to `last_date`, both included; `days_off` is `config.holiday`."""
    days = np.arange(np.datetime64(first_date, "D"), np.datetime64(last_date, "D") + 1)
    frames = []
    for queue in settings.centre.queues:
        off = days_off.loc[days_off["site_id"] == queue.site, "date"].to_numpy().astype("datetime64[D]")
        frames.append(_days_of(queue, days, np.isin(days, off), settings, site_id=queue.site))
    # Calls of queues nobody has mapped are scored by the rules that hold where nothing is said.
    stand_in = Queue.model_validate({"id": UNMAPPED, "name": "Unmapped", "site": UNMAPPED})
    frames.append(_days_of(stand_in, days, np.zeros(len(days), dtype=bool), settings, site_id=None))
    return pd.concat(frames, ignore_index=True)


def _days_of(queue: Queue, days: Array, is_holiday: Array, settings: Settings, *, site_id: str | None) -> pd.DataFrame:
    """The rules of one queue on each day. A holiday has the weekday's hours unless the queue names hours for holidays."""
    hours_s = queue.hours_s()
    open_s_by = np.array([sum(end - start for start, end in hours_s.get(weekday, ())) for weekday in range(HOLIDAY + 1)])
    weekday = (days.astype("int64") + 3) % 7 + 1  # day 0, the first of January 1970, is a Thursday
    open_s = open_s_by[np.where(is_holiday & (HOLIDAY in hours_s), HOLIDAY, weekday)]
    centre = settings.centre
    target_s = queue.first_response_target_s
    return pd.DataFrame(
        {
            "queue_id": queue.id,
            "business_date": days.astype("datetime64[us]"),
            "site_id": pd.Series(site_id, index=range(len(days)), dtype="string"),
            "threshold_s": queue.threshold_s,
            "short_abandon_s": queue.short_abandon_s,
            "service_level": queue.service_level,
            "include_flowouts": queue.include_flowouts,
            "count_callbacks": queue.count_callbacks,
            "interval_of": queue.interval_of,
            "callback_within_s": queue.callback_within_s,
            "min_n": centre.min_n if queue.min_n is None else queue.min_n,
            "is_open": open_s > 0,
            "is_holiday": is_holiday,
            "open_s": open_s,
            "first_response_target_s": centre.tickets.first_response_target_s if target_s is None else target_s,
        }
    )
