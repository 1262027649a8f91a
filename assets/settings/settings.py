"""The settings of a centre: its four files read together, or refused with every mistake in them.

Belongs here: the whole, and reading it. Does not: the models of the files (centre, sources, targets, staffing), what one entry
says about another (checks), YAML (documents), tables (config_tables). Every model is frozen.
"""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError, model_validator

from assets.settings.centre import Centre, Queue, Site
from assets.settings.checks import check
from assets.settings.documents import Document, read_yaml
from assets.settings.fields import Model
from assets.settings.messages import Mistake, SettingsError, sentences
from assets.settings.source_checks import Known
from assets.settings.sources import Source, Sources
from assets.settings.staffing import Staffing
from assets.settings.switches import UTC_READERS, by_the_clock_of_their_site
from assets.settings.target_checks import Measures
from assets.settings.targets import Target, Targets


class Settings(Model):
    """Everything the centre has said about itself."""

    centre: Centre
    sources: tuple[Source, ...]
    targets: tuple[Target, ...]
    staffing: Staffing
    page: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _switches_keep_local_time(cls, told: Any) -> Any:
        return {**told, "sources": by_the_clock_of_their_site(told["sources"], told["centre"].sites)}

    def source(self, source_id: str) -> Source:
        """The source of this id."""
        return next(source for source in self.sources if source.id == source_id)

    def site(self, site_id: str) -> Site:
        """The site of this id."""
        return next(site for site in self.centre.sites if site.id == site_id)

    def queue(self, queue_id: str) -> Queue:
        """The queue of this id."""
        return next(queue for queue in self.centre.queues if queue.id == queue_id)


FILES: dict[str, type[Model]] = {"centre": Centre, "sources": Sources, "targets": Targets, "staffing": Staffing}


def load_settings(
    folder: Path,
    *,
    known_kpis: Collection[str] | None = None,
    known_readers: Collection[str] | None = None,
    known_columns: Mapping[str, Collection[str]] | None = None,
    known_units: Mapping[str, str] | None = None,
    never_goals: Collection[str] = (),
    utc_readers: Collection[str] = UTC_READERS,
) -> Settings:
    """Read the four files of `folder`, or raise `SettingsError` with every mistake in them.

    What lies on higher floors is known only to the caller: `known_kpis` (ids, or id -> better direction, which also
    finds a missing comparator), `known_units` of KPIs, `never_goals` (KPIs that may not be promised),
    `known_readers`, `known_columns` (kind of record -> its canonical columns) and
    `utc_readers`, whose timestamps need no time zone. What is None is not checked.
    """
    documents = {name: read_yaml(folder / f"{name}.yaml") for name in FILES}
    mistakes = [mistake for document in documents.values() for mistake in document.mistakes]
    models: dict[str, Any] = {}
    for name, model in FILES.items():
        if documents[name].readable:
            models[name], found = _validated(model, documents[name])
            mistakes += found
    better = known_kpis if isinstance(known_kpis, Mapping) else {}
    measures = Measures(better, known_units or {}, never_goals)
    mistakes += check(documents, Known(known_kpis, known_readers, known_columns, utc_readers, measures))
    if mistakes:
        raise SettingsError(mistakes)
    return Settings(
        centre=models["centre"],
        sources=models["sources"].sources,
        targets=models["targets"].targets,
        page=models["targets"].page_kpis(),
        staffing=models["staffing"],
    )


def _validated(model: type[Model], document: Document) -> tuple[Model | None, list[Mistake]]:
    try:
        return model.model_validate(document.data), []
    except ValidationError as failure:
        return None, [document.mistake(path, text) for path, text in sentences(failure, model)]
