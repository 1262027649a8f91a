"""Records that come more than once: the latest delivery stands, whatever the order they come in."""

import json
from pathlib import Path
from typing import Any

from tests.warehouse import deliver, open_warehouse, run_ingest, settings_of

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
