"""docs/operations.md explains every key of the settings."""

import re
from pathlib import Path

import pytest

from assets.settings.centre import Baseline, Centre, Intervention, Queue, Site
from assets.settings.contact_driver import ContactDriver
from assets.settings.dispatch import Rule, Service, Standard
from assets.settings.messages import keys_of
from assets.settings.sources import Scale, Source, SourceColumn
from assets.settings.staffing import Hiring, Shifts, StaffingRule
from assets.settings.targets import Target
from assets.settings.tickets import Calendar, Conflict, SlaTarget, TicketCosts, Tickets
from assets.settings.words import WORD_FIELDS

PAGE = Path(__file__).parents[2] / "docs" / "operations.md"


@pytest.mark.parametrize(
    "heading, model",
    [
        ("config/centre.yaml", Centre),
        ("sites", Site),
        ("queues", Queue),
        ("calendars", Calendar),
        ("tickets", Tickets),
        ("sla", SlaTarget),
        ("conflict", Conflict),
        ("costs", TicketCosts),
        ("contact_driver", ContactDriver),
        ("baseline", Baseline),
        ("interventions", Intervention),
        ("services", Service),
        ("standards", Standard),
        ("rules", Rule),
        ("config/sources.yaml", Source),
        ("columns", SourceColumn),
        ("scales", Scale),
        ("config/targets.yaml", Target),
        ("config/staffing.yaml", StaffingRule),
        ("shifts", Shifts),
        ("hiring", Hiring),
    ],
)
def test_every_key_has_a_row_under_its_heading_and_no_other_has(heading: str, model: type) -> None:
    text = PAGE.read_text(encoding="utf-8")
    found = re.search(rf"^#+ `{re.escape(heading)}`.*?\n(.*?)(?=^#|\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"docs/operations.md has no heading `{heading}`; add it with a table of its keys"
    rows = re.findall(r"^\| `(\w+)` \|", found[1], re.MULTILINE)
    assert sorted(rows) == sorted(keys_of(model)), f"docs/operations.md, `{heading}`: one row for each key of {model.__name__}"


def test_every_field_of_words_with_meanings_of_its_own_has_a_row_that_names_them() -> None:
    text = PAGE.read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|", text[text.index("#### `words`") : text.index("#### `scales`")], re.MULTILINE))
    told = {field: tuple(meanings.strip().split(", ")) for field, meanings in rows.items()}
    assert told == {field: tuple(meanings) for field, meanings in WORD_FIELDS.items() if field not in ("outcome", "event")}
