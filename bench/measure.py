"""A command in a fresh process: how long it took, how much processor time, and how much memory it held at most.

Belongs here: starting and measuring. Does not: what is measured.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MEMORY_LIMIT = "2.5GB"
_MAXRSS_BYTES = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class Measured:
    """One process: seconds by the wall clock and of the processors, greatest resident memory, and what it printed."""

    wall_s: float
    cpu_s: float
    peak_bytes: int
    said: str

    @property
    def peak_gb(self) -> float:
        return self.peak_bytes / 1e9


def measured(arguments: Sequence[str], *, environment: Mapping[str, str] | None = None) -> Measured:
    """Run this Python with `arguments` in the project's folder; when that fails, end with its words.

    The caller must stay small: Linux counts the memory of the process that starts another towards that other's peak.
    """
    quiet = {**os.environ, "PYTHONWARNINGS": "ignore", "PYTHONPATH": str(ROOT), **(environment or {})}
    started = time.monotonic()
    with tempfile.TemporaryFile("w+") as words:
        with subprocess.Popen(
            [sys.executable, *arguments], cwd=ROOT, env=quiet, stdout=subprocess.PIPE, stderr=words, text=True
        ) as process:
            assert process.stdout is not None
            said = process.stdout.read()
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        wall_s = time.monotonic() - started
        if process.returncode:
            words.seek(0)
            raise SystemExit(f"{' '.join(arguments)} ended with {process.returncode}:\n{said}\n{words.read()[-4000:]}")
    return Measured(wall_s, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * _MAXRSS_BYTES, said)


def table(rows: Sequence[tuple[str, Measured]], *, records: int) -> str:
    """Set measured processes side by side, with records a second."""
    lines = [f"{'':44s} {'wall':>9s} {'processor':>10s} {'peak':>9s} {'records/s':>12s}"]
    lines += [
        f"{name:44s} {one.wall_s:7.1f} s {one.cpu_s:8.1f} s {one.peak_gb:6.2f} GB {records / one.wall_s:12,.0f}" for name, one in rows
    ]
    return "\n".join(lines)
