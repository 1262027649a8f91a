"""A file that cannot be written leaves the old one as it was, and says why."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.engine.duckdb import open_engine
from pipelines.replacing import NotWritten, replaced
from tests.tables import ROOT


def test_a_file_takes_its_place_only_when_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "x.txt"
    target.write_text("old")
    with pytest.raises(ZeroDivisionError), replaced(target) as half:
        half.write_text("half")
        raise ZeroDivisionError
    assert [p.name for p in tmp_path.iterdir()] == ["x.txt"] and target.read_text() == "old"
    with replaced(target) as half:
        half.write_text("new")
        assert target.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["x.txt"] and target.read_text() == "new"


@pytest.mark.parametrize("mark", [".~lock.book.xlsx#", "~$book.xlsx"])
def test_a_workbook_that_is_open_elsewhere_stays_as_it_was(tmp_path: Path, mark: str) -> None:
    target = tmp_path / "book.xlsx"
    target.write_text("old")
    (tmp_path / mark).write_text(",ann,laptop,23.11.2026 10:00,file;")
    with pytest.raises(NotWritten, match=r"open in a spreadsheet program.*Close it there"), replaced(target) as half:
        half.write_text("new")
    assert target.read_text() == "old"


def test_a_folder_that_takes_nothing_is_named() -> None:
    with (
        pytest.raises(NotWritten, match=r"/proc/nothing/x.csv was not written.*Nothing was left behind"),
        replaced(Path("/proc/nothing/x.csv")),
    ):
        pytest.fail("there is no folder to write to")


def test_a_read_only_folder_is_told_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who may do everything is not stopped by a folder's mode, so the system's answer is played."""
    (tmp_path / "x.csv").write_text("old")

    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "replace", refuse)
    with (
        pytest.raises(NotWritten, match=r"may not be written to .Permission denied.. The old file stands as it was"),
        replaced(tmp_path / "x.csv") as half,
    ):
        half.write_text("new")
    assert [p.name for p in tmp_path.iterdir()] == ["x.csv"]


LITTLE = """
import resource, sys, signal
from pathlib import Path
from pipelines.replacing import NotWritten, replaced
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    with replaced(Path(sys.argv[1])) as half:
        half.write_bytes(bytes(100_000))
except NotWritten as error:
    print(error)
"""


def test_a_disk_without_room_is_told_and_the_old_file_stands(tmp_path: Path) -> None:
    """The system refuses to let the file grow, as a full disk does."""
    target = tmp_path / "x.bin"
    target.write_bytes(b"old")
    done = subprocess.run([sys.executable, "-c", LITTLE, str(target)], capture_output=True, text=True, cwd=ROOT, check=True)
    assert "was not written: the disk is full" in done.stdout and "The old file stands as it was. Make room and try again." in done.stdout
    assert target.read_bytes() == b"old" and [p.name for p in tmp_path.iterdir()] == ["x.bin"]
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 4096


PUBLISH = """
import resource, sys
from pathlib import Path
from pipelines.engine.duckdb import open_engine
from pipelines.replacing import NotWritten
warehouse, target = map(Path, sys.argv[1:])
with open_engine(warehouse, threads=1) as engine:
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, resource.RLIM_INFINITY))
    try:
        engine.publish({"marts.t": ["row_no"]}, target, storage_version="v1.0.0")
    except NotWritten as error:
        print("TOLD", error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    print(engine.rows("select count(*) from marts.t"))
    print(engine.rows("select count(*) from duckdb_databases() where database_name = 'published'"))
"""


def test_a_publication_that_finds_no_room_leaves_the_old_one(tmp_path: Path) -> None:
    warehouse, target = tmp_path / "warehouse.duckdb", tmp_path / "published" / "switchboard.duckdb"
    with open_engine(warehouse, threads=1) as engine:
        engine.build("marts.t", "select range as row_no, hash(range) as noise from range(200_000)", spans=None)
    target.parent.mkdir()
    target.write_bytes(b"old")
    done = subprocess.run(
        [sys.executable, "-c", PUBLISH, str(warehouse), str(target)], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert "TOLD" in done.stdout and str(target) in done.stdout, done.stdout + done.stderr
    assert "[(200000,)]\n[(0,)]" in done.stdout
    assert target.read_bytes() == b"old" and [p.name for p in target.parent.iterdir()] == ["switchboard.duckdb"]
