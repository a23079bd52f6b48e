"""Usage metrics: what is counted for every customer, and what it came to for one of them."""

from datetime import datetime
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.http import Http404
from ninja import Query, Router, Schema, Status
from pydantic import Field

from clew.analytics.metrics import actions
from clew.analytics.metrics.counting import measured
from clew.analytics.metrics.defining import FIELDS, Definition, definition_of
from clew.analytics.metrics.measured import Measured
from clew.analytics.metrics.queries import metric_called, metrics_of
from clew.analytics.models import UsageMetric
from clew.api.v1.customer_shapes import Who
from clew.api.v1.environments import environment_called
from clew.api.v1.idempotency import created
from clew.api.v1.tokens import TokenRequest, admins_only
from clew.core import clock
from clew.core.actors import Actor
from clew.events.whose import whose_of
from clew.people.models import Group, Person
from clew.people.queries import group_for, person_for

router = Router(tags=["usage metrics"])
MANAGE = "change usage metrics"
OPERATORS = "is, is_not, contains, not_contains (a value or a list), gt, lt, set, not_set"


class FilterGiven(Schema):
    property: str = Field(description="A key as sent, or a path into objects: `a.b`")
    operator: str = Field("is", description=OPERATORS)
    value: Any = None


class EventGiven(Schema):
    event: str = Field(description="Its name; empty: any that customers sent")
    filters: list[FilterGiven] = []


class MetricShape(Schema):
    slug: str = Field(description="Never changes")
    name: str
    description: str
    events: list[EventGiven] = Field(description="Any of them counts")
    filters: list[FilterGiven] = Field(description="Of all of them")
    math: str = Field(description="count, sum, people or last")
    math_property: str = Field(description="Of sum and last")
    days: int = Field(description="7, 30 or 90")
    display: str = Field(description="number or sparkline")
    format: str = Field(description="number, currency, percent, bytes or seconds")
    currency: str
    more_is_better: bool
    created_at: datetime

    @classmethod
    def of(cls, metric: UsageMetric) -> Self:
        plain = (name for name in cls.model_fields if name not in {"events", "filters"})
        return cls(
            **{name: getattr(metric, name) for name in plain},
            events=[EventGiven(**one) for one in metric.events],
            filters=[FilterGiven(**one) for one in metric.filters],
        )


class MetricsPage(Schema):
    items: list[MetricShape]
    next_cursor: None = None


class MetricGiven(Schema):
    name: str
    events: list[EventGiven]
    description: str = ""
    filters: list[FilterGiven] = []
    math: str = "count"
    math_property: str = ""
    days: int = 30
    display: str = "number"
    format: str = "number"
    currency: str = ""
    more_is_better: bool = True


class MetricChanges(Schema):
    name: str | None = None
    events: list[EventGiven] | None = None
    description: str | None = None
    filters: list[FilterGiven] | None = None
    math: str | None = None
    math_property: str | None = None
    days: int | None = None
    display: str | None = None
    format: str | None = None
    currency: str | None = None
    more_is_better: bool | None = None
    place: int | None = Field(None, description="Among the metrics, from 1")


class UsageShape(Schema):
    """What a metric came to for one customer."""

    metric: str = Field(description="Its slug")
    name: str
    value: float | None = Field(description="Null for a latest value there was none of")
    previous: float | None = Field(description="In the period before")
    change_percent: float | None = Field(description="Null where nothing was before")
    days: int
    series: list[float] = Field(description="A value a day, oldest first; the last ends now")
    events: int = Field(description="How many matched in the period")
    format: str
    currency: str
    more_is_better: bool

    @classmethod
    def of(cls, found: Measured) -> Self:
        metric = found.metric
        return cls(
            metric=metric.slug,
            name=metric.name,
            value=found.value,
            previous=found.previous,
            change_percent=found.change,
            days=metric.days,
            series=list(found.series),
            events=found.events,
            format=metric.format,
            currency=metric.currency,
            more_is_better=metric.more_is_better,
        )


class UsagePage(Schema):
    items: list[UsageShape]
    next_cursor: None = None


def usage_shapes(customer: Person | Group) -> list[UsageShape]:
    """What became notably worse first."""
    found = measured(customer.environment, whose_of(customer), now=clock.now())
    return [UsageShape.of(one) for one in found]


@router.get("/metrics", response=MetricsPage)
def list_metrics(request: TokenRequest, environment: str = "") -> MetricsPage:  # noqa: ARG001
    """In the order in which they are shown."""
    found = metrics_of(environment_called(environment))
    return MetricsPage(items=[MetricShape.of(one) for one in found])


@router.post("/metrics", response={201: MetricShape})
@created
def create_metric(request: TokenRequest, given: MetricGiven, environment: str = "") -> MetricShape:
    """Admin tokens only."""
    admins_only(request.auth, MANAGE)
    inside, by = environment_called(environment), Actor.token(request.auth)
    made = actions.create_metric(environment=inside, definition=Definition(**given.dict()), by=by)
    return MetricShape.of(made)


@router.get("/metrics/{slug}", response=MetricShape)
def read_metric(request: TokenRequest, slug: str, environment: str = "") -> MetricShape:  # noqa: ARG001
    return MetricShape.of(_metric(slug, environment))


@router.patch("/metrics/{slug}", response=MetricShape)
def change_metric(
    request: TokenRequest, slug: str, changes: MetricChanges, environment: str = ""
) -> MetricShape:
    """Admin tokens only. What is left out stays."""
    admins_only(request.auth, MANAGE)
    metric, by = _metric(slug, environment), Actor.token(request.auth)
    given = {name: value for name, value in changes.dict().items() if value is not None}
    place = given.pop("place", None)
    kept = definition_of(metric)
    values = {name: getattr(kept, name) for name in FIELDS} | given
    actions.change_metric(metric=metric, definition=Definition(**values), by=by)
    if place is not None:
        actions.move_metric(metric=metric, place=place, by=by)
    return MetricShape.of(_metric(slug, environment))


@router.delete("/metrics/{slug}", response={204: None})
def delete_metric(request: TokenRequest, slug: str, environment: str = "") -> Status[None]:
    """Admin tokens only. Staff can bring it back."""
    admins_only(request.auth, MANAGE)
    metric = _metric(slug, environment)
    actions.delete_metric(metric=metric, by=Actor.token(request.auth))
    return Status(204, None)


@router.get("/customers/person/usage", response=UsagePage)
def usage_of_person(request: TokenRequest, who: Query[Who]) -> UsagePage:
    """By exactly one of ``id``, ``distinct_id`` and ``email``; counted now."""
    if len([given for given in (who.id, who.distinct_id, who.email) if given]) != 1:
        raise ValidationError("Say who: exactly one of id, distinct_id and email.")
    person = person_for(
        request.auth,
        environment=environment_called(who.environment),
        id=who.id or None,
        distinct_id=who.distinct_id,
        email=who.email,
    )
    return UsagePage(items=usage_shapes(person))


@router.get("/customers/group/usage", response=UsagePage)
def usage_of_group(
    request: TokenRequest,
    type: str,  # noqa: A002  the word of the API
    key: str,
    environment: str = "",
) -> UsagePage:
    inside = environment_called(environment)
    group = group_for(request.auth, environment=inside, type=type, key=key)
    return UsagePage(items=usage_shapes(group))


def _metric(slug: str, environment: str) -> UsageMetric:
    try:
        return metric_called(environment_called(environment), slug)
    except UsageMetric.DoesNotExist:
        raise Http404 from None
