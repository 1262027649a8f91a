"""Public holidays of countries and their parts, for the years the house covers.

Belongs here: asking the calendars of the package `holidays`. Does not: whose holidays they are (config_tables).
"""

import functools
import warnings
from datetime import date

import holidays

from assets.zones import FIRST_DATE, LAST_DATE


@functools.cache
def public_holidays(country: str, subdivision: str | None) -> dict[date, str]:
    """In English where the calendar knows it: left to itself it speaks the language of the machine."""
    calendar = holidays.country_holidays(country, subdiv=subdivision)
    language = "en_US" if "en_US" in calendar.supported_languages else calendar.default_language
    years = range(max(FIRST_DATE.year, calendar.start_year), min(LAST_DATE.year, calendar.end_year) + 1)
    with warnings.catch_warnings():
        # A lunar calendar that is known for some years only says so; the days it knows are still right.
        warnings.simplefilter("ignore", UserWarning)
        return dict(holidays.country_holidays(country, subdiv=subdivision, years=years, language=language))
