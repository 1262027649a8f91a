"""Seconds between two moments that an export writes by the clock on the wall, which is set twice a year.

Belongs here: the SQL of such a duration. Does not: which columns hold the moments (delimited), instants in UTC (the engine).
"""

from datetime import UTC, datetime, timedelta

from assets.readers.cells import literal
from assets.zones import switches

EPOCH = datetime(1970, 1, 1, tzinfo=UTC).replace(tzinfo=None)


def seconds_between(since: str, until: str, *, zone: str | None) -> str:
    """Give SQL for the seconds from one timestamp to another, both by the clock of `zone`; None where nobody sets that clock.

    What the wall shows can be two instants in the hour that comes twice: of the spans it allows, the shortest that is not negative
    is meant. Switches are looked for only on days on which the clock is set, and across midnight: elsewhere a difference is enough.
    """
    plain = f"(epoch({until}) - epoch({since}))"
    found = switches(zone) if zone else ()
    if not found:
        return plain
    turns, days = [], set()
    for at, before, after in found:
        # how far the clock is put forward; when it first shows a time that may be the new one, and when only the new one can show it
        first, only = at + timedelta(seconds=after), at + timedelta(seconds=max(before, after))
        turns.append(f"{{'forward_s': {after - before}, 'first_s': {_epoch_s(first)}, 'only_s': {_epoch_s(only)}}}")
        days |= {f"date {literal(first.date().isoformat())}", f"date {literal(only.date().isoformat())}"}
    begun, over = f"epoch({since})", f"epoch({until})"
    between = f"{begun} < turn.first_s and {over} >= turn.only_s"
    within = f"{over} < {begun} and {over} >= turn.first_s and {begun} < turn.only_s"
    passed = f"list_filter([{', '.join(turns)}], lambda turn: ({between}) or ({within}))"
    forward_s = f"coalesce(list_sum(list_transform({passed}, lambda turn: turn.forward_s)), 0)"
    ordinary = f"cast({since} as date) = cast({until} as date) and cast({since} as date) not in ({', '.join(sorted(days))})"
    return f"case when {ordinary} then {plain} else {plain} - {forward_s} end"


def in_utc(wall: str, *, zone: str) -> str:
    """Give SQL for the instant in UTC at which the clock of `zone`, which is set at times, shows a time, by the rule of assets/zones.

    So what takes a while after it can be added; the hour that comes twice is its first pass.
    """
    found = switches(zone)
    turns = [f"{{'only_s': {_epoch_s(at + timedelta(seconds=max(before, after)))}, 'offset_s': {after}}}" for at, before, after in found]
    passed = f"list_filter([{', '.join(turns)}], lambda turn: epoch({wall}) >= turn.only_s)"
    return f"({wall}) - to_seconds(coalesce(list_last({passed}).offset_s, {found[0][1]}))"


def _epoch_s(at: datetime) -> int:
    return int((at - EPOCH).total_seconds())
