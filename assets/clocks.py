"""Which business day an instant belongs to, by source and queue as the exports name it.

Belongs here: the clock (zone and day start) of every site and queue name, and days from it. Does not: writing dirty days (touched_days).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from assets.settings.centre import Site
from assets.settings.words import DISPATCH_EVENTS, OUTCOMES
from assets.warehouse import Warehouse
from assets.zones import load_zone

# What staging understands without being told.
CANONICAL = {
    "outcome": OUTCOMES,
    "status": ("new", "open", "pending", "hold", "solved", "closed", "deleted"),
    "priority": ("low", "normal", "medium", "high", "urgent", "critical"),
    "event": DISPATCH_EVENTS,
}


@dataclass(frozen=True)
class Clock:
    """A site's clock."""

    zone: str
    day_start_s: int

    def day(self, at_utc: datetime) -> date:
        """Give the business day of an instant (UTC, without zone)."""
        local = at_utc.replace(tzinfo=UTC).astimezone(load_zone(self.zone)).replace(tzinfo=None)
        return (local - timedelta(seconds=self.day_start_s)).date()


@dataclass(frozen=True)
class Clocks:
    """The clocks and words config knows, read once for a run of ingest."""

    of_source: Mapping[str, Clock]
    of_queue: Mapping[tuple[str, str], Clock]
    words: frozenset[tuple[str, str, str]]

    def knows_queue(self, source_id: str, queue: str) -> bool:
        """Say whether config maps this name to a queue."""
        return (source_id, queue) in self.of_queue

    def knows_word(self, source_id: str, field: str, word: str) -> bool:
        """Say whether config maps this word, or it is one of the house's own: a canonical word means itself."""
        return (source_id, field, word.lower()) in self.words or word.lower() in CANONICAL.get(field, ())

    def clock(self, source_id: str, queue: str | None, *, names: Mapping[str, str]) -> Clock:
        """Give the clock of a queue as an export names it (a team by id or name), or else that of its source."""
        named = self.of_queue.get((source_id, queue or "")) or self.of_queue.get((source_id, names.get(queue or "", "")))
        return named or self.of_source[source_id]

    def days(self, source_id: str, spans: Iterable[tuple[str | None, datetime, datetime]], *, names: Mapping[str, str]) -> set[date]:
        """Give every business day of `spans` (queue, first and last instant); `names` translates a team's id to its name."""
        found: set[date] = set()
        for queue, first, last in spans:
            clock = self.clock(source_id, queue, names=names)
            day, end = clock.day(first), clock.day(last)
            while day <= end:
                found.add(day)
                day += timedelta(days=1)
        return found


def last_site(sites: Iterable[Site], now: datetime) -> Site:
    """Give the site whose business day ends last: the one furthest behind at an instant (with zone), its start of day counted."""

    def behind_utc(site: Site) -> timedelta:
        offset = now.astimezone(load_zone(site.timezone)).utcoffset() or timedelta()
        return timedelta(seconds=site.day_start_s) - offset

    return max(sites, key=behind_utc)


def first_running_day(sites: Iterable[Site], now: datetime) -> date:
    """Give the earliest business day that still runs on a site's clock; every day before it has ended on all of them."""
    last = last_site(sites, now)
    return Clock(last.timezone, last.day_start_s).day(now.astimezone(UTC))


def read_clocks(engine: Warehouse) -> Clocks:
    """Read the clocks and words from config.*."""
    told = engine.rows("select site_id, timezone, day_start_s from config.site")
    sites = {site: Clock(zone, int(start_s)) for site, zone, start_s in told}
    aliases = engine.rows(
        "select a.source_id, a.queue_raw, q.site_id from config.queue_alias a join config.queue q on q.queue_id = a.queue_id"
    )
    return Clocks(
        {source: sites[site] for source, site in engine.rows("select source_id, site_id from config.source")},
        {(source, queue): sites[site] for source, queue, site in aliases if site in sites},
        frozenset((source, field, word) for source, field, word in engine.rows("select source_id, field, word from config.word")),
    )
