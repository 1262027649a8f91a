"""What the centre has promised itself: the goal register, config/targets.yaml.

Belongs here: the models of goals and of the default page. Does not: whether a goal is a good one (target_checks), its tables.
"""

from typing import Annotated

from pydantic import BeforeValidator, Field

from assets.settings.fields import Day, Identifier, Model, Number, Scope, Text, Texts, at_least_one, between, one_of

LEVELS = ("company", "department", "team", "agent")
LEVEL_OF_SCOPE = {"company": "company", "conflict": "company", "site": "department", "queue": "team"}
PAGE_LENGTH = 8
Amount = Annotated[float, between(0, None, whole=False)]


class Target(Model):
    """One goal. `comparator` None follows the KPI's better direction, `level` None the scope."""

    id: Identifier | None = Field(default=None, description="the goal's id; made of KPI and scope where nothing is said")
    kpi: Text = Field(description="the name of a file in sql/kpi")
    scope: Scope = Field(description="company, conflict, site/<id> or queue/<id>")
    level: Annotated[str, one_of(*LEVELS)] | None = Field(default=None, description="whose goal it is: company, department, team or agent")
    parent: Identifier | None = Field(default=None, description="the id of the goal that this one serves")
    comparator: Annotated[str, one_of("at_least", "at_most")] | None = Field(default=None, description="at_least or at_most")
    target: Number = Field(description="the value promised, in the KPI's unit")
    stretch: Number | None = Field(default=None, description="the value hoped for, beyond the target")
    owner: Text = Field(description="the one who answers for it, by name or office")
    due: Day = Field(description="a date written as year-month-day, such as 2026-12-31")
    action: Text | None = Field(default=None, description="what is done when the promise is not kept")
    action_from: Day | None = Field(default=None, description="the day the action began; its effect is held against what came before")
    intervention: Identifier | None = Field(default=None, description="the id of the intervention in centre.yaml that is the action")
    rationale: Text | None = Field(default=None, description="why this value")
    agents: Amount | None = Field(default=None, description="people it needs; reckoned from the cost curve where nothing is said")
    cost: Amount | None = Field(default=None, description="money a week it needs; reckoned from the cost curve where nothing is said")

    @property
    def target_id(self) -> str:
        """The goal's id; the same KPI and scope always make the same one."""
        return self.id or f"{self.kpi}_{self.scope.replace('/', '_')}"

    @property
    def goal_level(self) -> str:
        """Whose goal it is."""
        return self.level or LEVEL_OF_SCOPE[self.scope.partition("/")[0]]


class Targets(Model):
    """config/targets.yaml."""

    targets: tuple[Target, ...] = Field(description="a list of targets")
    page: Annotated[Texts, BeforeValidator(at_least_one)] | None = Field(
        default=None, description=f"at most {PAGE_LENGTH} KPIs of the first page; those of the goals where nothing is said"
    )

    def page_kpis(self) -> tuple[str, ...]:
        """The KPIs of the first page, in their order: those named, else those of the goals as the register has them."""
        return tuple(dict.fromkeys(self.page or (target.kpi for target in self.targets)))[:PAGE_LENGTH]
