"""A reader's plan as one select: text becomes the kind's columns, and what is wrong with a record is said beside them.

Belongs here: the text of that select. Does not: running it (`loading`), local time, the place of a record.
"""

import re
from collections.abc import Collection
from dataclasses import replace

import numpy as np

from assets.readers.cells import literal, quoted
from assets.readers.protocol import Batches, Plan

ZONE_OF_RECORD = "zone of record"
FIRST_YEAR, LAST_YEAR = 1990, 2040  # the dates config.zone_day covers


def typed(plan: Plan, source: str, *, kept: Collection[str] = ()) -> str:
    """The select that casts text into the kind's columns and says what is wrong with a record; of columns `kept` it gives the text."""
    absent = [column for column in plan.values if column not in {known.name for known in plan.kind.columns}]
    if absent:
        raise ValueError(f"{plan.kind.name}: the plan fills {absent}, which the kind does not have")
    plan, source = _worked_out_once(plan, source)
    # What the source does not tell is not stored here for nothing: ten million nulls of text are 160 MB, and `incoming` adds them.
    told = [column for column in plan.kind.columns if column.name in plan.values]
    hashed = hidden(plan)
    values = [
        f"nullif(trim({hashed[column.name]}), '') as {quoted(column.name)}"
        if column.name in kept
        else f"cast({plan.values[column.name]} as {column.type}) as {quoted(column.name)}"
        for column in told
    ]
    values += [f"{plan.zone_of} as {quoted(ZONE_OF_RECORD)}"] if plan.zone_of else []
    refusals = " ".join(f"when {refusal.condition} then {literal(refusal.reason)}" for refusal in plan.refusals)
    required = [
        f"when {f'{quoted(column.name)} is null' if column in told else 'true'} "
        f"then {literal(f'{column.name} is missing or cannot be read')}"
        for column in plan.kind.columns
        if column.required
    ]
    dated = [
        f"when year({quoted(column.name)}) not between {FIRST_YEAR} and {LAST_YEAR} "
        f"then {literal(f'{column.name} is outside the years {FIRST_YEAR} to {LAST_YEAR}')}"
        for column in plan.kind.columns
        if column.type == "timestamp" and column.name in plan.values
    ]
    names = ", ".join(quoted(name) for name in (*(column.name for column in told), *((ZONE_OF_RECORD,) if plan.zone_of else ())))
    numbered = "file_id, record, " if isinstance(plan.shape, Batches) else ""
    return (
        f"select {numbered}case when is_skipped then null when refusal is not null then refusal {' '.join(required + dated)} end "
        f"as reason, is_skipped, is_repaired, {names} from (select {numbered}"
        f"{f'case {refusals} end' if refusals else 'cast(null as varchar)'} as refusal, "
        f"coalesce({plan.skip or 'false'}, false) as is_skipped, coalesce({plan.repaired or 'false'}, false) as is_repaired, "
        f"{', '.join(values)} from {source})"
    )


def _worked_out_once(plan: Plan, source: str) -> tuple[Plan, str]:
    """The plan with names in place of what it says several times, and the source with columns of these names."""
    names = {sql: quoted(f"once {number}") for number, sql in enumerate(sorted(plan.once, key=len, reverse=True))}
    if not names:
        return plan, source

    def named(text: str) -> str:
        for sql, name in names.items():
            text = text.replace(sql, name)
        return text

    values = {column: named(value) for column, value in plan.values.items()}
    refusals = tuple(replace(refusal, condition=named(refusal.condition)) for refusal in plan.refusals)
    found = ", ".join(f"{sql} as {name}" for sql, name in names.items())
    return replace(plan, values=values, refusals=refusals), f"(select *, {found} from {source})"


def hidden(plan: Plan) -> dict[str, str]:
    """Each column that is one keyed hash and nothing else, with the SQL of the text it hides."""
    calls = {column: value for column, value in plan.values.items() if value.startswith("keyed_hash(") and value.endswith(")")}
    return {column: value[len("keyed_hash(") : -1] for column, value in calls.items() if _is_one_call(value)}


def _is_one_call(value: str) -> bool:
    """Whether the bracket that ends an expression is the first it opened."""
    signs = re.sub(r"'[^']*'|\"[^\"]*\"", "", value)
    depths = np.cumsum([(sign == "(") - (sign == ")") for sign in signs[signs.index("(") :]])
    return bool((depths[:-1] > 0).all() and depths[-1] == 0)
