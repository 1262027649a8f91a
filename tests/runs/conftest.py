"""One small centre, built once a session; every test gets a copy of its own.

Belongs here: fixtures of whole runs. Does not: tests.
"""

import os
import shutil
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assets.sample.centre import write_sample
from tests.runs.centre import LOOKED_AT_S, ROOT, Centre, Machine

DAYS, CALLS_PER_DAY = 75, 60  # three months are touched, and the middle one is whole

FEW_PROMISES = ("core/queue_interval.yaml", "kpi/daily.yaml")


@pytest.fixture(scope="session")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """Start the warm parent of all runs."""
    few = tmp_path_factory.mktemp("expectations")
    for name in FEW_PROMISES:
        (few / name).parent.mkdir(exist_ok=True)
        (few / name).write_bytes((ROOT / "expectations" / name).read_bytes())
    started = Machine(few)
    yield started
    started.close()


@pytest.fixture(scope="session")
def delivered(machine: Machine, tmp_path_factory: pytest.TempPathFactory) -> Centre:
    """Write the exports of a small centre; nothing has run yet."""
    folder = tmp_path_factory.mktemp("delivered")
    centre = Centre(machine, folder / "data", folder / "config")
    shutil.copytree(ROOT / "config", centre.config)
    write_sample(centre.landing, folder / "truth.json", days=DAYS, calls_per_day=CALLS_PER_DAY, seed=7, until=date(2026, 10, 31))
    then = time.time() - LOOKED_AT_S
    for path in centre.landing.rglob("*"):
        if path.is_file():
            os.utime(path, (then, then))
    return centre


@pytest.fixture(scope="session")
def undisturbed(delivered: Centre, tmp_path_factory: pytest.TempPathFactory) -> Centre:
    """Run the small centre once, from its exports to its publication. Tests only look at it."""
    centre = delivered.copied_to(tmp_path_factory.mktemp("undisturbed"))
    centre.good_run(all_promises=True, light_instance=False)
    return centre


@pytest.fixture
def centre(undisturbed: Centre, tmp_path: Path) -> Centre:
    """Give a copy of the centre as it stands after its first run."""
    return undisturbed.copied_to(tmp_path)


@pytest.fixture
def new_centre(delivered: Centre, tmp_path: Path) -> Centre:
    """Give a copy of the centre before its first run."""
    return delivered.copied_to(tmp_path)
