"""Words whose meanings are a closed set, and fields of words that are no column of a record."""

from collections.abc import Callable
from pathlib import Path

import pytest

from assets.readers.records import KINDS
from assets.settings.messages import SettingsError
from assets.settings.settings import load_settings

Write = Callable[..., Path]
COLUMNS = {kind.name: [column.name for column in kind.columns] for kind in KINDS.values()}


def test_fields_that_are_no_column_of_a_record_can_have_words(write: Write) -> None:
    folder = write(("sources", "    words:\n", "    words:\n      state: {acw: [Wrapup]}\n      exit_key: {callback_scheduled: ['1']}\n"))
    told = load_settings(folder, known_columns=COLUMNS).source("acd").words
    assert (told["state"], told["exit_key"]) == ({"acw": ("Wrapup",)}, {"callback_scheduled": ("1",)})


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("state: {acww: [Wrapup]}", "words.state.acww: unknown state 'acww'; did you mean 'acw'?"),
        ("exit_key: {callback: ['1']}", "words.exit_key.callback: unknown exit_key 'callback'"),
        ("stat: {acw: [Wrapup]}", "words.stat: unknown canonical column 'stat'; did you mean 'state'?"),
    ],
)
def test_a_meaning_nobody_knows_is_named(write: Write, said: str, message: str) -> None:
    folder = write(("sources", "    words:\n", f"    words:\n      {said}\n"))
    with pytest.raises(SettingsError, match=r"sources\.acd") as failure:
        load_settings(folder, known_columns=COLUMNS)
    assert message in str(failure.value)
