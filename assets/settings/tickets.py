"""What a centre says about tickets: business calendars, promises, what counts as a conflict, what a resolution costs.

Belongs here: the models of `calendars` and `tickets` in config/centre.yaml. Does not: queues and sites (centre), their tables
(config_tables.tickets).
"""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from assets.settings.fields import Day, Days, Flag, Identifier, Model, Number, Seconds, Text, Texts, Zone, between, one_of
from assets.settings.hours import Open

METRICS = ("first_reply", "next_reply", "first_resolution", "resolution", "requester_wait", "agent_work")
CLOCKS = ("calendar", "business")
Money = Annotated[float, between(0, None, whole=False)]


class CalendarChange(Model):
    """Hours that hold from a day on."""

    from_date: Day = Field(alias="from", description="the first day of these hours, such as 2026-03-01")
    open: Open = Field(description='days and hours such as {mon-fri: "08:00-12:00,13:30-18:00"}')


class Calendar(Model):
    """Business hours with a clock and holidays of their own, for queues that answer in writing."""

    id: Identifier = Field(description="the calendar's id")
    timezone: Zone = Field(description="an IANA time zone such as Europe/Berlin")
    open: Open = Field(description='days and hours such as {mon-fri: "08:00-12:00,13:30-18:00"}')
    changes: tuple[CalendarChange, ...] = Field(default=(), description="a list of later hours, each with its first day")
    country: Text | None = Field(default=None, description="a country code such as DE, on whose public holidays it is closed")
    subdivision: Text | None = Field(default=None, description="the code of a state or province of the country, such as BY")
    holidays: dict[Day, Text] = Field(default_factory=dict, description="further days closed, date and name")


class SlaTarget(Model):
    """One promise about tickets."""

    metric: Annotated[str, one_of(*METRICS)] = Field(description="what is promised")
    target_s: Seconds = Field(description="seconds promised")
    clock: Annotated[str, one_of(*CLOCKS)] = Field(default="calendar", description="calendar, or business for open hours only")
    priority: Text | None = Field(default=None, description="the priority it holds for; every one where nothing is said")
    queue: Text | None = Field(default=None, description="the id of the queue it holds for; every one where nothing is said")
    from_date: Day | None = Field(default=None, alias="from", description="its first day, such as 2026-03-01")
    to_date: Day | None = Field(default=None, alias="to", description="its last day; left out where it lasts")


def _rating(value: Any) -> Any:
    return None if value == "none" else value


class Conflict(Model):
    """What makes a ticket a conflict between the centre and its customer: any of these."""

    types: Texts = Field(default=("complaint",), description="ticket types that are complaints")
    topics: Texts = Field(default=(), description="topics or forms that are complaints")
    tags: Texts = Field(default=("complaint",), description="labels that are complaints")
    keywords: Texts = Field(default=(), description="words of a source's keywords that make a conflict; each of them where none is named")
    rating_at_most: Annotated[Number | None, BeforeValidator(_rating)] = Field(
        default=2.0, description="a rating on the ticket from 1 to 5 that is this bad, or none"
    )
    escalated: Flag = Field(default=True, description="whether an escalated ticket is one")
    refunded: Flag = Field(default=True, description="whether a ticket with money given back is one")


class TicketCosts(Model):
    """What resolving tickets costs beside the people's time and refunds."""

    tooling_per_month: Money = Field(default=0.0, description="money a month for licences and tools of the ticket teams")
    other_per_month: Money = Field(default=0.0, description="money a month for anything else")


class Tickets(Model):
    """What is promised to people who write, and what their tickets mean."""

    first_response_target_s: Seconds = Field(default=3600.0, description="seconds within which the customer hears from a person")
    first_response_clock: Annotated[str, one_of(*CLOCKS)] = Field(
        default="calendar", description="calendar, or business for open hours only"
    )
    resolution_maturity_days: Days = Field(default=30, description="days a ticket has to be solved before its month is judged")
    sla: tuple[SlaTarget, ...] = Field(default=(), description="a list of promises, where the export brings none")
    escalation_groups: Texts = Field(default=(), description="groups or queues of the second line; a ticket that reaches one is escalated")
    escalation_tags: Texts = Field(default=("escalated",), description="labels that say a ticket was escalated")
    conflict: Conflict = Field(default_factory=Conflict, description="what makes a ticket a conflict")
    costs: TicketCosts = Field(default_factory=TicketCosts, description="what resolving costs beside time and refunds")
