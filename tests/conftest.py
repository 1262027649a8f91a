import atexit
import os
import sys


def _hush() -> None:
    """Close stderr at the very end: duckdb's binding prints a page about leaked references there."""
    sys.stderr.flush()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


atexit.register(_hush)
