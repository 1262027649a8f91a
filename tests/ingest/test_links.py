"""Links in the landing folder: those to files are read, all others are refused by name and stop nothing."""

from pathlib import Path

import pytest

from assets import landing as landing_module
from assets.ingest import FileResult
from tests.warehouse import CALLS, CALLS_HEADER, deliver, open_warehouse, run_ingest, settings_of

SETTINGS = settings_of(CALLS)
GOOD = CALLS_HEADER + "1,orders,0301234567,2026-02-10 10:00:00,10,0:01:00,Handled\n"


def became(landing: Path) -> dict[str, FileResult]:
    """What became of the files, those of the second run the same as those of the first."""
    with open_warehouse(SETTINGS) as engine:
        found = {file.name: file for file in run_ingest(SETTINGS, engine, landing).files}
        assert run_ingest(SETTINGS, engine, landing, "run-2").files == (), "what was refused is not told again while nothing changes"
    return found


@pytest.mark.parametrize("target", ["..", ".", "../outside"])
def test_a_link_to_a_folder_is_refused_by_name_and_not_followed(tmp_path: Path, target: str) -> None:
    landing = tmp_path / "landing"
    deliver(landing, "acd/calls.csv", GOOD)
    deliver(tmp_path, "outside/acd/more.csv", GOOD.replace("1,", "2,", 1))
    (landing / "loop").symlink_to(target)
    found = became(landing)
    assert {name: file.status for name, file in found.items()} == {"acd/calls.csv": "loaded", "loop": "refused"}
    assert str(found["loop"].message).startswith(f"loop: this is a link to a folder ({target}), and only links to files are followed")


@pytest.mark.parametrize("target", ["nowhere.csv", "calls.csv"], ids=["missing", "itself"])
def test_a_link_that_leads_nowhere_is_refused_by_name(tmp_path: Path, target: str) -> None:
    deliver(tmp_path, "acd/good.csv", GOOD)
    (tmp_path / "acd" / "calls.csv").symlink_to(target)
    found = became(tmp_path)
    assert found["acd/good.csv"].status == "loaded"
    assert found["acd/calls.csv"].message == f"acd/calls.csv: this is a link ({target}) that leads to no file. Link it anew, or delete it."


def test_a_link_to_a_file_is_read_as_that_file(tmp_path: Path) -> None:
    landing, share = tmp_path / "landing", deliver(tmp_path, "share/calls.csv", GOOD)
    (landing / "acd").mkdir(parents=True)
    (landing / "acd" / "calls.csv").symlink_to(share)
    (file,) = became(landing).values()
    assert (file.status, file.loaded) == ("loaded", 1)


def test_a_folder_that_may_not_be_read_stops_no_other_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deliver(tmp_path, "acd/calls.csv", GOOD)
    deliver(tmp_path, "shut/calls.csv", GOOD)
    real = landing_module.os.scandir

    def scandir(folder: Path | int) -> object:
        if folder == tmp_path / "shut":
            raise PermissionError(13, "Permission denied", str(folder))
        return real(folder)

    monkeypatch.setattr(landing_module.os, "scandir", scandir)
    found = became(tmp_path)
    assert found["acd/calls.csv"].status == "loaded"
    assert found["shut"].message == "shut: this folder may not be looked into. Give this user the right to read it."
