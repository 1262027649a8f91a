"""The balance of the days a run has rebuilt: as many records in raw as rows in staging and legs in core.

Belongs here: the asset `ops.balance` and its check. Does not: the counting (`assets.reconciliation`).
"""

from typing import Any

import dagster as dg

from assets.clocks import read_clocks
from assets.readers.records import KINDS
from assets.reconciliation import BALANCES, BESIDE, reconcile_days
from pipelines.house import House
from pipelines.ledger import days_of
from pipelines.sql_models import OWNERS, key_of

BALANCE = dg.AssetKey(["ops", "balance"])
CHECK = "every_record_of_a_rebuilt_day_is_a_row"
SHOWN = 10


def balance_asset() -> dg.AssetsDefinition:
    """Make the asset that balances raw, staging and core day by day; a residual stops the publication."""

    @dg.asset(
        key=BALANCE,
        deps=[key_of(table) for table in sorted({*(made for _, _, _, made in BALANCES.values()), *BESIDE.values()})],
        group_name="ops",
        kinds={"duckdb", "python"},
        owners=OWNERS,
        required_resource_keys={"house"},
        backfill_policy=dg.BackfillPolicy.single_run(),
        check_specs=[
            dg.AssetCheckSpec(
                name=CHECK,
                asset=BALANCE,
                blocking=True,
                description="Every raw record of a rebuilt day is a staging row of that day, and every call that entered a queue is a leg.",
            )
        ],
        description="Rows of ops.reconciliation for the days of this run: counted in raw with Python's clocks, and in the tables SQL made.",
    )
    def balance(context: dg.AssetExecutionContext) -> dg.MaterializeResult:  # type: ignore[type-arg]  # Dagster knows only the bare name
        house: House = context.resources.house
        days = {kind.table: set(days_of(house.engine, kind.table)) for kind in KINDS.values()}
        rows = reconcile_days(house.engine, read_clocks(house.engine), days)
        wrong = rows[~rows["passed"].astype(bool)]
        lines = [f"{r.business_date} {r.check_id} of {r.source_id}: {r.lhs} in raw, {r.rhs} in the table" for r in wrong.itertuples()]
        more = [f"... and {len(lines) - SHOWN} more in ops.reconciliation"] if len(lines) > SHOWN else []
        check: Any = dg.AssetCheckResult(
            check_name=CHECK,
            asset_key=BALANCE,
            passed=not lines,
            severity=dg.AssetCheckSeverity.ERROR,
            description="\n".join(lines[:SHOWN] + more) or f"{len(rows)} balances of days are even",
        )
        return dg.MaterializeResult(metadata={"dagster/row_count": len(rows)}, check_results=[check])

    return balance
