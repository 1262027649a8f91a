"""Whose clock the exports of a switch are written by, where their source does not say.

Belongs here: that rule. Does not: which keys a source has (sources), offsets of time zones (zones).
"""

from collections.abc import Iterable
from typing import Any

# Their tables and records hold the switch's local time; the lines of a queue log count seconds since 1970 and need no zone.
LOCAL_READERS = ("queue_log", "asterisk_cdr", "freeswitch_cdr")
UTC_READERS = (*LOCAL_READERS, "zendesk", "connect", "genesys")


def by_the_clock_of_their_site(sources: Iterable[Any], sites: Iterable[Any]) -> tuple[Any, ...]:
    """Give sources of switches that name no time zone the zone of their site."""
    zones = {site.id: site.timezone for site in sites}
    return tuple(
        source.model_copy(update={"timezone": zones[source.site]})
        if source.reader in LOCAL_READERS and "timezone" not in source.model_fields_set and source.site in zones
        else source
        for source in sources
    )
