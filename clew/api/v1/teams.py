"""Teams: who owns areas and gets escalations."""

from typing import Self

from ninja import Router, Schema
from pydantic import Field

from clew.api.v1.idempotency import created
from clew.api.v1.tokens import TokenRequest, admins_only
from clew.core.actors import Actor
from clew.people import staff_actions, staff_queries
from clew.people.models import Team

router = Router(tags=["teams"])


class TeamDetails(Schema):
    slug: str
    name: str
    description: str
    private: bool = Field(description="What it owns, only its members read")

    @classmethod
    def of(cls, team: Team) -> Self:
        return cls(
            slug=team.slug, name=team.name, description=team.description, private=team.private
        )


class TeamsPage(Schema):
    items: list[TeamDetails]
    next_cursor: str | None = None


class NewTeam(Schema):
    name: str = Field(max_length=80, examples=["Engineering"])


@router.get("/teams", response=TeamsPage)
def list_teams(request: TokenRequest) -> TeamsPage:  # noqa: ARG001  as ninja calls it
    """By name."""
    return TeamsPage(items=[TeamDetails.of(team) for team in staff_queries.team_choices()])


@router.post("/teams", response={201: TeamDetails})
@created
def create_team(request: TokenRequest, given: NewTeam) -> TeamDetails:
    """Admin tokens only."""
    admins_only(request.auth, "create teams")
    by = Actor.token(request.auth)
    return TeamDetails.of(staff_actions.create_team(name=given.name, by=by))
