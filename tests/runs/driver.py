"""Runs of the pipeline in child processes of a warm parent, so that a test may kill one at a named moment.

`python -m tests.runs.driver` imports the machine once, then reads one JSON order a line and forks a child for each. Nothing
of production code knows of it: moments of death and other folders of declarations are put around the machine here.
Belongs here: starting and stopping runs. Does not: what a test expects of them (`centre`, the tests).
"""

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

LIMIT_S = 600.0


def serve() -> None:
    """Carry out orders until stdin ends: {"said": file, ...}, answered by the child's exit code."""
    _warm_up()
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            _carry_out(order)
        print(json.dumps(_code_of(child)), flush=True)
    os._exit(0)  # duckdb's binding would print a page about leaked references here


def _code_of(child: int) -> int:
    deadline = time.monotonic() + LIMIT_S
    while time.monotonic() < deadline:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    raise TimeoutError(f"a run took more than {LIMIT_S:.0f} s")


def _warm_up() -> None:
    import warnings

    warnings.simplefilter("ignore")
    import duckdb_engine  # noqa: F401
    import great_expectations  # noqa: F401

    from pipelines import cli, docs, runner  # noqa: F401


def _carry_out(order: dict[str, Any]) -> None:
    """Be the child: stdout and stderr go to the file `said`, and the process ends here."""
    with Path(order["said"]).open("w", encoding="utf-8") as said:
        os.dup2(said.fileno(), 1)
        os.dup2(said.fileno(), 2)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.environ.update(order.get("environment", {}))
    os.environ.pop("SWITCHBOARD_DATA", None)
    code = 70
    try:
        sys.argv = ["switchboard", *order["words"]]
        _other_declarations(order)
        if order.get("die_at"):
            _die_at(order["die_at"])
        if order.get("light_instance", True):
            _light_instance()
        code = _run(order)
    except BaseException as error:
        import traceback

        code = error.code if isinstance(error, SystemExit) and isinstance(error.code, int) else 70
        if code == 70:
            traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _run(order: dict[str, Any]) -> int:
    from pipelines import cli

    if "rebuild" not in order:
        cli.main()
        return 0
    # the page's way: the job `rebuild` over a range of days
    import dagster as dg

    words = order["words"]
    cli._settle_in(Path(words[words.index("--config") + 1]), Path(words[words.index("--data") + 1]))
    from pipelines.definitions import defs

    first, last = order["rebuild"]
    tags = {"dagster/asset_partition_range_start": first, "dagster/asset_partition_range_end": last}
    job = defs.resolve_job_def("rebuild")
    with dg.DagsterInstance.get() as instance:
        loggers = {"loggers": {"console": {}}}
        return 0 if job.execute_in_process(instance=instance, raise_on_error=False, run_config=loggers, tags=tags).success else 1


def _other_declarations(order: dict[str, Any]) -> None:
    """Let the machine read its SQL and its promises from the folders a test names."""
    from pipelines.house import Declarations

    own = Declarations()
    folders = [Path(order.get(name) or getattr(own, name)) for name in ("sql", "expectations")]
    defaults = Declarations.__init__.__defaults__ or ()
    Declarations.__init__.__defaults__ = (*folders, *defaults[len(folders) :])


def _light_instance() -> None:
    """Keep Dagster's events in memory: a run's own record is not what most tests ask for, and writing it takes half the time."""
    import dagster as dg

    dg.DagsterInstance.get = staticmethod(dg.DagsterInstance.ephemeral)  # type: ignore[method-assign, assignment]


def _die_at(moment: str) -> None:
    """Kill this process, as a power cut would, at `before <step>`, `after <step>`, or one of the moments named below."""
    kinds: dict[str, Callable[[], None]] = {
        "in the middle of a file": partial(_dying_method, "assets.batches", "accept", 2),
        "before the swap": partial(_dying_method, "os", "replace", 1, before=True, only=".duckdb"),
        "after the swap": partial(_dying_method, "os", "replace", 1, only=".duckdb"),
        "between two extracts": partial(_dying_method, "os", "replace", 1, only=".csv"),
        "in the middle of kpi.daily": partial(_dying_method, "pipelines.kpis", "build_days", 6),
        "before the books are closed": partial(_dying_method, "pipelines.publish", "settle", 1, before=True),
    }
    if moment in kinds:
        kinds[moment]()
        return
    when, step = moment.split()
    _dying_build(step, before=when == "before")


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _dying_method(module: str, name: str, count: int, *, before: bool = False, only: str = "") -> None:
    import importlib

    owner = importlib.import_module(module)
    real, calls = getattr(owner, name), [0]

    def dying(*args: Any, **kwargs: Any) -> Any:
        if not str(args[-1] if only else "").endswith(only):
            return real(*args, **kwargs)
        calls[0] += 1
        if before and calls[0] == count:
            _kill()
        result = real(*args, **kwargs)
        if calls[0] == count:
            _kill()
        return result

    setattr(owner, name, dying)


def _dying_build(table: str, *, before: bool) -> None:
    """Die around the engine's build of one table: before its commit, or just after it."""
    from pipelines.engine.duckdb import DuckDBEngine

    real = DuckDBEngine.build

    def dying(self: Any, name: str, *args: Any, **kwargs: Any) -> int:
        if name != table:
            return real(self, name, *args, **kwargs)
        if before:
            with self.transaction():
                real(self, name, *args, **kwargs)
                _kill()
        rows = real(self, name, *args, **kwargs)
        _kill()
        return rows

    DuckDBEngine.build = dying  # type: ignore[method-assign]


if __name__ == "__main__":
    serve()
