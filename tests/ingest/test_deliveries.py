"""Records that come more than once: the latest delivery stands, whatever the order they come in."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from tests.warehouse import CALLS, CALLS_HEADER, deliver, open_warehouse, run_ingest, settings_of


def call(leg_id: str) -> str:
    return f"{leg_id},Orders,+49 30 1,2024-05-01 10:00:00,5,0:01:00,Handled\n"


CLOUD: dict[str, Any] = {"id": "cloud", "reader": "connect", "files": "cloud/*", "site": "berlin"}


def test_golden_case_11_a_record_delivered_three_times_is_one_call_with_the_after_contact_work_of_the_last(tmp_path: Path) -> None:
    contact = {
        "ContactId": "c1",
        "Channel": "VOICE",
        "InitiationMethod": "INBOUND",
        "InitiationTimestamp": "2024-05-01T08:00:00Z",
        "DisconnectTimestamp": "2024-05-01T08:10:00Z",
        "Queue": {"Name": "Orders", "EnqueueTimestamp": "2024-05-01T08:01:00Z"},
    }
    agent = {"Username": "ann", "ConnectedToAgentTimestamp": "2024-05-01T08:02:00Z", "AgentInteractionDuration": 239}
    deliveries = [
        contact | {"LastUpdateTimestamp": f"2024-05-01T08:1{n}:00Z", "Agent": agent | ({"AfterContactWorkDuration": 5} if n == 3 else {})}
        for n in (3, 1, 2)
    ]
    settings = settings_of(CLOUD)
    with open_warehouse(settings) as engine:
        deliver(tmp_path, "cloud/contacts.jsonl", "".join(json.dumps(one) + "\n" for one in deliveries))
        (result,) = run_ingest(settings, engine, tmp_path).files
        assert (result.records, result.loaded, result.duplicates) == (3, 1, 2)
        assert engine.rows("select talk_s, acw_s from raw.call") == [(239.0, 5.0)]


@pytest.mark.parametrize("name", ["acd/calls[1].csv", "acd/calls?.csv", "acd/**.csv", "acd/calls{1,2}.csv", "acd/it's [2].csv"])
def test_a_name_that_looks_like_a_pattern_is_a_name(tmp_path: Path, name: str) -> None:
    settings = settings_of(CALLS)
    with open_warehouse(settings) as engine:
        deliver(tmp_path, "acd/calls1.csv", CALLS_HEADER + call("a") + call("b"))
        deliver(tmp_path, name, CALLS_HEADER + call("c") + call("d"))
        assert {file.name: (file.loaded, file.duplicates) for file in run_ingest(settings, engine, tmp_path).files} == {
            "acd/calls1.csv": (2, 0),
            name: (2, 0),
        }
        assert engine.rows("select list(leg_id order by leg_id) from raw.call") == [(["a", "b", "c", "d"],)]


def test_a_folder_named_like_a_value_tells_no_value(tmp_path: Path) -> None:
    settings = settings_of({**CALLS, "files": "acd/*/*.csv"})
    with open_warehouse(settings) as engine:
        deliver(tmp_path, "acd/c2=Claims/calls.csv", CALLS_HEADER + call("a"))
        run_ingest(settings, engine, tmp_path)
        assert engine.rows("select leg_id, queue from raw.call") == [("a", "Orders")]


def test_files_loaded_one_by_one_while_the_next_is_counted_are_those_loaded_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files: dict[str, str | bytes] = {
        "acd/calls1.csv": CALLS_HEADER + call("a") + call("b"),
        "acd/calls2.csv": gzip.compress((CALLS_HEADER + call("c") + "7,Orders,1\n" + call("d")).encode()),
        "acd/calls3.csv": CALLS_HEADER + call("a") + call("b"),
        "acd/calls4.csv": b"%PDF-1.7 no calls",
        "acd/calls5.csv": CALLS_HEADER + "7,Orders,1\n" + call("e") + call("b"),
        "nobody/calls.csv": CALLS_HEADER + call("f"),
    }
    settings = settings_of(CALLS)

    def told(landing: Path) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
        with open_warehouse(settings) as engine:
            for name, content in files.items():
                deliver(landing, name, content)
            results = run_ingest(settings, engine, landing).files
            facts = sorted((r.name, r.status, r.loaded, r.duplicates, r.quarantined, r.message) for r in results)
            return facts, engine.rows("select leg_id, path, line from raw.call join ops.file_manifest using (file_id) order by all")

    together = told(tmp_path / "together")
    monkeypatch.setattr("assets.ingest.BATCH_BYTES", 0)
    assert told(tmp_path / "one by one") == together
    assert [status for _, status, *_ in together[0]] == ["loaded", "loaded", "copy", "refused", "loaded", "unclaimed"]
    assert [leg for leg, *_ in together[1]] == ["a", "b", "c", "d", "e"]
