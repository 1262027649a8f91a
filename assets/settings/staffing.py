"""The keys of config/staffing.yaml: what turns calls into people, and where people come from.

Belongs here: the models of that file and the house's own values. Does not: the other files (settings), tables made of them
(config_tables.staffing).
"""

from typing import Annotated

from pydantic import BeforeValidator, Field

from assets.settings.fields import Count, Days, Model, Seconds, Share, at_least_one, between, one_or_many
from assets.settings.roster import Roster

Leaving = Annotated[float, between(0, 0.95, whole=False)]
Hours = Annotated[float, between(0.5, 24, whole=False, unit="hours")]


class Hiring(Model):
    """Who is there, who leaves, how fast others come; what is None is taken from the defaults, or from the house."""

    heads: Annotated[float, between(0, None, whole=False)] | None = Field(default=None, description="people on the payroll for this queue")
    hours_per_week: Annotated[float, between(1, 168, whole=False, unit="hours")] | None = Field(
        default=None, description="paid hours of a person in a week"
    )
    budget_per_week: Annotated[float, between(0, None, whole=False)] | None = Field(default=None, description="money for a week of agents")
    fit_factor: Annotated[float, between(1, 5, whole=False)] | None = Field(
        default=None, description="scheduled hours over required hours, because shifts never fit the calls exactly"
    )
    attrition_new: Leaving | None = Field(default=None, description="share of people in their first months who leave in a month")
    attrition: Leaving | None = Field(default=None, description="share of all other people who leave in a month")
    new_months: Annotated[int, between(0, 60, whole=True, unit="months")] | None = Field(
        default=None, description="months a person counts as new"
    )
    ramp: Annotated[tuple[Share, ...], BeforeValidator(one_or_many)] | None = Field(
        default=None, description="share of full work in the first, second ... month; full after the last"
    )
    lead_time_days: Days | None = Field(default=None, description="days from the decision to hire to the first call")
    class_size_min: Count | None = Field(default=None, description="fewest people of a class")
    class_size_max: Count | None = Field(default=None, description="most people of a class")
    growth_per_month: Annotated[float, between(-0.5, 1, whole=False)] | None = Field(
        default=None, description="growth of the work in a month, beyond the forecast"
    )
    certainty: Annotated[float, between(0.5, 0.99, whole=False)] | None = Field(
        default=None, description="probability that enough people are there"
    )
    months_ahead: Annotated[int, between(1, 36, whole=True, unit="months")] | None = Field(
        default=None, description="months that are planned"
    )


class Shifts(Model):
    """Which shifts people may work; what is None is taken from the defaults, or from the house."""

    hours: Annotated[tuple[Hours, ...], BeforeValidator(one_or_many), BeforeValidator(at_least_one)] | None = Field(
        default=None, description="lengths a shift may have, a list of hours"
    )
    start_every_minutes: Annotated[int, between(5, 240, whole=True, unit="minutes")] | None = Field(
        default=None, description="minutes between the times at which a shift may begin"
    )
    break_minutes: Annotated[int, between(0, 120, whole=True, unit="minutes")] | None = Field(
        default=None, description="length of the break of a shift that is long enough for it; 0 for none"
    )
    break_from_hours: Hours | None = Field(default=None, description="hours after the start of a shift from which the break may be taken")
    break_to_hours: Hours | None = Field(default=None, description="hours after the start of a shift by which the break has to begin")


class StaffingRule(Model):
    """What turns the load of a queue into people; what is None is taken from the defaults, or from the queue."""

    service_level_target: Share | None = Field(default=None, description="a share from 0 to 1 (0.8 means 80 %)")
    threshold_s: Seconds | None = Field(default=None, description="seconds; the queue's own threshold where nothing is said")
    max_occupancy: Share | None = Field(default=None, description="a share from 0 to 1 (0.8 means 80 %)")
    min_agents: Count | None = Field(default=None, description="fewest agents while open")
    loaded_rate_per_hour: Annotated[float, between(0, None, whole=False)] | None = Field(
        default=None, description="cost of a paid hour, everything included"
    )
    patience_s: Seconds | None = Field(default=None, description="mean seconds callers wait before they hang up, where it is known")
    shrinkage: dict[str, Share] = Field(default_factory=dict, description="component and share of paid hours")
    roster: Roster | None = Field(
        default=None, description='people scheduled, by days and hours, such as {mon-fri: "08:00-16:00 6, 12:00-20:00 4"}'
    )
    shifts: Shifts = Field(default_factory=Shifts, description="which shifts people may work")
    hiring: Hiring = Field(default_factory=Hiring, description="people, and how they leave and come")


HOUSE = StaffingRule(
    service_level_target=0.80,
    max_occupancy=0.85,
    min_agents=1,
    shifts=Shifts(hours=(8.0, 6.0, 4.0), start_every_minutes=30, break_minutes=30, break_from_hours=2.5, break_to_hours=5.0),
    hiring=Hiring(
        hours_per_week=40.0,
        fit_factor=1.10,
        attrition_new=0.05,
        attrition=0.02,
        new_months=6,
        ramp=(0.5, 0.75, 0.9, 1.0),
        lead_time_days=75,
        class_size_min=1,
        class_size_max=12,
        growth_per_month=0.0,
        certainty=0.8,
        months_ahead=12,
    ),
)


class Staffing(Model):
    """config/staffing.yaml."""

    defaults: StaffingRule = Field(default_factory=StaffingRule, description="what holds for every queue")
    queues: dict[str, StaffingRule] = Field(default_factory=dict, description="queue id and what is different there")

    def rule(self, queue_id: str) -> StaffingRule:
        """The rule of one queue: its own values over the defaults over the house's; shrinkage, shifts and hiring key by key."""
        layers = [HOUSE, self.defaults, self.queues.get(queue_id, StaffingRule())]
        values = {name: value for layer in layers for name, value in layer if value is not None}
        values["shrinkage"] = {name: share for layer in layers for name, share in layer.shrinkage.items()}
        for group in ("shifts", "hiring"):
            values[group] = {name: value for layer in layers for name, value in getattr(layer, group) if value is not None}
        return StaffingRule.model_validate(values)
