"""What contacts are set against, as rows of config.contact_driver.

Belongs here: values that the settings give, by the days they hold for. Does not: values that files bring (readers).
"""

from collections.abc import Iterator

from assets.settings.contact_driver import ContactDriver

COLUMNS = {"config.contact_driver": {"driver": "varchar", "from_date": "date", "until_date": "date", "value": "double"}}


def rows(driver: ContactDriver | None) -> Iterator[tuple[object, ...]]:
    """Give one row a value with the days it holds for; one without a value where files bring all of them."""
    if driver is None:
        return
    days = sorted(driver.values)
    for place, day in enumerate(days):
        yield driver.id, day, days[place + 1] if place + 1 < len(days) else None, driver.values[day]
    if not days:
        yield driver.id, None, None, None
