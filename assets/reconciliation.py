"""The proof that nothing is lost: records counted in a file's bytes against rows in the tables, recomputable at any time.

Belongs here: one row a loaded file in ops.reconciliation. Does not: the conservation law of calls (expectations).
"""

import pandas as pd

from assets.warehouse import Warehouse

CHECK = "records_of_file"


def reconcile(engine: Warehouse) -> pd.DataFrame:
    """Recompute every file's balance, write it to ops.reconciliation and return it.

    lhs was counted by the gate before any database saw the file; rhs is counted in the tables as they stand now. Only headers,
    blank lines and records a reader skips leave no row, so their number comes from the manifest.
    """
    kinds = [kind for (kind,) in engine.rows("select distinct kind from ops.file_manifest where status = 'loaded' order by kind")]
    raw = " union all ".join(f"select file_id, count(*) as n from raw.{kind} group by file_id" for kind in kinds)
    with engine.transaction():
        engine.run("delete from ops.reconciliation where check_id = $check_id", {"check_id": CHECK})
        if kinds:
            engine.run(
                f"""
                insert into ops.reconciliation
                with stored as (select file_id, sum(n) as n from ({raw}) group by file_id),
                doubled as (select file_id, count(*) as n from ops.duplicate group by file_id),
                refused as (select file_id, count(*) as n from ops.quarantine group by file_id),
                balance as (
                    select
                        f.source_id,
                        f.file_id,
                        f.records as lhs,
                        cast(coalesce(stored.n, 0) + coalesce(doubled.n, 0) + coalesce(refused.n, 0) + f.skipped as bigint) as rhs,
                    from ops.file_manifest f
                    left join stored on stored.file_id = f.file_id
                    left join doubled on doubled.file_id = f.file_id
                    left join refused on refused.file_id = f.file_id
                    where f.status = 'loaded'
                )
                select $check_id, source_id, file_id, cast(null as date), lhs, rhs, lhs - rhs, lhs = rhs from balance
                """,
                {"check_id": CHECK},
            )
    return engine.read("select * from ops.reconciliation where check_id = $check_id order by file_id", {"check_id": CHECK})
