"""The scales of survey questions, as rows of config.survey_scale.

Belongs here: declared scales and those a question has by definition. Does not: answers (readers, sql/core).
"""

from collections.abc import Iterable

from assets.settings.settings import Settings
from assets.settings.sources import Source

COLUMNS = {
    "config.survey_scale": {
        "source_id": "varchar",
        "instrument": "varchar",
        "scale_min": "double",
        "scale_max": "double",
        "is_reversed": "boolean",
    }
}


def rows(settings: Settings) -> Iterable[tuple[object, ...]]:
    """The declared scales, and two that need no words: 0 to 10 of the likelihood to recommend, 1 to 5 of a rating on a ticket."""
    for source in settings.sources:
        for instrument, scale in source.scales.items():
            yield source.id, instrument, scale.min, scale.max, scale.reversed
        if "nps" not in source.scales and _asks(source):
            yield source.id, "nps", 0.0, 10.0, False
        if "csat" not in source.scales and (source.reader == "jira" or "satisfaction" in source.columns):
            yield source.id, "csat", 1.0, 5.0, False


def _asks(source: Source) -> bool:
    return source.kind == "survey" or bool(source.scales) or "nps" in source.columns
