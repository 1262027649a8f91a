"""What any record must keep to, whatever its source: defaults, words it may choose from, counts that fit each other.

Belongs here: rules that kinds declare (kinds.py), as SQL over the values of a plan. Does not: reading columns (delimited.py).
"""

from collections.abc import Mapping
from dataclasses import replace

from assets.readers.cells import is_error, literal
from assets.readers.derived import Value
from assets.readers.kinds import Kind
from assets.readers.protocol import Refusal


def complete(kind: Kind, values: dict[str, Value]) -> None:
    """Fill what a kind says of a record that says nothing, and name a day or a month by its noon."""
    nothing = Value("cast(null as varchar)", "null", "text")
    for column in kind.columns:
        if column.default is not None:
            told = values.get(column.name, nothing)
            word = f"lower({told.sql})" if column.choices else told.sql
            values[column.name] = replace(told, sql=f"coalesce({word}, {literal(column.default)})")
    if kind.grain:
        at = values[kind.at]
        noon = f"case when {values[kind.grain].sql} = 'interval' then interval '0 hours' else interval '12 hours' end"
        values[kind.at] = replace(at, sql=f"({at.sql}) + {noon}")


def impossible(kind: Kind, values: Mapping[str, Value]) -> list[Refusal]:
    """Refuse a count or a duration below 0, a part greater than its whole, a word that is none of the choices, an error for an id."""
    counts = [column.name for column in kind.columns if column.type == "bigint" and not column.name.endswith("_key")]
    amounts = [column.name for column in kind.columns if column.is_amount]
    below = [name for name in values if name in counts or name in amounts or name.endswith("_s")]
    told = [(part, whole) for part, whole in kind.parts if part in values and whole in values]
    return [
        *(Refusal(f"({values[name].sql}) < 0", f"{name} is negative") for name in below),
        *(Refusal(f"({values[part].sql}) > ({values[whole].sql})", f"{part} is greater than {whole}") for part, whole in told),
        *(
            Refusal(f"({values[column.name].sql}) not in {column.choices}", f"{column.name} is none of {', '.join(column.choices)}")
            for column in kind.columns
            if column.choices and column.name in values
        ),
        *(
            Refusal(is_error(values[column.name].text), f"{column.name} is a spreadsheet's error, such as #REF!")
            for column in kind.columns
            if column.name in kind.key and column.type == "varchar" and column.name in values
        ),
    ]
