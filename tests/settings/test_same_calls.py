"""Sources that tell the same calls: what `same_calls_as` may name, and the sentence its writer gets where it may not."""

from collections.abc import Callable
from pathlib import Path

import pytest

from assets.settings.messages import SettingsError
from assets.settings.settings import load_settings

LOG = "sources:\n  - {id: pbx, reader: queue_log, files: pbx/*, site: quay}\n"


@pytest.mark.parametrize(
    ("other", "message"),
    [
        ("pbxx", "unknown source 'pbxx'; did you mean 'pbx'?"),
        ("acd", "found the source itself, expected the other one that tells the same calls"),
    ],
)
def test_another_source_is_named_that_tells_the_same_calls(write: Callable[..., Path], other: str, message: str) -> None:
    folder = write(("sources", "sources:\n", LOG), ("sources", "kind: call", f"kind: call\n    same_calls_as: {other}"))
    with pytest.raises(SettingsError) as caught:
        load_settings(folder)
    assert f"sources.acd.same_calls_as: {message}" in str(caught.value)


def test_call_detail_records_meet_a_log_by_themselves(write: Callable[..., Path]) -> None:
    folder = write(("sources", "sources:\n", LOG), ("sources", "kind: call", "kind: trunk_call\n    same_calls_as: pbx"))
    with pytest.raises(SettingsError, match="meet a log by themselves as kind: trunk_call"):
        load_settings(folder)


def test_a_source_that_is_there_may_be_named(write: Callable[..., Path]) -> None:
    folder = write(("sources", "sources:\n", LOG), ("sources", "kind: call", "kind: call\n    same_calls_as: pbx"))
    assert load_settings(folder).source("acd").same_calls_as == "pbx"
