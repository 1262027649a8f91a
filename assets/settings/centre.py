"""The centre as its managers describe it: models of config/centre.yaml.

Belongs here: sites, queues, the baseline, what was done to the centre. Does not: tickets, contact_driver and dispatch (files of
those names), single values (fields), what one entry says about another (checks). A key's description is what a message says is
expected there.
"""

from typing import Annotated

from pydantic import BeforeValidator, Field

from assets.settings.contact_driver import ContactDriver
from assets.settings.dispatch import Service, Standard
from assets.settings.fields import (
    Clock,
    Count,
    Currency,
    Day,
    Days,
    Flag,
    Identifier,
    IntervalMinutes,
    Model,
    Scope,
    Seconds,
    Text,
    Texts,
    Zone,
    at_least_one,
    between,
    one_of,
    one_or_many,
)
from assets.settings.hours import DAY_S, Open, weekdays_of
from assets.settings.tickets import Calendar, Tickets

SERVICE_LEVELS = ("default", "negative", "ignored", "positive", "answered", "short_positive")
CHANNELS = ("phone", "chat", "mail", "ticket", "social")
INTERVENTIONS = ("training", "tool", "process", "kb", "staffing", "incident")


class Site(Model):
    """A place with one clock and one calendar of holidays."""

    id: Identifier = Field(description="the site's id")
    name: Text = Field(description="the site's name")
    timezone: Zone = Field(description="an IANA time zone such as Europe/Berlin")
    day_start_s: Clock = Field(default=0, alias="day_start", description="the time at which a business day starts")
    country: Text | None = Field(default=None, description="a country code such as DE, for its public holidays")
    subdivision: Text | None = Field(default=None, description="the code of a state or province of the country, such as BY")
    currency: Currency | None = Field(default=None, description="a currency code; the centre's where nothing is said")
    holidays: dict[Day, Text] = Field(default_factory=dict, description="further holidays, date and name")


class Queue(Model):
    """What callers and tickets wait in."""

    id: Identifier = Field(description="the queue's id")
    name: Text = Field(description="the queue's name")
    site: Text = Field(description="the id of a site")
    service: Text | None = Field(default=None, description="what the queue serves; its id where nothing is said")
    channel: Annotated[str, one_of(*CHANNELS)] = Field(default="phone", description="how customers arrive")
    aliases: Texts = Field(default=(), description="names the exports use for this queue")
    threshold_s: Seconds = Field(default=20.0, description="seconds within which an answer is in time")
    short_abandon_s: Seconds = Field(default=5.0, description="seconds; hung up sooner is no lost call, 0 switches off")
    service_level: Annotated[str, one_of(*SERVICE_LEVELS)] = Field(default="default", description="the formula of the service level")
    include_flowouts: Flag = Field(default=True, description="whether calls that flowed out count in the service level")
    count_callbacks: Flag = Field(default=False, description="whether callback legs count as offered")
    interval_of: Annotated[str, one_of("entry", "answer", "end")] = Field(
        default="entry", description="the moment whose interval a call counts in"
    )
    callback_within_s: Seconds = Field(default=86400.0, description="seconds within which a callback agreed is made")
    standards: Texts = Field(default=(), description="names of standards; those of its service where nothing is said")
    min_n: Count | None = Field(default=None, description="fewest cases for a coloured value; the centre's where nothing is said")
    first_response_target_s: Seconds | None = Field(default=None, description="seconds; the centre's promise where nothing is said")
    open: Open | None = Field(default=None, description='days and hours such as {mon-fri: "08:00-20:00"}; always where nothing is said')
    calendar: Text | None = Field(default=None, description="the id of a calendar whose hours count for tickets; else the queue's own")

    def hours_s(self) -> dict[int, tuple[tuple[int, int], ...]]:
        """Opening hours in seconds of the day by weekday, 1 Monday to 7; 8 only where holidays have hours of their own."""
        if self.open is None:
            return dict.fromkeys(range(1, 8), ((0, DAY_S),))
        return {weekday: hours for days, hours in self.open.items() for weekday in weekdays_of(days)}


class Baseline(Model):
    """What later months are compared with."""

    days: Annotated[int, between(7, 366, whole=True, unit="days")] = Field(default=28, description="complete days that make the baseline")
    from_date: Day | None = Field(default=None, alias="from", description="its first day; the first complete days where nothing is said")
    horizons_months: Annotated[tuple[Annotated[int, between(1, 60, whole=True, unit="months")], ...], BeforeValidator(one_or_many)] = Field(
        default=(1, 3, 6), description="months after which is compared"
    )


class Intervention(Model):
    """Something that was done to the centre, or happened to it, on known days."""

    id: Identifier = Field(description="the intervention's id")
    kind: Annotated[str, one_of(*INTERVENTIONS)] = Field(description="what kind of thing it is")
    scope: Scope = Field(description="company, site/<id> or queue/<id>")
    from_date: Day = Field(alias="from", description="its first day, such as 2026-03-01")
    to_date: Day | None = Field(default=None, alias="to", description="its last day; left out where it lasts")
    description: Text | None = Field(default=None, description="what it is, as a sentence should call it")


class Centre(Model):
    """config/centre.yaml."""

    name: Text = Field(description="the centre's name")
    currency: Currency = Field(description="a currency of three capital letters such as EUR")
    interval_minutes: IntervalMinutes = Field(default=30, description="length of a planning interval")
    keep_copies: Count = Field(default=3, description="publications kept under their date; 0 keeps none")
    restate_days: Days = Field(default=14, description="days a published day may still change")
    min_n: Count = Field(default=20, description="fewest cases for a coloured value")
    repeat_days: Annotated[int, between(1, 30, whole=True, unit="days")] = Field(
        default=7, description="days within which a customer's next contact says that the one before did not help"
    )
    sites: Annotated[tuple[Site, ...], BeforeValidator(at_least_one)] = Field(description="a list of sites")
    queues: tuple[Queue, ...] = Field(default=(), description="a list of queues; a centre whose sources are all dispatches needs none")
    agents: dict[Text, Texts] = Field(default_factory=dict, description="an agent's name in tables and the names that exports use")
    calendars: tuple[Calendar, ...] = Field(default=(), description="a list of business calendars")
    tickets: Tickets = Field(default_factory=Tickets, description="promises on tickets, and what they mean")
    contact_driver: ContactDriver | None = Field(default=None, description="what contacts are set against")
    baseline: Baseline = Field(default_factory=Baseline, description="the baseline")
    interventions: tuple[Intervention, ...] = Field(default=(), description="a list of interventions")
    services: tuple[Service, ...] = Field(default=(), description="a list of services that are sent to people")
    standards: tuple[Standard, ...] = Field(default=(), description="a list of standards of the centre's own")
