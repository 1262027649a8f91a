"""Where things stand, in a few lines: the publication, what waits, the promises.

Belongs here: reading and telling. Does not: judging what is wrong (`doctor`).
"""

from collections.abc import Iterator
from datetime import datetime

from assets.settings.messages import SettingsError
from pipelines.engine.base import Engine, EngineBroken, EngineBusy
from pipelines.house import Declarations, Place
from pipelines.own_databases import open_published, open_warehouse
from pipelines.surroundings import settings_of, today
from pipelines.work import look, what_became

GLANCE_S = 2.0


def lines(place: Place, *, now: datetime) -> Iterator[str]:
    """Tell what is published and what waits."""
    yield from _publication(place, now=now)
    try:
        declared = Declarations()
        settings = settings_of(place, declared)
        if not place.warehouse.exists():
            files = sum(path.is_file() for path in place.landing.rglob("*")) if place.landing.exists() else 0
            told = f"{files:,} files in {place.landing}, nothing loaded yet; `switchboard run` loads them"
            yield f"to do: {told if files else f'{place.landing} is empty; `switchboard run` writes a sample centre there and loads it'}"
            return
        with open_warehouse(place, wait_s=GLANCE_S) as writer:
            work = look(writer, settings, place, declared, now=now, today=today(settings, now=now))
            yield f"to do: {work}"
            if work:
                yield f"so far: {what_became(writer, place.landing.name)}"
            yield from _changed_columns(writer)
    except SettingsError as error:
        yield f"to do: mend the settings. {error}"
    except EngineBusy as error:
        yield f"a run is under way: {error}"
    except EngineBroken as error:
        yield f"to do: mend the warehouse. {error}"


def _publication(place: Place, *, now: datetime) -> Iterator[str]:
    """When the published file was made, how far it reaches, how its promises stand."""
    if not place.database.exists():
        yield f"nothing is published yet ({place.database} is not there)"
        return
    try:
        with open_published(place) as engine:
            ((run_id, built, through, name),) = engine.rows(
                "select run_id, built_at_utc, data_through_date, centre_name from marts.meta_run"
            )
            verdicts = dict(engine.rows("select verdict, count(*) from marts.scorecard group by verdict"))
    except EngineBroken as error:
        yield f"nothing can be read: {error}"
        return
    age_h = (now.replace(tzinfo=None) - built).total_seconds() / 3600
    yield f"{name}: published {built:%Y-%m-%d %H:%M} UTC ({_ago(age_h)}), run {run_id[:8]}"
    yield f"  data complete through {through}" if through else "  no day is complete yet"
    told = ", ".join(
        f"{count} {verdict.replace('_', ' ')}"
        for verdict in ("missed", "unclear", "met", "not_final", "no_data")
        if (count := verdicts.get(verdict))
    )
    yield f"  promises: {told or 'none declared in targets.yaml'}"
    yield f"  {place.database}"


def _changed_columns(engine: Engine) -> Iterator[str]:
    """What the newest file of each source has told of its columns, while it stands."""
    if engine.exists("ops.file_manifest"):
        newest = "select max(file_id) from ops.file_manifest where status = 'loaded' group by source_id, kind"
        for (message,) in engine.rows(f"select message from ops.file_manifest where message is not null and file_id in ({newest})"):
            yield f"changed: {message}"


def _ago(hours: float) -> str:
    return f"{hours * 60:.0f} minutes ago" if hours < 2 else f"{hours:.0f} hours ago" if hours < 48 else f"{hours / 24:.0f} days ago"
