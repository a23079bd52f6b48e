"""How accounts are doing: the score, its parts with their reasons, and its history."""

from datetime import date, datetime

from ninja import Field, Query, Router, Schema

from clew.analytics.health.asking import account_type
from clew.analytics.health.queries import health_of, history_of
from clew.analytics.models import Band, Health
from clew.api.v1.environments import environment_called
from clew.api.v1.tokens import TokenRequest
from clew.people.models import Group
from clew.people.queries import group_for

router = Router(tags=["customers"])
MAX_DAYS = 400


class HealthPartShape(Schema):
    kind: str
    label: str
    score: int | None = Field(description="0 to 100; null: no data, so it does not count")
    weight: int
    reason: str = Field(description="The number and what it is compared with, in words")


class HealthShape(Schema):
    score: int = Field(description="0 to 100")
    band: Band
    before: int | None = Field(description="A week ago")
    scored_at: datetime = Field(description="When it last became different")
    parts: list[HealthPartShape] = Field(description="What costs most comes first")

    @classmethod
    def of(cls, health: Health) -> "HealthShape":
        return cls(
            score=health.score,
            band=Band(health.band),
            before=health.before,
            scored_at=health.scored_at,
            parts=[HealthPartShape(**part) for part in health.parts],
        )


class DayShape(Schema):
    day: date
    score: int


class HealthWithHistory(Schema):
    key: str
    health: HealthShape | None = Field(description="Null until there is data")
    history: list[DayShape] = Field(description="A day each (UTC), oldest first")


class Days(Schema):
    days: int = Field(90, ge=1, le=MAX_DAYS)
    environment: str = ""


def health_shape(group: Group) -> HealthShape | None:
    """For other answers about an account. One statement."""
    found = health_of(group)
    return HealthShape.of(found) if found else None


@router.get("/accounts/{path:key}/health", response=HealthWithHistory)
def read_health(request: TokenRequest, key: str, asked: Query[Days]) -> HealthWithHistory:
    """By the account's key; one that became part of another account answers as that one."""
    group = _account(request, key, asked.environment)
    days = history_of(group, days=asked.days).days
    return HealthWithHistory(
        key=group.key,
        health=health_shape(group),
        history=[DayShape(day=day, score=score) for day, score in days if score is not None],
    )


def _account(request: TokenRequest, key: str, environment: str) -> Group:
    """Raises Group.DoesNotExist, also for what is hidden."""
    inside = environment_called(environment)
    kind = account_type(inside)
    if kind is None:
        raise Group.DoesNotExist
    return group_for(request.auth, environment=inside, type=kind.name, key=key)
