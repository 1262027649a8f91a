"""Is there anything to do? One answer for the command line, the schedule, the sensor and the first step of a run.

Belongs here: the question. Does not: the doing.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path

from assets import ingest
from assets.settings.dispatch import PRESETS
from assets.settings.settings import Settings
from pipelines.engine.base import Engine
from pipelines.house import ROOT, Declarations, Place
from pipelines.ledger import changed_definitions, day_that_ended, dirty_days, open_books, stale_tables
from pipelines.promised import missing_reports, missing_tables, published_tables

SETTLE_S = 2.0  # a file that changed less than this ago may still be growing
BECAME = {
    "copy": "copies of others",
    "ignored": "nothing in them that is used here",
    "refused": "refused",
    "unclaimed": "claimed by no source",
}
LOOKED_AT, SHOWN_FILES = ("refused", "unclaimed"), 5
EXPANDING = (
    *sorted((ROOT / "assets" / "config_tables").glob("*.py")),
    *(ROOT / "assets" / name for name in ("zones.py", "public_holidays.py")),
)
SETTINGS_HASH = "config"  # the row of ops.definition that stands for all of config/*.yaml


@dataclass(frozen=True)
class Work:
    """What waits, in sentences; nothing waits when there are none."""

    reasons: tuple[str, ...]
    idle: str

    def __bool__(self) -> bool:
        return bool(self.reasons)

    def __str__(self) -> str:
        return "; ".join(self.reasons) or f"nothing: {self.idle}"


def look(engine: Engine, settings: Settings, place: Place, declared: Declarations, *, now: datetime, today: date) -> Work:
    """Say what waits: new files, days, definitions or settings that changed, a day that ended, or a publication that is missing."""
    open_books(engine)
    reasons = []
    files = ingest.pending(settings, engine, place.landing, now=now, settle_s=SETTLE_S)
    told = {"new": 0, "tried again": 0, "read anew": 0}
    for file in files:
        told["read anew" if file.is_read_anew else "tried again" if file.is_second_attempt else "new"] += 1
    if told["new"]:
        reasons.append(f"{_files(told['new'], 'new ')} in {place.landing.name}/")
    if told["tried again"]:
        reasons.append(f"{_files(told['tried again'])} that could not be loaded to try again")
    if told["read anew"]:
        reasons.append(f"{_files(told['read anew'])} to read anew, whose source in config/ changed")
    waiting = {day for days in dirty_days(engine).values() for day in days}
    if waiting:
        reasons.append(f"{len(waiting)} day{'s' if len(waiting) > 1 else ''} left to rebuild by an earlier run")
    if ended := day_that_ended(engine, today=today):
        reasons.append(f"{ended} has ended and its figures can be final")
    if stale_tables(engine):
        reasons.append("settings changed in an earlier run that did not publish")
    if not engine.rows("select 1 from ops.definition limit 1"):
        return Work((*reasons, "nothing is published yet"), "")
    changed = changed_definitions(engine, {**declared.hashes, SETTINGS_HASH: settings_hash(place.config)})
    if SETTINGS_HASH in changed:
        reasons.append("config/ changed")
    if changed - {SETTINGS_HASH}:
        names = sorted(changed - {SETTINGS_HASH})
        shown = ", ".join(names[:3]) + (" ..." if len(names) > 3 else "")
        reasons.append(f"{len(names)} definition{'s' if len(names) > 1 else ''} changed ({shown})")
    if missing := missing_tables(place, published_tables(declared)) + missing_reports(engine, place):
        names = [path.relative_to(place.published).as_posix() for path in missing]
        shown = ", ".join(names[:3]) + (" ..." if len(names) > 3 else "")
        reasons.append(f"{len(names)} file{'s' if len(names) > 1 else ''} missing in {place.published.name}/ ({shown})")
    idle = f"{what_became(engine, place.landing.name)}, no day waits, no definition and no setting has changed"
    return Work(tuple(reasons), idle)


def what_became(engine: Engine, folder: str) -> str:
    """Say what became of the files, each as it stands now; those that people should look at by name."""
    # a file that was only touched counts as a copy of itself: what it gave stands
    newest = (
        "select case when arg_max(status, file_id) = 'copy' and bool_or(status = 'loaded') then 'loaded'"
        " else arg_max(status, file_id) end as status, path from ops.file_manifest group by path"
    )
    paths: dict[str, list[str]] = {}
    for status, path in engine.rows(f"select status, path from ({newest}) as newest order by path"):
        paths.setdefault(status, []).append(path)
    known = sum(map(len, paths.values()))
    if set(paths) <= {"loaded"}:
        return f"all {known} files of {folder}/ are loaded"
    told = [f"loaded: {len(paths.get('loaded', []))}"]
    for status, words in BECAME.items():
        if found := paths.get(status, []):
            named = f" ({', '.join(found[:SHOWN_FILES])}{', ...' if len(found) > SHOWN_FILES else ''})" if status in LOOKED_AT else ""
            told.append(f"{words}: {len(found)}{named}")
    return f"{known} files of {folder}/ ({'; '.join(told)})"


def settings_hash(folder: Path) -> str:
    """Hash all that the config tables are made of: the YAML files, the code that expands them, standards, time zones and holidays."""
    parts = [path.read_bytes() for path in sorted(folder.glob("*.yaml"))]
    parts += [path.read_bytes() for path in (*EXPANDING, PRESETS)]
    parts += [version(package).encode() for package in ("tzdata", "holidays")]  # offsets and days off come from these
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]


def _files(count: int, what: str = "") -> str:
    return f"{count} {what}file{'s' if count > 1 else ''}"
