"""Which days each table must rebuild: dirty days carried down the lineage, as far as each definition says its days reach.

Belongs here: pure arithmetic on sets of days. Does not: databases, Dagster.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from pipelines.engine.base import Span

THROUGH = "ops.data_through"  # the last complete day
MERGE_GAP_DAYS = 3  # two statements cost more than three idle days in one


@dataclass(frozen=True)
class Node:
    """A table or KPI as the planner sees it.

    back_days is how many earlier days a day's data changes, ahead_days how many later ones; forward is True when it changes
    all later ones. One that reads THROUGH asks whether a day's time is up: when the last complete day moves on, so do the answers.
    """

    name: str
    reads: tuple[str, ...]
    back_days: int = 0
    forward: bool = False
    ahead_days: int = 0


def spans(days: Iterable[date], *, apart: Set[date] = frozenset()) -> list[Span]:
    """Join days into windows; windows less than three days apart become one, unless a day of `apart` lies between them."""
    joined: list[Span] = []
    for day in sorted(set(days)):
        near = bool(joined) and (day - joined[-1].last).days < MERGE_GAP_DAYS
        if near and apart.isdisjoint(days_between(joined[-1].last, day)[1:-1]):
            joined[-1] = Span(joined[-1].first, day)
        else:
            joined.append(Span(day, day))
    return joined


def month_spans(days: Iterable[date]) -> list[Span]:
    """Give windows of the whole months that the days touch; months that follow each other become one window."""
    joined: list[Span] = []
    for first in sorted({day.replace(day=1) for day in days}):
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        if joined and joined[-1].last + timedelta(days=1) == first:
            joined[-1] = Span(joined[-1].first, last)
        else:
            joined.append(Span(first, last))
    return joined


def days_between(first: date, last: date) -> list[date]:
    """List every day from first to last, both inclusive."""
    return [first + timedelta(days=k) for k in range((last - first).days + 1)]


def plan(
    nodes: Iterable[Node],
    *,
    dirty: Mapping[str, Set[date]],
    known: Mapping[str, Set[date]],
    stale: Set[str],
    through: date | None,
    through_before: date | None = None,
) -> dict[str, frozenset[date]]:
    """Give every node the days it must rebuild.

    Parameters
    ----------
    nodes : in an order in which each reads only earlier ones
    dirty : raw table -> days whose rows have changed
    known : raw table -> every day it has rows of
    stale : names whose definition or settings changed: they and all that reads them rebuild every day they have
    through : last complete day; what a day changes for ever after ends here
    through_before : the last complete day when the books were last closed
    """
    todo: dict[str, frozenset[date]] = {table: frozenset(days) for table, days in dirty.items()}
    has: dict[str, frozenset[date]] = {
        table: frozenset(known.get(table, frozenset())) | todo.get(table, frozenset()) for table in {*known, *dirty}
    }
    stale_now = set(stale)
    for node in nodes:
        all_days: frozenset[date] = frozenset().union(*(has.get(read, frozenset()) for read in node.reads))
        if node.forward and all_days and through:
            all_days |= frozenset(days_between(min(all_days), max(through, *all_days)))
        has[node.name] = all_days
        if stale_now & {node.name, *node.reads}:
            stale_now.add(node.name)
            todo[node.name] = all_days
            continue
        from_below: frozenset[date] = frozenset().union(*(todo.get(read, frozenset()) for read in node.reads))
        todo[node.name] = _reached(from_below, all_days, node)
        if THROUGH in node.reads and through_before and through and through > through_before:
            ripened_after = through_before - timedelta(days=node.back_days)
            todo[node.name] |= {day for day in all_days if day > ripened_after}
    return todo


def _reached(days: frozenset[date], all_days: frozenset[date], node: Node) -> frozenset[date]:
    if not days:
        return days
    reached = set(days)
    if node.back_days:
        back = {day - timedelta(days=k) for day in days for k in range(node.back_days + 1)}
        reached |= back & all_days
    if node.ahead_days:
        ahead = {day + timedelta(days=k) for day in days for k in range(node.ahead_days + 1)}
        reached |= ahead & all_days
    if node.forward:
        first = min(days)
        reached |= {day for day in all_days if day >= first}
    return frozenset(reached)


def reach(reach_days: int | Literal["open"], maturity_days: int = 0) -> tuple[int, bool]:
    """Turn a header's reach and maturity into (back_days, forward)."""
    if reach_days == "open":
        return maturity_days, True
    return max(reach_days, maturity_days), False
