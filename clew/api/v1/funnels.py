"""How far a customer's people came in a funnel, beside everyone."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from ninja import Router, Schema
from ninja.errors import Throttled
from pydantic import Field

from clew.analytics.diagnosis.evidence import Known
from clew.analytics.diagnosis.funnels.checking import Checked, Pair, Step, check
from clew.analytics.diagnosis.funnels.funnel import PERIOD, WINDOW, Funnel, funnel_of
from clew.analytics.diagnosis.funnels.splits import Split
from clew.analytics.health.asking import account_type
from clew.analytics.metrics.reading import NotUnderstood
from clew.api.v1.environments import environment_called
from clew.api.v1.rates import wait_for
from clew.api.v1.tokens import TokenRequest
from clew.core import clock
from clew.people.models import Environment, Group, Person
from clew.people.queries import group_for, person_for

router = Router(tags=["diagnosis"])
PER_MINUTE = 60
LISTED = 200  # people, pairs


class FunnelAsked(Schema):
    steps: list[Any] = Field(
        description='Two to eight: names, or `{"event", "filters"}` as usage metrics have them',
        examples=[["signed up", "report opened"]],
    )
    person: UUID | None = Field(None, description="This customer; without one, everyone alone")
    account: str = Field("", description="Key of an account, in place of a person")
    days: int = Field(PERIOD, description="Period, until now")
    window_days: int = Field(WINDOW, description="Between the first step and the last")
    breakdown: str = Field("", description="Property to compare at first and last touch")
    environment: str = ""


class FunnelStep(Schema):
    step: str
    people: int | None = Field(description="Of this customer; null without one")
    people_if_one: int | None = Field(description="If people of one human were one")
    people_at_all: int | None = Field(description="Who did it in whatever order")
    everyone: int | None = Field(description="null where it took too long")
    everyone_at_all: int | None
    seconds_from_step_before: float | None = Field(description="The middle one of this customer")

    @classmethod
    def of(cls, step: Step, *, has_own: bool) -> "FunnelStep":
        return cls(
            step=step.label,
            people=step.own if has_own else None,
            people_if_one=step.if_one if has_own else None,
            people_at_all=step.own_at_all if has_own else None,
            everyone=step.everyone,
            everyone_at_all=step.everyone_at_all,
            seconds_from_step_before=step.between.total_seconds() if step.between else None,
        )


class FunnelPair(Schema):
    before: str
    after: str
    people: list[int] | None = Field(description="Who did the first, and both")
    everyone: list[int] | None

    @classmethod
    def of(cls, pair: Pair, *, has_own: bool) -> "FunnelPair":
        return cls(
            before=pair.before,
            after=pair.after,
            people=list(pair.own) if has_own else None,
            everyone=list(pair.everyone) if pair.everyone else None,
        )


class FunnelPerson(Schema):
    id: str
    name: str
    email: str

    @classmethod
    def of(cls, known: Known) -> "FunnelPerson":
        return cls(id=known.id, name=known.name, email=known.email)


class FunnelStop(FunnelPerson):
    step: int = Field(description="From 1; the last one they did")


class FunnelSplit(Schema):
    one: FunnelPerson = Field(description="Did step `at`")
    other: FunnelPerson = Field(description="Did the step after it")
    at: int
    shared: list[str] = Field(description="What makes them look like one human")
    steps_apart: int
    steps_together: int

    @classmethod
    def of(cls, split: Split) -> "FunnelSplit":
        return cls(
            one=FunnelPerson.of(split.one.who),
            other=FunnelPerson.of(split.other.who),
            at=split.at,
            shared=[str(each) for each in split.shared],
            steps_apart=split.alone,
            steps_together=split.together,
        )


class FunnelTouch(FunnelPerson):
    first: str
    last: str


class FunnelResult(Schema):
    steps: list[FunnelStep]
    pairs: list[FunnelPair] = Field(description="Each two steps as a funnel of their own")
    stopped: list[FunnelStop]
    splits: list[FunnelSplit]
    touches: list[FunnelTouch] = Field(description="Who came through, where a property was named")
    whole: bool = Field(description="false where this customer was read in part")


@router.post("/funnels", response=FunnelResult)
def check_funnel(request: TokenRequest, asked: FunnelAsked) -> FunnelResult:
    """Mistakes are answered with 422 and their place."""
    if wait := wait_for(request.auth.pk, PER_MINUTE):
        raise Throttled(wait)
    environment = environment_called(asked.environment)
    customer = _customer(request, asked, environment)
    if customer is not None:
        environment = customer.environment
    return _result(check(customer, _funnel(asked), environment.pk), has_own=customer is not None)


def _customer(
    request: TokenRequest, asked: FunnelAsked, environment: Environment
) -> Person | Group | None:
    if asked.person is not None:
        return person_for(request.auth, id=asked.person)
    if not asked.account:
        return None
    kind = account_type(environment)
    if kind is None:
        raise ValidationError({"account": "No group type of this environment means accounts."})
    return group_for(request.auth, environment=environment, type=kind.name, key=asked.account)


def _funnel(asked: FunnelAsked) -> Funnel:
    try:
        return funnel_of(
            asked.steps,
            until=clock.now() + timedelta(minutes=1),
            days=asked.days,
            window=asked.window_days,
            breakdown=asked.breakdown,
        )
    except NotUnderstood as error:
        wrong: dict[str, list[str]] = {}
        for one in error.problems:
            wrong.setdefault(one.place.replace("events", "steps", 1), []).append(one.said)
        raise ValidationError(wrong) from None


def _result(found: Checked, *, has_own: bool) -> FunnelResult:
    touched = found.attribution.people if found.attribution else ()
    return FunnelResult(
        steps=[FunnelStep.of(each, has_own=has_own) for each in found.steps],
        pairs=[FunnelPair.of(each, has_own=has_own) for each in found.pairs],
        stopped=[
            FunnelStop(**FunnelPerson.of(each.who).dict(), step=each.step)
            for each in found.stopped[:LISTED]
        ],
        splits=[FunnelSplit.of(each) for each in found.splits[:LISTED]],
        touches=[
            FunnelTouch(**FunnelPerson.of(each.who).dict(), first=each.first, last=each.last)
            for each in touched[:LISTED]
        ],
        whole=found.is_whole,
    )
