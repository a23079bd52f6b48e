"""Which events count as what: as an admin chose, else as their names suggest."""

from dataclasses import dataclass

from clew.analytics.dashboard.guessing import guesses
from clew.analytics.dashboard.names import SeenEvent, events_seen
from clew.analytics.metrics.matching import EventMatcher, PropertyFilter, matching_sql
from clew.analytics.metrics.reading import NotUnderstood, read_filters
from clew.analytics.models import DashboardEvent
from clew.people.models import Environment

Role = DashboardEvent.Role
# What SDKs send by themselves about a customer, not because the customer did something.
BOOKKEEPING = (
    "$set", "$unset", "$identify", "$create_alias", "$merge_dangerously", "$groupidentify",
    "$feature_flag_called", "$opt_in", "$pageleave", "$web_vitals", "$exception", "$ai_metric",
    "$$heatmap", "$snapshot",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chosen:
    """``matchers`` empty: for activity whatever a customer did, for the others nothing."""

    role: Role
    matchers: tuple[EventMatcher, ...] = ()
    guessed: bool = False

    @property
    def is_known(self) -> bool:
        return bool(self.matchers) or self.role == Role.ACTIVITY

    def sql(self, bound: dict[str, object]) -> str:
        """A condition on a row of ``events``; adds its values to ``bound``."""
        if self.matchers:
            return f"({matching_sql(self.matchers, (), bound, self.role)})"
        if self.role != Role.ACTIVITY:
            return "0"
        bound["bookkeeping"] = list(BOOKKEEPING)
        return "event NOT IN {bookkeeping:Array(String)}"


@dataclass(frozen=True, slots=True)
class Roles:
    activity: Chosen
    signup_page: Chosen
    signup: Chosen
    subscription: Chosen
    payment: Chosen

    @property
    def all(self) -> tuple[Chosen, ...]:
        return (self.activity, self.signup_page, self.signup, self.subscription, self.payment)


def roles_of(environment: Environment) -> Roles:
    """One statement; the names seen are asked for only when something was not chosen."""
    chosen = chosen_by_admins(environment)
    missing = set(Role) - {Role.ACTIVITY} - set(chosen)
    guessed = guesses(_names(environment)) if missing else {}
    return Roles(**{role.value: _chosen(role, chosen, guessed) for role in Role})


def chosen_by_admins(environment: Environment) -> dict[Role, tuple[EventMatcher, ...]]:
    found: dict[Role, list[EventMatcher]] = {}
    for row in DashboardEvent.objects.filter(environment=environment):
        found.setdefault(Role(row.role), []).append(EventMatcher(row.event, _filters(row)))
    return {role: tuple(matchers) for role, matchers in found.items()}


def _names(environment: Environment) -> list[SeenEvent]:
    return events_seen(environment.pk).names


def _chosen(
    role: Role,
    chosen: dict[Role, tuple[EventMatcher, ...]],
    guessed: dict[Role, tuple[EventMatcher, ...]],
) -> Chosen:
    if role in chosen:
        return Chosen(role, chosen[role])
    return Chosen(role, guessed.get(role, ()), guessed=True)


def _filters(row: DashboardEvent) -> tuple[PropertyFilter, ...]:
    try:
        return read_filters(row.filters)
    except NotUnderstood:  # written by a version that knew more operators
        return ()
