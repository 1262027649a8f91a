"""From the landing folder into `raw`, losing nothing: every record of every file is accounted for.

Belongs here: one run over all files that wait, and its report. Does not: finding files (landing), loading them (batches),
SQL over records (acceptance), proof (reconciliation).
"""

import tempfile
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from assets.batches import Ahead, Prepared, Run, load_batch, look_ahead, prepare
from assets.clocks import read_clocks
from assets.landing import Delivered, pending
from assets.manifest import FileResult, loaded_contents
from assets.ops_tables import ensure_tables
from assets.readers.keys import secret_key
from assets.reconciliation import reconcile
from assets.remembered_key import hold_to_key
from assets.rereading import forget, refuse_to_lose
from assets.settings.settings import Settings
from assets.warehouse import Warehouse

__all__ = ["FileResult", "IngestReport", "Progress", "ingest", "pending", "reconcile"]

BATCH_FILES = 100
BATCH_BYTES = 64 << 20

Progress = Callable[[FileResult, int, int], None]  # what became of a file, how many are done, how many there are


@dataclass(frozen=True)
class IngestReport:
    """What one run of ingest did; every sum is over its files."""

    load_id: str
    files: tuple[FileResult, ...]
    dirty_days: int
    warnings: tuple[str, ...] = field(default=())

    @property
    def rows_by_source(self) -> dict[str, int]:
        """Rows loaded, by source."""
        sums: Counter[str] = Counter()
        for file in self.files:
            if file.source_id and file.status == "loaded":
                sums[file.source_id] += file.loaded
        return dict(sums)

    @property
    def quarantined(self) -> int:
        """Records in quarantine."""
        return sum(file.quarantined for file in self.files)

    @property
    def duplicates(self) -> int:
        """Records told twice, and older versions replaced in files loaded before."""
        return sum(file.duplicates + file.superseded for file in self.files)

    @property
    def skipped(self) -> int:
        """Headers, blank lines and records that are no data."""
        return sum(file.skipped for file in self.files)

    @property
    def repaired(self) -> int:
        """Records with a value put right by a stated rule."""
        return sum(file.repaired for file in self.files)

    @property
    def refused(self) -> tuple[FileResult, ...]:
        """Files that were not loaded and that people should look at."""
        return tuple(file for file in self.files if file.status in ("refused", "unclaimed"))


def ingest(
    settings: Settings,
    engine: Warehouse,
    *,
    landing: Path,
    load_id: str,
    now: datetime,
    settle_s: float = 0.0,
    progress: Progress | None = None,
) -> IngestReport:
    """Load every file that waits. A file that cannot be read is refused by name and reason, and never stops the others.

    The config.* tables must be written before: time zones, aliases and words are read from them. Raises `OtherKey` where the
    warehouse was filled with another key; a run without new files needs none.
    """
    ensure_tables(engine)
    _forget_what_is_mapped_now(engine)
    waiting = pending(settings, engine, landing, now=now, settle_s=settle_s)
    key, warning = secret_key()
    if any(file.source for file in waiting):
        hold_to_key(engine, key)
    clocks = read_clocks(engine)
    refuse_to_lose(Run(engine, settings, load_id, now, key, clocks, {}), waiting)
    forget(engine, waiting, clocks, load_id=load_id)
    run = Run(engine, settings, load_id, now, key, clocks, loaded_contents(engine))
    results: list[FileResult] = []

    def done(fresh: list[FileResult]) -> None:
        for result in fresh:
            results.append(result)
            if progress:
                progress(result, min(len(results), len(waiting)), len(waiting))  # a file may be several lists

    portions = _portions(waiting)
    with tempfile.TemporaryDirectory(prefix="switchboard-") as folder, ThreadPoolExecutor(max_workers=1) as beside:

        def clean_path(place: int, number: int) -> Path:
            return Path(folder) / f"{place}-{number}.clean"

        ahead: Ahead | None = None
        for place, files in enumerate(portions):
            batch: list[Prepared] = []
            for number, file in enumerate(files):
                prepared = prepare(run, file, clean_path=clean_path(place, number), ahead=None if number else ahead)
                if isinstance(prepared, FileResult):
                    done([prepared])
                    continue
                if batch and not prepared.goes_with(batch[-1]):
                    done(load_batch(run, batch))
                    batch = []
                batch.append(prepared)
            # while the database loads this portion, the first file of the next is counted
            following = portions[place + 1 : place + 2]
            ahead = beside.submit(look_ahead, run, following[0][0], clean_path=clean_path(place + 1, 0)) if following else None
            if batch:
                done(load_batch(run, batch))
            for left in Path(folder).glob(f"{place}-*"):
                left.unlink()
    engine.unload()
    if any(result.status == "loaded" for result in results):
        _forget_what_is_mapped_now(engine)
        reconcile(engine)
    dirty = engine.rows("select count(distinct business_date) from ops.dirty_day where load_id = $load_id", {"load_id": load_id})
    return IngestReport(load_id, tuple(results), int(dirty[0][0]), (warning,) if warning and results else ())


def _portions(waiting: list[Delivered]) -> list[list[Delivered]]:
    """Cut the files that wait into runs of one source, none too large to be loaded in one go."""
    portions: list[list[Delivered]] = []
    size = 0
    for file in waiting:
        full = not portions or len(portions[-1]) >= BATCH_FILES or size + file.size > BATCH_BYTES
        if full or portions[-1][-1].source != file.source:
            portions.append([])
            size = 0
        portions[-1].append(file)
        size += file.size
    return portions


def _forget_what_is_mapped_now(engine: Warehouse) -> None:
    engine.run(
        """
        delete from ops.unmapped u
        where exists (select 1 from config.queue_alias a where u.field = 'queue' and a.source_id = u.source_id and a.queue_raw = u.word)
            or exists (select 1 from config.word w where w.source_id = u.source_id and w.field = u.field and w.word = lower(u.word))
            -- a team told by its id, whose name came with a later file
            or exists (
                select 1 from raw.ticket_group g join config.queue_alias a on a.source_id = g.source_id and a.queue_raw = trim(g.name)
                where u.field = 'queue' and g.source_id = u.source_id and g.group_id = u.word
            )
            -- and a state likewise
            or exists (
                select 1 from raw.ticket_state s join config.word w on w.source_id = s.source_id and w.word = lower(trim(s.name))
                where u.field = 'status' and w.field = 'status' and s.source_id = u.source_id and s.state_id = u.word
            )
        """
    )
