"""The scales of survey questions, as rows of config.survey_scale.

Belongs here: declared scales and those a question has by definition. Does not: answers (readers, sql/core).
"""

from collections.abc import Iterable

from assets.settings import Settings, Source


def survey_scales(settings: Settings) -> Iterable[tuple[object, ...]]:
    """The declared scales; the likelihood to recommend is asked from 0 to 10 by definition, so it needs no words."""
    for source in settings.sources:
        for instrument, scale in source.scales.items():
            yield source.id, instrument, scale.min, scale.max, scale.reversed
        if "nps" not in source.scales and _asks(source):
            yield source.id, "nps", 0.0, 10.0, False


def _asks(source: Source) -> bool:
    return source.kind == "survey" or bool(source.scales) or "nps" in source.columns
