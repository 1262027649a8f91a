"""What a centre says about the business its contacts come from.

Belongs here: the model of `contact_driver` in config/centre.yaml. Does not: its rows (config_tables).
"""

from typing import Annotated

from pydantic import Field

from assets.settings.fields import Day, Identifier, Model, between


class ContactDriver(Model):
    """What contacts are set against: customers, orders, incidents of a day."""

    id: Identifier = Field(description="name of what contacts come from, such as orders")
    values: dict[Day, Annotated[float, between(0, None, whole=False)]] = Field(
        default_factory=dict, description="first day and volume of a day from then on, where no file brings it"
    )
