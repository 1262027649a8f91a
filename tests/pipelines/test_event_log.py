"""The event log that keeps its files open holds what Dagster's own would, where Dagster's own looks for it."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
import yaml
from dagster._core.storage.event_log import SqliteEventLogStorage

from pipelines.event_log import EventLog

HOME_FILE = Path(__file__).parents[2] / "pipelines" / "dagster.yaml"


@dg.asset
def calls() -> dg.MaterializeResult:  # type: ignore[type-arg]  # Dagster knows only the bare name
    return dg.MaterializeResult(metadata={"dagster/row_count": 3})


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    (tmp_path / "dagster.yaml").write_text(HOME_FILE.read_text(encoding="utf-8"), encoding="utf-8")
    return tmp_path


@pytest.fixture
def instance(home: Path) -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.get() as opened:
        yield opened


def test_the_instance_of_the_project_keeps_its_event_log_open(instance: dg.DagsterInstance) -> None:
    named = yaml.safe_load(HOME_FILE.read_text(encoding="utf-8"))["event_log_storage"]
    assert (named["module"], named["class"]) == (EventLog.__module__, EventLog.__name__)
    assert "EventLog" in str(instance.get_ref().event_storage_data)


def test_what_a_run_says_is_read_by_dagsters_own_log_while_the_files_are_open(home: Path, instance: dg.DagsterInstance) -> None:
    run = dg.materialize([calls], instance=instance)
    own = SqliteEventLogStorage(str(home / "history" / "runs"))
    kept = [event.dagster_event.event_type_value for event in own.get_logs_for_run(run.run_id) if event.dagster_event]
    said = [event.dagster_event.event_type_value for event in instance.all_logs(run.run_id) if event.dagster_event]
    assert kept == said
    assert kept[-1] == "PIPELINE_SUCCESS"
    latest = own.get_latest_materialization_events([dg.AssetKey("calls")])[dg.AssetKey("calls")]
    assert latest is not None and latest.run_id == run.run_id


def test_a_runs_own_file_is_up_to_date_for_the_page_that_watches_it(home: Path, instance: dg.DagsterInstance, tmp_path: Path) -> None:
    run = dg.materialize([calls], instance=instance)
    # the file alone, without the write-ahead log beside it
    alone = tmp_path / "alone.db"
    alone.write_bytes((home / "history" / "runs" / f"{run.run_id}.db").read_bytes())
    (events,) = sqlite3.connect(alone).execute("select count(*) from event_logs").fetchone()
    assert events == len(instance.all_logs(run.run_id))


def test_runs_one_after_the_other_keep_one_file_open_each_and_lose_nothing(instance: dg.DagsterInstance) -> None:
    runs = [dg.materialize([calls], instance=instance).run_id for _ in range(3)]
    assert all(instance.all_logs(run)[-1].dagster_event_type is dg.DagsterEventType.RUN_SUCCESS for run in runs)
    made = instance.fetch_materializations(dg.AssetKey("calls"), limit=10).records
    assert {record.run_id for record in made} == set(runs)
