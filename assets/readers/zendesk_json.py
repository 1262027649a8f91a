"""Zendesk Support as its API gives it: JSON of tickets, audits, ticket events, metric events, satisfaction ratings, users, groups.

Belongs here: telling which of them a file holds, and its plan. Does not: their fields (zendesk_shapes), connectors' tables
(zendesk). Types of events nobody documented are skipped, and counted.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from assets.readers.cells import NOTHING, iso_instant, unreadable, words_found
from assets.readers.documents import BROKEN, BROKEN_RECORDS, Record, as_batches, first_values
from assets.readers.protocol import Fit, Plan, Refusal, Unreadable
from assets.readers.ticket_records import TICKET, TICKET_FIGURE, TICKET_METRIC_EVENT
from assets.readers.zendesk_shapes import PROMISES, SHAPES, SIDELOADS, WRITTEN, Shape

Rows = Callable[[Record], Iterable[Mapping[str, Any]]]
# Lists that the API puts beside the one that was asked for, and the fields without which an entry tells nothing.
BESIDE_LISTS = {
    "users": frozenset(("id", "role")),
    "groups": frozenset(("id", "name")),
    "metric_sets": frozenset(("ticket_id", "reply_time_in_minutes")),
}


def sniff(head: bytes) -> Fit:
    """Say how well the first records fit one of the API's."""
    shape = shape_of(head)
    if shape is None:
        return Fit(0.0, "it is no JSON of its API")
    if re.search(rb'"status":\s*\d', head):
        return Fit(0.0, "its states are numbers, and those of the API are words")
    return Fit(0.9, f"its records have the fields of the API's `{shape.lists[0]}`")


def plan(head: bytes, file_name: str, *, keywords: Sequence[str] = ()) -> Plan:
    """Plan one export of the API; its times are UTC. `keywords` are looked for in what people wrote, which is then dropped."""
    shape = shape_of(head)
    if shape is None:
        for name, missing in _nearly(head):
            raise Unreadable(
                f"{file_name}: it holds `{name}`, whose records lack {', '.join(f'`{field}`' for field in missing)}. Ask for one with "
                "these fields, as the API gives them."
            )
        raise Unreadable(
            f"{file_name}: this JSON is none of Zendesk's exports. Expected records of {', '.join(one.lists[0] for one in SHAPES)}, "
            'one a line or in a document that names the list, such as {"tickets": [...]}.'
        )
    return replace(
        _planned(shape, shape.lists, partial(_known, shape), keywords=keywords),
        parts={name: _planned(part, held, rows) for name, part, held, rows in _parts(head, shape)},
    )


def _planned(shape: Shape, lists: Sequence[str], rows: Rows, *, keywords: Sequence[str] = ()) -> Plan:
    instants = {canonical: iso_instant(column) for canonical, column in shape.instants.items()}
    found = {"keywords": words_found(WRITTEN, keywords)} if set(WRITTEN) <= set(shape.columns) and keywords else {}
    refusals = list(BROKEN_RECORDS)
    refusals += [
        Refusal(unreadable(column, instants[canonical]), f"`{column}` is no timestamp; expected such as 2024-05-31T09:30:00Z")
        for canonical, column in shape.instants.items()
    ]
    refusals += shape.refusals
    return Plan(
        shape.kind,
        as_batches(shape.columns, rows, lists=lists, beside=SIDELOADS),
        {**shape.values, **instants, **found},
        refusals=tuple(refusals),
        skip=f"{BROKEN} is null and ({shape.skip})" if shape.skip else None,
    )


def _parts(head: bytes, main: Shape) -> Iterator[tuple[str, Shape, Sequence[str], Rows]]:
    """Give what a file tells beside its own list: people, teams, and the vendor's figures, beside the tickets or in each."""
    values = [value for value in first_values(head) if isinstance(value, Mapping)]
    for name, telling in BESIDE_LISTS.items():
        shape = next(shape for shape in SHAPES if name in shape.lists)
        entries = [value[name][0] for value in values if isinstance(value.get(name), list) and value[name]]
        if shape is not main and any(isinstance(entry, Mapping) and telling <= set(entry) for entry in entries):
            yield name, shape, (name,), partial(_told_beside, shape, telling)
    if main.kind is TICKET_METRIC_EVENT:
        yield "apply_sla", PROMISES, main.lists, partial(_known, PROMISES)
    if main.kind is TICKET and not any(value.get("metric_sets") for value in values):
        tickets = [record for value in values for record in (value.get("tickets") or [value])[:1] if isinstance(record, Mapping)]
        if any(isinstance(ticket.get("metric_set"), Mapping) for ticket in tickets):
            shape = next(shape for shape in SHAPES if shape.kind is TICKET_FIGURE)
            yield "metric_set", shape, main.lists, partial(_told_within, shape)


def _told_beside(shape: Shape, telling: frozenset[str], record: Record) -> Iterator[Mapping[str, Any]]:
    """A page without the list is no entry of it."""
    return _known(shape, record) if telling <= set(record) else iter(())


def _told_within(shape: Shape, record: Record) -> Iterator[Mapping[str, Any]]:
    figures = record.get("metric_set")
    return _known(shape, {**figures, "ticket_id": record.get("id")}) if isinstance(figures, Mapping) else iter(())


def _nearly(head: bytes) -> Iterator[tuple[str, list[str]]]:
    """Give the lists of the API that a document names, with the fields that their first record lacks."""
    for value in first_values(head):
        for shape in SHAPES:
            for name in shape.lists:
                records = value.get(name) if isinstance(value, dict) else None
                if isinstance(records, list) and records and isinstance(records[0], dict):
                    yield name, sorted(shape.signature - set(records[0]))


def _known(shape: Shape, record: Record) -> Iterator[Mapping[str, Any]]:
    """Give a record's rows without the words that help desks write where nothing is known."""
    for row in shape.rows(record):
        yield {name: None if isinstance(value, str) and value.strip().lower() in NOTHING else value for name, value in row.items()}


def shape_of(head: bytes) -> Shape | None:
    """Find which of the API's records a file holds."""
    for value in first_values(head):
        for shape in SHAPES:
            held = next((value[name] for name in shape.lists if isinstance(value, dict) and isinstance(value.get(name), list)), None)
            records = held if held is not None else value if isinstance(value, list) else [value]
            first = next((record for record in records if isinstance(record, dict)), None)
            if first is not None and shape.signature <= set(first):
                return shape
            if held == [] and len(value) <= 8:
                return shape
    return None
