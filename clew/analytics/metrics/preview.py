"""A metric that is being written, counted for a customer of the admin's choice."""

from dataclasses import dataclass, replace
from uuid import UUID

from clickhouse_connect.driver.exceptions import ClickHouseError
from django.core.exceptions import ValidationError

from clew.analytics.metrics.counting import measured
from clew.analytics.metrics.defining import Definition, checked
from clew.analytics.metrics.measured import Measured
from clew.analytics.metrics.reading import Problem
from clew.analytics.models import UsageMetric
from clew.core import clock
from clew.events.whose import whose_of
from clew.people.models import Environment, Group, Person
from clew.people.queries.doors import Reader, groups_visible_to, persons_visible_to
from clew.people.queries.recent import recent_people
from clew.people.queries.searching import search_customers

Customer = Person | Group
UNNAMED = "New metric"
FOUND = 8  # customers that a search offers


@dataclass(frozen=True, slots=True)
class Preview:
    """``found`` is None while there is nothing to count, nobody to count for, or no time."""

    customer: Customer | None
    found: Measured | None = None
    problems: tuple[Problem, ...] = ()
    failed: bool = False
    unfinished: int = 0  # rows that were not begun

    @property
    def days(self) -> list[tuple[int, float]]:
        """(days ago, value), the latest first, for a table of what the line shows."""
        series = list(self.found.series) if self.found else []
        return list(enumerate(reversed(series)))


def preview_of(
    definition: Definition, environment: Environment, customer: Customer | None, unfinished: int = 0
) -> Preview:
    """A missing name is no reason to wait."""
    named = replace(definition, name=definition.name.strip() or UNNAMED)
    if not definition.events:
        return Preview(customer, unfinished=unfinished)
    try:
        metric = UsageMetric(environment=environment, slug="preview", **checked(named))
    except ValidationError as error:
        wrong = error.message_dict
        problems = tuple(Problem(place, " ".join(said)) for place, said in wrong.items())
        return Preview(customer, problems=problems, unfinished=unfinished)
    if customer is None:
        return Preview(None, unfinished=unfinished)
    try:
        (found,) = measured(environment, whose_of(customer), now=clock.now(), metrics=[metric])
    except ClickHouseError:
        return Preview(customer, failed=True, unfinished=unfinished)
    return Preview(customer, found, unfinished=unfinished)


def name_of(customer: Customer) -> str:
    """As a form sends it back."""
    return f"{'person' if isinstance(customer, Person) else 'group'}:{customer.pk}"


def customer_named(reader: Reader, environment: Environment, name: str) -> Customer | None:
    """Or whoever was seen last, an account before a person. Only of this environment."""
    kind, _, key = name.partition(":")
    if kind == "group" and key.isdecimal():
        found = groups_visible_to(reader, environment).filter(pk=int(key[:18])).first()
        return found or _latest(reader, environment)
    try:
        wanted = UUID(key) if kind == "person" else None
    except ValueError:
        wanted = None
    person = persons_visible_to(reader, environment).filter(pk=wanted).first() if wanted else None
    return person or _latest(reader, environment)


def customers_like(reader: Reader, environment: Environment, text: str) -> list[Customer]:
    return search_customers(reader, environment, text, limit=FOUND).items


def _latest(reader: Reader, environment: Environment) -> Customer | None:
    groups = groups_visible_to(reader, environment).filter(
        type__is_account=True, merged_into=None, last_seen_at__isnull=False
    )
    if found := groups.order_by("-last_seen_at", "pk").first():
        return found
    return next(iter(recent_people(reader, environment, limit=1).items), None)
