"""What makes the machine run at once: a file in the landing folder."""

from collections.abc import Callable
from typing import Any

import dagster as dg

from pipelines.engine.base import EngineBusy
from pipelines.work import Work

LOOK_EVERY_S = 30
UNDER_WAY = [  # from the moment a run is asked for: one that is being started is not queued any more
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]


def landing_sensor(job: Any, looks: Callable[[], Work]) -> dg.SensorDefinition:
    """Give the sensor that starts a run when something waits and none is under way."""

    @dg.sensor(
        job=job,
        name="landing",
        minimum_interval_seconds=LOOK_EVERY_S,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Looks into the landing folder every half minute; a file that has stopped growing starts a run.",
    )
    def landing(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        busy = context.instance.get_runs_count(dg.RunsFilter(statuses=UNDER_WAY))
        if busy:
            return dg.SkipReason("a run is under way; it is looked again after it")
        try:
            work = looks()
        except EngineBusy as error:
            return dg.SkipReason(str(error))
        return dg.RunRequest(tags={"because": str(work)}) if work else dg.SkipReason(f"nothing to do: {work.idle}")

    return landing
