"""Each kind of mistake in the settings, with the whole message its writer gets."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.readers.records import KINDS
from assets.settings.messages import SettingsError
from assets.settings.settings import load_settings
from tests.settings.mistakes import CASES

Write = Callable[..., Path]

SHIPPED = Path(__file__).parents[2] / "config"

KNOWN = {
    "known_kpis": {"service_level": "higher", "handle_time": "band", "csat_mean": "higher"},
    "known_readers": ["queue_log", "delimited", "zendesk", "qualtrics"],
    "known_columns": {kind.name: [column.name for column in kind.columns] for kind in KINDS.values()},
}


def mistakes(folder: Path) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load_settings(folder, **KNOWN)
    head, *found = str(caught.value).splitlines()
    assert head == f"{len(found)} mistake{'s' if len(found) > 1 else ''} in the settings:"
    return [line.strip() for line in found]


@pytest.mark.parametrize("change, messages", [(case[0], case[1:]) for case in CASES.values()], ids=list(CASES))
def test_a_mistake_gives_its_message(write: Write, change: tuple[str, str, str], messages: tuple[str, ...]) -> None:
    assert mistakes(write(change)) == list(messages)


def test_every_mistake_of_every_file_is_listed_in_the_order_of_files_and_lines(write: Write) -> None:
    found = mistakes(
        write(
            ("centre", "currency: EUR", "currency: Euro"),
            ("centre", "site: quay\n    aliases: [help]", "site: pier\n    aliases: [help]"),
            ("sources", "timezone: Europe/Berlin", "timezone: Berlin"),
            ("sources", "reader: delimited", "reader: csv"),
            ("targets", "target: 0.8", "target: 80 %"),
            ("staffing", "max_occupancy", "occupancy"),
        )
    )
    assert found == [
        "config/centre.yaml, line 2, currency: found 'Euro', expected a currency of three capital letters such as EUR",
        "config/centre.yaml, line 16, queues.support.site: unknown site 'pier'; known: quay",
        "config/sources.yaml, line 3, sources.acd.reader: unknown reader 'csv'; known: delimited, qualtrics, queue_log, zendesk",
        "config/sources.yaml, line 7, sources.acd.timezone: found 'Berlin', expected an IANA time zone such as Europe/Berlin;"
        " did you mean 'Europe/Berlin'?",
        "config/staffing.yaml, line 4, queues.orders.occupancy: unknown key 'occupancy'; did you mean 'max_occupancy'?",
        "config/targets.yaml, line 4, targets[1].target: found '80 %', expected a number",
    ]


def test_a_missing_file_is_named_with_the_one_that_looks_like_it(write: Write) -> None:
    folder = write()
    (folder / "targets.yaml").rename(folder / "target.yaml")
    assert mistakes(folder) == ["config/targets.yaml: the file is missing; there is a 'target.yaml': should it have this name?"]


def test_a_missing_folder_is_said_once_a_file(tmp_path: Path) -> None:
    assert mistakes(tmp_path / "settings")[0] == "settings/centre.yaml: the file is missing: there is no folder 'settings'"


def test_an_empty_file_lacks_what_it_must_have(write: Write) -> None:
    folder = write()
    (folder / "targets.yaml").write_text("# nothing yet\n", encoding="utf-8")
    assert mistakes(folder) == ["config/targets.yaml, line 1: the key 'targets' is missing, expected a list of targets"]


def test_bytes_that_are_not_utf8_are_named_with_their_line(write: Write) -> None:
    folder = write()
    path = folder / "targets.yaml"
    path.write_bytes(path.read_bytes().replace(b"Head", "Hühner".encode("latin-1")))
    assert mistakes(folder) == ["config/targets.yaml, line 5: found the byte 0xfc, expected UTF-8; save the file as UTF-8"]


def test_an_unreadable_file_makes_no_name_unknown_in_the_others(write: Write) -> None:
    found = mistakes(write(("centre", "name: Quay", "name: 'Quay"), ("targets", "scope: company", "scope: queue/any")))
    assert len(found) == 1 and found[0].startswith("config/centre.yaml, line")


def test_no_message_speaks_the_language_of_the_validation_library(write: Write) -> None:
    for case in CASES.values():
        for message in mistakes(write(case[0])):
            for jargon in ("pydantic", "Input should", "value_error", "type=", "tuple", "dict"):
                assert jargon not in message


@settings(deadline=None, max_examples=150)
@given(
    name=st.sampled_from(sorted(path.name for path in SHIPPED.glob("*.yaml"))),
    where=st.integers(0, 200),
    text=st.sampled_from(
        ["", "5", "-1", "true", "[]", "{}", "[1, 2]", "{a: 1}", "~", "[[1]]", "{id: {}}", "&a *a", "!foo 3", ".nan", "1e400", "9" * 400]
    )
    | st.text(max_size=8),
)
def test_whatever_is_written_behind_a_key_the_answer_is_settings_or_mistakes(name: str, where: int, text: str) -> None:
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "config"
        shutil.copytree(SHIPPED, folder)
        lines = (folder / name).read_text(encoding="utf-8").splitlines()
        line = where % len(lines)
        lines[line] = lines[line].split(":")[0] + ": " + text
        (folder / name).write_text("\n".join(lines), encoding="utf-8", errors="replace")
        try:
            load_settings(folder, **KNOWN)  # type: ignore[arg-type]
        except SettingsError as caught:
            assert all(mistake.file.startswith("config/") and mistake.text for mistake in caught.mistakes)
