"""What a dispatch centre says about the services it sends: targets, promises, and the standards it is judged by.

Belongs here: the keys `services` and `standards` of config/centre.yaml, and the standards the house knows by name.
Does not: expanding them into tables (config_tables.standards).
"""

from functools import cache
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BeforeValidator, Field

from assets.settings.fields import Flag, Identifier, Model, Seconds, Share, Text, Texts, at_least_one, one_of

PRESETS = Path(__file__).with_name("dispatch_standards.yaml")
MEASURES = ("answer", "processing")


class Service(Model):
    """A service that is sent to people: fire, police, medical, taxi, truck ..."""

    id: Text = Field(description="the service's name in the exports or under words of a source")
    standards: Texts = Field(default=(), description="names of standards, the house's or the centre's own")
    dispatch_target_s: Seconds | None = Field(
        default=None, description="seconds from answer to first unit sent; the strictest of its standards where nothing is said"
    )
    dispatch_targets_s: dict[str, Seconds] = Field(default_factory=dict, description="priority and its own target in seconds")
    arrival_tolerance_s: Seconds = Field(default=0.0, description="seconds after the promised time that still keep the promise")


class Rule(Model):
    """One sentence of a standard: this share within so many seconds."""

    measure: Annotated[str, one_of(*MEASURES)] = Field(description="answer (of calls) or processing (answer to first unit sent)")
    within_s: Seconds = Field(description="seconds, the last one included")
    share: Share = Field(description="a share from 0 to 1 (0.9 means 90 %)")
    busy_hour: Flag = Field(default=False, description="whether the rule asks for the busiest clock hour of each day only")


class Standard(Model):
    """A standard by which calls and dispatches are judged month by month."""

    id: Identifier = Field(description="the standard's name")
    name: Text | None = Field(default=None, description="the name people read")
    source: Text | None = Field(default=None, description="where it is written")
    rules: Annotated[tuple[Rule, ...], BeforeValidator(at_least_one)] = Field(description="a list of rules")


@cache
def presets() -> dict[str, Standard]:
    """The standards the house knows, by name."""
    told = yaml.safe_load(PRESETS.read_text(encoding="utf-8"))
    return {one["id"]: Standard.model_validate(one) for one in told}
