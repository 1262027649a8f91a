"""What a person sees while a run goes on: one line a step, from Dagster's own events.

Belongs here: the console logger. Does not: the closing summary (`pipelines.summary`).
"""

import logging
from typing import Any

import dagster as dg
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

BLOCKED = "Dependencies for step"  # one line for each table above a broken one; the runner names the broken one itself


class _EventHandler(logging.Handler):
    """Moves a bar for every step that ends, and prints warnings and errors in full."""

    def __init__(self, out: Console) -> None:
        super().__init__(logging.DEBUG)
        self._out = out
        self._bar: Progress | None = None
        self._task: Any = None

    def emit(self, record: logging.LogRecord) -> None:
        event = getattr(record, "dagster_meta", {}).get("dagster_event")
        kind = event.event_type_value if event is not None else None
        if kind == "RUN_START":
            self._start()
        elif event is not None and kind == "STEP_START" and self._bar:
            self._bar.update(self._task, description=_plain(event.step_key))
        elif kind in ("STEP_SUCCESS", "STEP_SKIPPED", "STEP_FAILURE") and self._bar:
            self._bar.advance(self._task)
        elif kind in ("RUN_SUCCESS", "RUN_FAILURE", "RUN_CANCELED"):
            self._stop()
        elif event is None and record.levelno >= logging.INFO and not record.getMessage().rpartition(" - ")[2].startswith(BLOCKED):
            self._out.print(f"  {record.getMessage().split(' - ')[-1]}", highlight=False, markup=False)

    def _start(self) -> None:
        if self._out.is_terminal and self._bar is None:
            columns = (SpinnerColumn(), TextColumn("{task.description:<36}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
            self._bar = Progress(*columns, console=self._out, transient=True)
            self._task = self._bar.add_task("starting", total=STEPS.get("refresh"))
            self._bar.start()

    def _stop(self) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None


STEPS: dict[str, int] = {}


def _plain(step_key: str) -> str:
    return step_key.replace("__", ".")


@dg.logger({}, "One moving line on a terminal; plain sentences elsewhere.")
def console(_context: dg.InitLoggerContext) -> logging.Logger:
    """Make the console logger of the command line."""
    logger = logging.Logger("switchboard", logging.DEBUG)
    logger.addHandler(_EventHandler(Console()))
    return logger
