"""One run of the real pipeline over copied files: a config folder of YAML, a landing folder, the published database.

Belongs here: preparing a run, starting it as people do, asking what came out. Does not: what is expected (readings).
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

HERE = Path(__file__).parent
CHECKOUT = HERE.parents[1]
REAL = CHECKOUT.parent / "shared" / "data"


@dataclass(frozen=True)
class Outcome:
    """A finished run: what it said, what it left behind."""

    data: Path
    exit_code: int
    said: str

    def warehouse(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the machine's own books."""
        return _ask(self.data / "warehouse.duckdb", sql)

    def published(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask what outsiders read."""
        return _ask(self.data / "published" / "switchboard.duckdb", sql)

    def files(self) -> dict[str, dict[str, Any]]:
        """Give the manifest, by path in the landing folder."""
        names = ("path", "source_id", "status", "message", "records", "loaded", "duplicates", "quarantined", "skipped", "repaired")
        return {row[0]: dict(zip(names, row)) for row in self.warehouse(f"select {', '.join(names)} from ops.file_manifest order by path")}

    def daily(self, kpi: str, *, scope: str = "company", scope_id: str = "all") -> dict[date, float]:
        """Give a KPI's value by day, from the published database."""
        rows = self.published(
            f"select business_date, value from marts.kpi_daily where kpi = '{kpi}' and scope_type = '{scope}'"
            f" and scope_id = '{scope_id}' and value is not null order by 1"
        )
        return dict(rows)

    def monthly(self, kpi: str, *, scope: str = "company", scope_id: str = "all") -> dict[date, float]:
        """Give a KPI's value by month, from the published database."""
        rows = self.published(
            f"select month, value from marts.kpi_monthly where kpi = '{kpi}' and scope_type = '{scope}'"
            f" and scope_id = '{scope_id}' and value is not null order by 1"
        )
        return dict(rows)


def switchboard(*words: str | Path, today: str | None = None) -> subprocess.CompletedProcess[str]:
    """Type a command as people do."""
    own = {"COLUMNS": "200", "SWITCHBOARD_KEY": "a key of the tests"} | ({"SWITCHBOARD_TODAY": today} if today else {})
    return subprocess.run(
        [sys.executable, "-m", "pipelines.cli", *map(str, words)],
        cwd=CHECKOUT,
        env=os.environ | own,
        capture_output=True,
        text=True,
        check=False,
    )


def run(config: Path, data: Path, *, landing: Mapping[str, Path | str | bytes], today: str) -> Outcome:
    """Copy files into the landing folder, run the pipeline over them as of a day, and give what came out."""
    an_hour_ago = time.time() - 3600
    for name, content in landing.items():
        target = data / "landing" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Path):
            shutil.copyfile(content, target)
        else:
            target.write_bytes(content.encode() if isinstance(content, str) else content)
        os.utime(target, (an_hour_ago, an_hour_ago))
    finished = switchboard("run", "--config", config, "--data", data, "--no-sample", today=today)
    return Outcome(data, finished.returncode, finished.stdout + finished.stderr)


def _ask(database: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(database), read_only=True) as con:
        return con.execute(sql).fetchall()
