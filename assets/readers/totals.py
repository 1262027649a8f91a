"""Exports of sums: the parts of their key that nothing is said of, and sums that cannot be.

Belongs here: what is particular to `interval_total`. Does not: reading columns (delimited.py), what the sums mean (sql/staging).
"""

from collections.abc import Mapping
from dataclasses import replace

from assets.readers.derived import Value
from assets.readers.protocol import Refusal
from assets.readers.total_records import GRAINS, INTERVAL_TOTAL

# A part and the whole it cannot be greater than, by whatever clock a source counts.
PARTS = (("answered_in_time", "answered"), ("abandoned_in_time", "abandoned"), ("short_abandoned", "abandoned"))


def complete_key(values: dict[str, Value]) -> None:
    """Fill the parts of the key that nothing is said of, and name a day or a month by its noon, whatever the day starts with."""
    nothing = Value("cast(null as varchar)", "null", "text")
    grain, part, at = values.get("grain_source", nothing), values.get("part", nothing), values["at_utc"]
    values["grain_source"] = replace(grain, sql=f"coalesce(lower({grain.sql}), 'interval')")
    values["part"] = replace(part, sql=f"coalesce({part.sql}, '')")
    noon = f"case when {values['grain_source'].sql} = 'interval' then interval '0 hours' else interval '12 hours' end"
    values["at_utc"] = replace(at, sql=f"({at.sql}) + {noon}")


def impossible(values: Mapping[str, Value]) -> list[Refusal]:
    """Refuse a count below 0, a part greater than its whole, and a grain that is none."""
    counts = [column.name for column in INTERVAL_TOTAL.columns if column.type == "bigint" and column.name in values]
    told = [(part, whole) for part, whole in PARTS if part in values and whole in values]
    return [
        *(Refusal(f"({values[count].sql}) < 0", f"{count} is negative") for count in counts),
        *(Refusal(f"({values[part].sql}) > ({values[whole].sql})", f"{part} is greater than {whole}") for part, whole in told),
        Refusal(f"({values['grain_source'].sql}) not in {GRAINS}", f"grain_source is none of {', '.join(GRAINS)}"),
    ]
