"""Are (b) and (c) the same work? Compares every daily value: `python -m bench.same_figures BY_HAND_DATABASE WAREHOUSE`."""

import sys

import duckdb

COMPARED = """
with pair as (
    select own.kpi, coalesce(abs(hand.value - own.value) <= 1e-9 * greatest(1, abs(own.value)), false) as is_same
    from hand.kpi_daily as hand
    join own.kpi.daily as own on own.kpi = hand.kpi and own.scope_id = hand.scope and own.business_date = hand.period
    where own.value is not null or hand.value is not null
)
select count(*), count(*) filter (where is_same), count(distinct kpi), string_agg(distinct kpi, ', ') filter (where not is_same) from pair
"""


def main(by_hand: str, warehouse: str) -> None:
    with duckdb.connect() as con:
        con.execute(f"attach '{by_hand}' as hand (read_only)")
        con.execute(f"attach '{warehouse}' as own (read_only)")
        compared, same, kpis, others = con.execute(COMPARED).fetchall()[0]
    print(f"{same:,} of {compared:,} daily figures of {kpis} KPIs are equal in (b) and (c)" + (f"; not all of: {others}" if others else ""))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
