"""What is said about tickets, as tables: business calendars, promises, rules of conflict.

Belongs here: rows of the config tables that only tickets need. Does not: writing them, other tables (tables).
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from assets.settings.hours import HOLIDAY, weekdays_of
from assets.settings.settings import Settings
from assets.settings.tickets import Calendar
from assets.zone_words import ZONE_WORDS
from assets.zones import FIRST_DATE, LAST_DATE, zone_names

Rows = Iterable[tuple[object, ...]]
Hours = Mapping[str, tuple[tuple[int, int], ...]]

# Readers whose exports bring business hours of their own, in zones nobody has declared.
BRINGS_SCHEDULES = ("zendesk",)

COLUMNS: dict[str, dict[str, str]] = {
    "config.calendar": {"calendar_id": "varchar", "zone": "varchar"},
    "config.calendar_hours": {
        "calendar_id": "varchar",
        "valid_from": "date",
        "valid_to": "date",
        "weekday": "bigint",
        "start_s": "bigint",
        "end_s": "bigint",
    },
    "config.calendar_holiday": {"calendar_id": "varchar", "date": "date", "name": "varchar"},
    "config.queue_calendar": {"queue_id": "varchar", "calendar_id": "varchar"},
    "config.zone_switch": {"zone": "varchar", "since_utc": "timestamp", "until_utc": "timestamp", "offset_s": "bigint"},
    "config.zone_word": {"word": "varchar", "zone": "varchar"},
    "config.sla_target": {
        "metric": "varchar",
        "priority": "varchar",
        "queue_id": "varchar",
        "target_s": "double",
        "is_business": "boolean",
        "valid_from": "date",
        "valid_to": "date",
    },
    "config.ticket": {
        "first_response_clock": "varchar",
        "is_escalated_a_conflict": "boolean",
        "is_refunded_a_conflict": "boolean",
        "conflict_rating_at_most": "double",
        "tooling_cost_per_month": "double",
        "other_cost_per_month": "double",
    },
    "config.ticket_word": {"rule": "varchar", "word": "varchar"},
}


def rows(settings: Settings, holidays: Mapping[str, Mapping[date, str]]) -> dict[str, Rows]:
    """Rows of every table above but zone_switch. `holidays` are the days on which each calendar's country rests."""
    return {
        "config.calendar": _calendars(settings),
        "config.calendar_hours": _hours(settings),
        "config.calendar_holiday": [
            (calendar_id, day, name) for calendar_id, days in sorted(holidays.items()) for day, name in sorted(days.items())
        ],
        "config.queue_calendar": [(queue.id, queue.calendar or own_calendar(queue.id)) for queue in settings.centre.queues],
        "config.zone_word": _zone_words(),
        "config.sla_target": [
            (
                one.metric,
                one.priority,
                one.queue,
                one.target_s,
                one.clock == "business",
                one.from_date or FIRST_DATE,
                one.to_date or LAST_DATE,
            )
            for one in settings.centre.tickets.sla
        ],
        "config.ticket": [_ticket(settings)],
        "config.ticket_word": _words(settings),
    }


def own_calendar(queue_id: str) -> str:
    """Name the calendar made of a queue's own opening hours."""
    return f"queue/{queue_id}"


def zones_of_schedules(settings: Settings) -> set[str]:
    """Every zone in which business hours may be told: the calendars' own, and those a help desk's export may name."""
    told = {zone for _, zone in _calendars(settings)}
    if any(source.reader in BRINGS_SCHEDULES or source.kind == "schedule" for source in settings.sources):
        told |= set(ZONE_WORDS.values())
    return told


def _calendars(settings: Settings) -> Iterator[tuple[str, str]]:
    for calendar in settings.centre.calendars:
        yield calendar.id, calendar.timezone
    for queue in settings.centre.queues:
        yield own_calendar(queue.id), settings.site(queue.site).timezone


def _hours(settings: Settings) -> Iterator[tuple[object, ...]]:
    for calendar in settings.centre.calendars:
        for first, last, hours in _versions(calendar):
            # a calendar rests on its holidays, unless it names hours for them
            by_day = {str(HOLIDAY): ((0, 0),)} | _by_day(hours)
            yield from ((calendar.id, first, last, int(day), *span) for day, spans in sorted(by_day.items()) for span in spans or ((0, 0),))
    for queue in settings.centre.queues:
        for weekday, spans in sorted(queue.hours_s().items()):
            yield from ((own_calendar(queue.id), FIRST_DATE, LAST_DATE, weekday, *span) for span in spans or ((0, 0),))


def _versions(calendar: Calendar) -> Iterator[tuple[date, date, Hours]]:
    changes = sorted(calendar.changes, key=lambda change: change.from_date)
    starts = [FIRST_DATE, *(change.from_date for change in changes)]
    ends = [*(start - timedelta(days=1) for start in starts[1:]), LAST_DATE]
    yield from zip(starts, ends, [calendar.open, *(change.open for change in changes)], strict=True)


def _by_day(hours: Hours) -> dict[str, tuple[tuple[int, int], ...]]:
    return {str(weekday): spans for days, spans in hours.items() for weekday in weekdays_of(days)}


def _zone_words() -> Rows:
    words = {zone.lower(): zone for zone in zone_names()} | {word.lower(): zone for word, zone in ZONE_WORDS.items()}
    return sorted(words.items())


def _ticket(settings: Settings) -> tuple[object, ...]:
    tickets = settings.centre.tickets
    conflict, costs = tickets.conflict, tickets.costs
    return (
        *(tickets.first_response_clock, conflict.escalated, conflict.refunded, conflict.rating_at_most),
        *(costs.tooling_per_month, costs.other_per_month),
    )


def _words(settings: Settings) -> Iterator[tuple[str, str]]:
    """Rules and their words in lower case; where no keyword is named every keyword of a source makes a conflict."""
    tickets = settings.centre.tickets
    conflict = tickets.conflict
    told = {
        "complaint_type": conflict.types,
        "complaint_topic": conflict.topics,
        "complaint_tag": conflict.tags,
        "conflict_keyword": conflict.keywords or {word for source in settings.sources for word in source.keywords},
        "escalation_group": tickets.escalation_groups,
        "escalation_tag": tickets.escalation_tags,
    }
    for rule, words in told.items():
        yield from ((rule, word) for word in sorted({word.strip().lower() for word in words}))
