"""When the machine runs by itself: once a day, after the last site's day has ended."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import dagster as dg

from assets.clocks import last_site
from assets.settings.settings import Settings
from pipelines.engine.base import EngineBusy
from pipelines.work import Work

GRACE_MINUTES = 45  # exports of a day are written shortly after it


def daily_schedule(job: Any, settings: Settings, looks: Callable[[], Work], now: Callable[[], datetime]) -> dg.ScheduleDefinition:
    """Give the daily schedule; a tick with nothing to do is skipped and says why."""
    zone, cron = after_the_last_day(settings, now())

    @dg.schedule(
        job=job,
        name="every_day",
        cron_schedule=cron,
        execution_timezone=zone,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="Once a day, after the last site's business day has ended: load, rebuild, check, publish.",
    )
    def every_day(_context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        try:
            work = looks()
        except EngineBusy as error:
            return dg.SkipReason(f"{error} The landing sensor takes up what is left.")
        return dg.RunRequest() if work else dg.SkipReason(f"nothing to do: {work.idle}")

    return every_day


def after_the_last_day(settings: Settings, now: datetime) -> tuple[str, str]:
    """Give zone and cron line of the moment when the business day of the site furthest behind UTC is over, plus a grace."""
    last = last_site(settings.centre.sites, now)
    minutes = (last.day_start_s // 60 + GRACE_MINUTES) % (24 * 60)
    return last.timezone, f"{minutes % 60} {minutes // 60} * * *"
