"""What is missing or stale, in words: settings, key, folders, files, data, publication.

Belongs here: looking and saying. Does not: mending anything. Each finding names the remedy.
"""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from assets.days_to_come import told_of_days_to_come
from assets.readers.keys import secret_key
from assets.remembered_key import other_key
from assets.settings.messages import SettingsError
from assets.settings.settings import Settings
from pipelines.engine.base import Engine, EngineBroken, EngineBusy
from pipelines.house import Declarations, Place
from pipelines.own_databases import open_published, open_warehouse
from pipelines.surroundings import settings_of, today
from pipelines.work import look

GLANCE_S = 2.0
LATE_DAYS = 3  # data this far behind today are not merely last night's run
ROOM = 2.0  # free disk, as a multiple of the warehouse, below which a rebuild may not fit


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: good, worth a look, or wrong."""

    level: Literal["good", "look", "wrong"]
    about: str
    text: str


def examine(place: Place, declared: Declarations, *, now: datetime) -> Iterator[Finding]:
    """Look at everything a run and a reader need; what cannot be looked at is a finding of its own."""
    settings: Settings | None
    try:
        settings = settings_of(place, declared)
        day = today(settings, now=now)
        yield Finding(
            "good",
            "settings",
            f"{place.config} is valid: {_count(len(settings.sources), 'source')}, "
            f"{_count(len(settings.centre.queues), 'queue')}, {_count(len(settings.targets), 'target')}",
        )
    except SettingsError as error:
        settings = None
        yield Finding("wrong", "settings", str(error))
    yield from _key()
    yield from _folders(place)
    if not place.warehouse.exists():
        yield Finding("wrong", "warehouse", f"{place.warehouse} is not there: no run has loaded anything yet; `switchboard run` makes it")
    elif settings is not None:
        try:
            with open_warehouse(place, wait_s=GLANCE_S) as engine:
                yield from _data(engine, settings, now=now, today=day)
                work = look(engine, settings, place, declared, now=now, today=day)
                waiting = f"{work}; `switchboard run` does it" if work else f"nothing waits: {work.idle}"
                yield Finding("look" if work else "good", "work", waiting)
        except EngineBusy as error:
            yield Finding("look", "warehouse", f"could not be looked into: {error}")
        except EngineBroken as error:
            yield Finding("wrong", "warehouse", str(error))
    yield from _published(place)


def _key() -> Iterator[Finding]:
    _, warning = secret_key()
    yield Finding("look", "key", warning) if warning else Finding("good", "key", "customers are hashed with a key of your own")


def _folders(place: Place) -> Iterator[Finding]:
    for name, folder, writes in (("landing", place.landing, False), ("published", place.published, True), ("data", place.data, True)):
        if not folder.is_dir():
            yield Finding("look", "folders", f"the {name} folder {folder} is not there; a run makes it")
        elif writes and not os.access(folder, os.W_OK):
            yield Finding("wrong", "folders", f"the {name} folder {folder} may not be written to by this user; nothing can be published")
    if place.data.is_dir():
        free = shutil.disk_usage(place.data).free
        size = place.warehouse.stat().st_size if place.warehouse.exists() else 0
        told = f"{free / 1e9:,.1f} GB free where {place.data} lies; the warehouse takes {size / 1e9:,.2f} GB"
        yield Finding("look", "disk", f"{told}; a full rebuild may not fit") if free < ROOM * size else Finding("good", "disk", told)


def _data(engine: Engine, settings: Settings, *, now: datetime, today: date) -> Iterator[Finding]:
    through = engine.rows("select business_date from ops.data_through") if engine.exists("ops.data_through") else []
    if not through or through[0][0] is None:
        yield Finding("look", "data", "no day is complete yet")
    elif today < through[0][0]:
        yield Finding("wrong", "clock", f"today is {today}, yet days are complete through {through[0][0]}; set this machine's clock right")
    else:
        behind = (today - through[0][0]).days
        late = behind > LATE_DAYS
        told = f"complete through {through[0][0]}, {_count(behind, 'day')} before today ({today})"
        yield Finding("look" if late else "good", "data", told + ("; drop the exports of the days since" if late else ""))
    if not engine.exists("ops.file_manifest"):
        return
    if engine.exists("ops.hash_key") and (mismatch := other_key(engine, secret_key()[0])):
        yield Finding("wrong", "key", mismatch)
    yield from _sources(engine, settings)
    for status, what in (("refused", "could not be read"), ("unclaimed", "belong to no source")):
        rows = engine.rows("select path, message from ops.file_manifest where status = $status order by path", {"status": status})
        if rows:
            told = "".join(f"\n{path}: {message}" for path, message in rows[:3]) + ("\n..." if len(rows) > 3 else "")
            yield Finding("wrong" if status == "refused" else "look", "files", f"{_count(len(rows), 'file')} {what}:{told}")
    for table, what, remedy in (
        ("ops.quarantine", "record", "stand in quarantine: ops.quarantine names file, line and reason"),
        ("ops.unmapped", "word or queue|words or queues", "are unknown to config/: see ops.unmapped, then name them in config/"),
    ):
        count = int(engine.rows(f"select count(*) from {table}")[0][0]) if engine.exists(table) else 0
        if count:
            yield Finding("look", "records", f"{_count(count, what)} {remedy}")
    yield from (Finding("look", "records", told) for told in told_of_days_to_come(engine, now=now, today=today))
    lost = engine.rows("select count(*), sum(residual) from ops.reconciliation where not passed")[0]
    if lost[0]:
        yield Finding(
            "wrong", "balance", f"{_count(int(lost[0]), 'balance')} of ops.reconciliation do not close; nothing is published until they do"
        )


def _sources(engine: Engine, settings: Settings) -> Iterator[Finding]:
    last = dict(engine.rows("select source_id, max(last_at_utc) from ops.file_manifest where status = 'loaded' group by source_id"))
    newest = max((at for at in last.values() if at is not None), default=None)
    for source in settings.sources:
        if source.id not in last:
            yield Finding("look", "sources", f"{source.id}: no file was ever loaded; it expects {source.files} in the landing folder")
        elif newest and last[source.id] and (newest - last[source.id]).days > LATE_DAYS:
            told = f"its last record is of {last[source.id]:%Y-%m-%d}, the newest of any source is of {newest:%Y-%m-%d}"
            yield Finding("look", "sources", f"{source.id}: {told}")


def _published(place: Place) -> Iterator[Finding]:
    if not place.database.exists():
        yield Finding("wrong", "published", f"{place.database} is not there; `switchboard run` publishes it")
        return
    try:
        with open_published(place) as engine:
            ((run_id, built),) = engine.rows("select run_id, built_at_utc from marts.meta_run")
    except EngineBroken as error:
        yield Finding("wrong", "published", str(error))
        return
    yield Finding("good", "published", f"{place.database}, made {built:%Y-%m-%d %H:%M} UTC by run {run_id[:8]}")
    for half in sorted(Path(place.published).rglob("*.tmp")):
        yield Finding("look", "published", f"{half} is left over from a run that was stopped; the next run takes it away")


def _count(number: int, what: str) -> str:
    one, _, many = what.partition("|")
    return f"{number:,} {one if number == 1 else many or one + 's'}"
