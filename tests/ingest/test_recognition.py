"""A file that is not loaded says which reader knows it, or which were tried and what to declare."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.warehouse import CALLS, QUEUE_LOG, deliver, open_warehouse, run_ingest, settings_of

LOG = "1717397259|17.2|sales|NONE|ENTERQUEUE||030|1\n1717397260|17.2|sales|A|CONNECT|1|17.3|1\n"
CONTACTS = json.dumps({"ContactId": "c1", "InitiationMethod": "INBOUND"}) + "\n"
CLOUD: dict[str, Any] = {"id": "cloud", "reader": "connect", "files": "cloud/*", "site": "berlin"}


def told(folder: Path, name: str, content: str, *sources: dict[str, Any]) -> tuple[str, str]:
    settings = settings_of(*sources)
    with open_warehouse(settings) as engine:
        deliver(folder, name, content)
        (result,) = run_ingest(settings, engine, folder).files
    return result.status, str(result.message)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (LOG, "It looks like a file for the reader queue_log"),
        (CONTACTS, "It looks like a file for the reader connect"),
        ("a;b;c\n1;2;3\n", "it can be declared with reader delimited, a kind and its columns"),
        ("prose without columns\nand more of it\n", "No reader knows it (queue_log: no line reads"),
    ],
)
def test_a_file_nobody_claims_says_which_reader_knows_it_or_what_was_tried(tmp_path: Path, content: str, said: str) -> None:
    status, message = told(tmp_path, "inbox/export.txt", content, CALLS)
    assert (status, said in message) == ("unclaimed", True), message


def test_a_file_in_another_reader_s_folder_is_refused_with_the_reader_that_knows_it(tmp_path: Path) -> None:
    status, message = told(tmp_path, "cloud/queue_log", LOG, QUEUE_LOG, CLOUD)
    assert status == "refused"
    assert "no contact record of Amazon Connect was found" in message
    assert "It looks like a file for the reader queue_log" in message
