"""A small centre on disk that tests run, break and look into.

Belongs here: copying it, running it, asking what its tables hold. Does not: tests, or how a run is started (`driver`).
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from pipelines.engine.duckdb import DuckDBEngine

ROOT = Path(__file__).resolve().parents[2]
TODAY = "2026-11-01"  # the day after the sample's last
RUN_COLUMNS = (
    *("load_id", "file_id", "line", "file_first_at_utc", "kept_file_id", "kept_line"),
    *("run_id", "built_at_utc", "published_at_utc", "loaded_at"),
)
FLOORS = ("staging", "core", "kpi", "analysis", "marts")
LOOKED_AT_S = 3600.0  # files of a test are this old, so that nothing waits for them to settle


@dataclass(frozen=True)
class Said:
    """What a run ended with."""

    code: int
    text: str

    @property
    def words(self) -> str:
        """All it printed, line breaks taken out, so that a sentence is found whatever the width of the terminal."""
        return " ".join(self.text.split())


class Machine:
    """The warm parent of all runs of a test session (`driver`)."""

    def __init__(self, few_promises: Path) -> None:
        self.few_promises = few_promises
        threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "DAGSTER_DISABLE_TELEMETRY": "1", "COLUMNS": "200"}
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "tests.runs.driver"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=os.environ | threads | {"PYTHONPATH": str(ROOT)},
        )

    def carry_out(self, order: dict[str, Any], said: Path) -> Said:
        """Run one order to its end."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps({**order, "said": str(said)}) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, "the driver of the runs has died"
        return Said(json.loads(answer), said.read_text(encoding="utf-8"))

    def close(self) -> None:
        """Let the parent end."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=60)
        self._process.stdout.close()


@dataclass(frozen=True)
class Centre:
    """A data folder with its config, and the machine that runs it."""

    machine: Machine
    data: Path
    config: Path

    @property
    def landing(self) -> Path:
        """Where files are dropped."""
        return self.data / "landing"

    @property
    def database(self) -> Path:
        """The published database."""
        return self.data / "published" / "switchboard.duckdb"

    def run(self, *, today: str = TODAY, all_promises: bool = False, **order: Any) -> Said:
        """Run `switchboard run`; see `driver` for what an order may say.

        Looking at every promise takes half of a small run: a test that asks for none of them looks at a few.
        """
        if not all_promises:
            order["expectations"] = str(self.machine.few_promises)
        words = ["run", "--config", str(self.config), "--data", str(self.data), "--no-sample"]
        environment = {"SWITCHBOARD_TODAY": today}
        return self.machine.carry_out({"words": words, "environment": environment, **order}, self.data.parent / "said.txt")

    def good_run(self, **order: Any) -> Said:
        """Run, and insist that it ends well."""
        said = self.run(**order)
        assert said.code == 0, said.text
        return said

    def copied_to(self, folder: Path) -> "Centre":
        """Copy everything, times of change included, so that the copy knows its files."""
        shutil.copytree(self.data, folder / "data")
        shutil.copytree(self.config, folder / "config", dirs_exist_ok=True)
        return Centre(self.machine, folder / "data", folder / "config")

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the warehouse."""
        with duckdb.connect(str(self.data / "warehouse.duckdb")) as con:
            return con.execute(sql).fetchall()

    def tables(self, floors: Iterable[str] = FLOORS) -> list[str]:
        """Name the tables of some floors."""
        found = self.rows("select schema_name || '.' || table_name from duckdb_tables() where database_name = current_database()")
        return sorted(name for (name,) in found if name.split(".")[0] in floors)

    def content(self, tables: Sequence[str] | None = None, *, where: str = "true") -> dict[str, str]:
        """Hash tables without the columns that say when and from which file a row came."""
        names = self.tables() if tables is None else tables
        with duckdb.connect(str(self.data / "warehouse.duckdb")) as con:
            engine = DuckDBEngine(con, self.data)
            return {table: engine.content_hash(table, where=where, leave_out=RUN_COLUMNS) for table in names if table != "marts.meta_run"}

    def content_by(self, table: str, column: str) -> dict[Any, str]:
        """Hash a table once for every value of a column, a day or a month as a rule."""
        with duckdb.connect(str(self.data / "warehouse.duckdb")) as con:
            engine = DuckDBEngine(con, self.data)
            values = [value for (value,) in con.execute(f"select distinct {column} from {table} order by 1").fetchall()]
            return {v: engine.content_hash(table, where=f"{column} = '{v}'", leave_out=RUN_COLUMNS) for v in values}

    def published_files(self) -> dict[str, tuple[str, int]]:
        """Give content hash and time of change of every published file."""
        folder = self.data / "published"
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        return {path.name: (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns) for path in files}

    def published_tables(self) -> dict[str, tuple[str, int]]:
        """Give the published files without the reports, which also tell how many records came in and were refused."""
        return {name: facts for name, facts in self.published_files().items() if not name.endswith(".html")}

    def deliver(self, name: str, content: str | bytes) -> Path:
        """Put a file into the landing folder that has stopped growing an hour ago."""
        path = self.landing / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        then = time.time() - LOOKED_AT_S
        os.utime(path, (then, then))
        return path


def days_that_differ(before: dict[Any, str], after: dict[Any, str]) -> set[date]:
    """Name the days (or months) whose content is not the same."""
    return {day for day in before.keys() | after.keys() if before.get(day) != after.get(day)}
