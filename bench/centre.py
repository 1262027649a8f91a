"""The centre whose calls `bench.calls` makes, and Switchboard's own job on it, from the landing file to the KPI tables.

python -m bench.centre kpis DATA     everything up to kpi.interval, kpi.daily and kpi.monthly, with all checks
python -m bench.centre publish DATA  the whole job
"""

import json
import os
import shutil
import sys
import time
from pathlib import Path

from bench.measure import ROOT

QUEUES = "\n".join(
    f"  - {{id: queue_{n}, name: Queue {n}, site: main, channel: phone, aliases: [queue {n}], threshold_s: 20, short_abandon_s: 5}}"
    for n in range(1, 13)
)
CENTRE = f"""
name: Bench
currency: EUR
interval_minutes: 30
restate_days: 14
min_n: 20
sites:
  - {{id: main, name: Main, timezone: Europe/Berlin, country: DE}}
queues:
{QUEUES}
"""
SOURCES = """
sources:
  - id: calls
    reader: delimited
    kind: call
    files: "calls*"
    site: main
    timezone: Europe/Berlin
    columns:
      leg_id: call_id
      queue: queue
      direction: direction
      customer_key: caller
      did: dialled
      entered_at_utc: entered_at
      wait_s: wait_s
      ring_s: ring_s
      talk_s: talk_s
      hold_s: hold_s
      acw_s: acw_s
      agent: agent
      outcome: outcome
      transfer_to: transferred_to
      topic: topic
    words:
      outcome: {flowout_timeout: [overflow], excluded: [test]}
      direction: {inbound: [in], outbound: [out]}
"""
KPI_TABLES = ("interval", "daily", "monthly")


def settle(data: Path) -> dict[str, str]:
    """Write the centre's settings into a data folder and give the environment that names both."""
    config = data / "config"
    (data / "landing").mkdir(parents=True, exist_ok=True)
    config.mkdir(exist_ok=True)
    (config / "centre.yaml").write_text(CENTRE)
    (config / "sources.yaml").write_text(SOURCES)
    (config / "targets.yaml").write_text("targets: []\n")
    (config / "staffing.yaml").write_text("defaults: {}\n")
    return {"SWITCHBOARD_CONFIG": str(config), "SWITCHBOARD_DATA": str(data), "SWITCHBOARD_KEY": "a key of the bench"}


def run(data: Path, *, to_kpis: bool) -> None:
    """Run the job `refresh` in this process and print seconds by step as JSON."""
    home = data / "dagster_home"
    home.mkdir(exist_ok=True)
    shutil.copy(ROOT / "pipelines" / "dagster.yaml", home)
    os.environ |= {"DAGSTER_HOME": str(home), "DAGSTER_DISABLE_TELEMETRY": "1", "GX_ANALYTICS_ENABLED": "false"}
    started = time.monotonic()
    import dagster as dg

    from pipelines.definitions import defs

    kpis = dg.AssetSelection.assets(*(dg.AssetKey(["kpi", table]) for table in KPI_TABLES))
    wanted = kpis.upstream().required_multi_asset_neighbors() if to_kpis else None
    imported_s = time.monotonic() - started
    with dg.DagsterInstance.get() as instance:
        job = defs.resolve_job_def("refresh")
        keys = list(wanted.resolve(defs.resolve_asset_graph()) - {dg.AssetKey(["ops", "business_day"])}) if wanted else None
        result = job.execute_in_process(instance=instance, asset_selection=keys, run_config={"loggers": {"console": {"config": {}}}})
        steps, begun = {"imports": imported_s}, {}
        for entry in instance.all_logs(result.run_id, of_type={dg.DagsterEventType.STEP_START, dg.DagsterEventType.STEP_SUCCESS}):
            if entry.dagster_event_type is dg.DagsterEventType.STEP_START:
                begun[entry.step_key] = entry.timestamp
            else:
                steps[str(entry.step_key)] = entry.timestamp - begun[entry.step_key]
    print(json.dumps(steps))


if __name__ == "__main__":
    run(Path(sys.argv[2]), to_kpis=sys.argv[1] == "kpis")
