"""One writer at a time: a lock file beside the database, held for a whole run and let go by the system should the process die.

Belongs here: waiting for it, and who holds it. Does not: a database that another program opened (duckdb).
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.engine.base import EngineBusy


@contextmanager
def locked(lock: Path, *, wait_s: float) -> Iterator[None]:
    """Hold a lock file until the block ends; raises `EngineBusy`, naming the process that holds it, after `wait_s` seconds of waiting."""
    deadline = time.monotonic() + wait_s
    pause_s = 0.05
    with lock.open("a+") as handle:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    handle.seek(0)
                    holder = handle.read().strip() or "unknown"
                    raise EngineBusy(
                        f"{lock.with_suffix('')} is being written by process {holder}; "
                        f"waited {wait_s:.0f} s. Let that run finish, then start this one again."
                    ) from None
                time.sleep(pause_s)
                pause_s = min(pause_s * 1.5, 2.0)
        handle.seek(0)
        handle.truncate()
        handle.write(str(os.getpid()))
        handle.flush()
        try:
            yield
        finally:
            fcntl.flock(handle, fcntl.LOCK_UN)
