"""Shared macros, using one on a ticket, and the product areas tickets can have."""

from datetime import datetime
from typing import Any, Self

from django.core.exceptions import ValidationError
from ninja import Router, Schema, Status
from pydantic import Field

from clew.api.v1.idempotency import created
from clew.api.v1.ticket_shapes import MessageShape, PostedMessage, TeamShape, team_shape
from clew.api.v1.tokens import TokenRequest, admins_only
from clew.core.actors import Actor
from clew.people.models import Team
from clew.people.staff_queries import team_named
from clew.tickets import queries
from clew.tickets.actions import macros as actions
from clew.tickets.actions.using_macros import apply_macro
from clew.tickets.models import Macro
from clew.tickets.queries.areas import areas
from clew.tickets.queries.macros import listed_macro, listed_macros, macro_for

router = Router(tags=["macros"])
MANAGE = "write macros"


class ActionGiven(Schema):
    field: str = Field(description="status, tags.add, tags.remove, team, assignee, kind, area, …")
    value: Any = None


class MacroShape(Schema):
    id: int
    name: str
    folder: str
    kind: str = Field(description="reply, note or either")
    text: str = Field(description="Markdown with {{variables}}")
    actions: list[ActionGiven]
    teams: list[TeamShape] = Field(description="Empty: every team")
    active: bool
    changed_at: datetime
    uses: int = Field(description="In the last 30 days")

    @classmethod
    def of(cls, macro: Macro) -> Self:
        plain = ("name", "folder", "kind", "text", "active", "changed_at")
        return cls(
            id=macro.pk,
            **{name: getattr(macro, name) for name in plain},
            actions=[ActionGiven(**each) for each in macro.actions],
            teams=[shape for team in macro.teams.all() if (shape := team_shape(team))],
            uses=getattr(macro, "recent_uses", 0),
        )


class MacrosPage(Schema):
    items: list[MacroShape]
    next_cursor: str | None = None


class MacroGiven(Schema):
    name: str
    text: str = ""
    folder: str = ""
    kind: str = "reply"
    actions: list[ActionGiven] = []
    teams: list[str] = Field([], description="Slugs; empty for every team")
    active: bool = True


class MacroChanges(Schema):
    name: str | None = None
    text: str | None = None
    folder: str | None = None
    kind: str | None = None
    actions: list[ActionGiven] | None = None
    teams: list[str] | None = None
    active: bool | None = None


class MacroUseGiven(Schema):
    public: bool | None = Field(None, description="For a macro that is a reply or a note")
    values: dict[str, str] = Field({}, description="For what is not known: {path: text}")
    text: bool = Field(default=True, description="False: only its changes")


class MacroUsed(Schema):
    message: MessageShape | None
    status: str
    tags: list[str]


class AreaShape(Schema):
    slug: str
    name: str
    description: str
    team: TeamShape | None = Field(description="Who owns it")
    active: bool


class AreasPage(Schema):
    items: list[AreaShape]
    next_cursor: str | None = None


@router.get("/macros", response=MacrosPage)
def list_macros(request: TokenRequest) -> MacrosPage:
    """Every shared macro, by category. Personal ones are nobody else's."""
    return MacrosPage(items=[MacroShape.of(macro) for macro in listed_macros(request.auth)])


@router.post("/macros", response={201: MacroShape})
@created
def create_macro(request: TokenRequest, given: MacroGiven) -> MacroShape:
    """Admin tokens only."""
    admins_only(request.auth, MANAGE)
    words = actions.MacroWords(**{**given.dict(), "teams": _teams(given.teams)})
    made = actions.create_macro(words=words, by=Actor.token(request.auth))
    return _shown(request, made.pk)


@router.get("/macros/{int:macro_id}", response=MacroShape)
def read_macro(request: TokenRequest, macro_id: int) -> MacroShape:
    return _shown(request, macro_id)


@router.patch("/macros/{int:macro_id}", response=MacroShape)
def change_macro(request: TokenRequest, macro_id: int, changes: MacroChanges) -> MacroShape:
    """Admin tokens only. What is left out stays."""
    admins_only(request.auth, MANAGE)
    macro = listed_macro(request.auth, macro_id)
    given = {name: value for name, value in changes.dict().items() if value is not None}
    kept = ("name", "text", "folder", "kind", "actions", "active")
    words: dict[str, Any] = {name: getattr(macro, name) for name in kept} | given
    teams = tuple(macro.teams.all()) if changes.teams is None else _teams(changes.teams)
    actions.change_macro(
        macro=macro,
        words=actions.MacroWords(**{**words, "teams": teams}),
        by=Actor.token(request.auth),
    )
    return _shown(request, macro_id)


@router.delete("/macros/{int:macro_id}", response={204: None})
def delete_macro(request: TokenRequest, macro_id: int) -> Status[None]:
    """Admin tokens only. Its uses stay counted."""
    admins_only(request.auth, MANAGE)
    macro = listed_macro(request.auth, macro_id)
    actions.delete_macro(macro=macro, by=Actor.token(request.auth))
    return Status(204, None)


@router.post("/tickets/{int:number}/macros/{int:macro_id}", response={201: MacroUsed})
@created
def use_macro(request: TokenRequest, number: int, macro_id: int, given: MacroUseGiven) -> MacroUsed:
    """Its words as a message and its changes, or neither: 422 names what has no value."""
    ticket = queries.ticket_for(request.auth, number)
    done = apply_macro(
        ticket=ticket,
        macro=macro_for(request.auth, macro_id),
        by=Actor.token(request.auth),
        public=given.public,
        values=given.values,
        with_text=given.text,
    )
    said = PostedMessage.of(done.message, ticket=number) if done.message else None
    return MacroUsed(message=said, status=ticket.status, tags=ticket.tags)


@router.get("/areas", response=AreasPage, tags=["tickets"])
def list_areas(request: TokenRequest) -> AreasPage:  # noqa: ARG001  any token that reads tickets
    """In the order they are offered; retired ones last."""
    return AreasPage(
        items=[
            AreaShape(
                slug=area.slug,
                name=area.name,
                description=area.description,
                team=team_shape(area.team),
                active=area.active,
            )
            for area in areas()
        ]
    )


def _shown(request: TokenRequest, macro_id: int) -> MacroShape:
    return MacroShape.of(listed_macro(request.auth, macro_id))


def _teams(slugs: list[str]) -> tuple[Team, ...]:
    """Raises ValidationError."""
    found = {slug: team_named(slug) for slug in slugs}
    if unknown := [slug for slug, team in found.items() if team is None]:
        raise ValidationError({"teams": f"There is no team “{unknown[0]}”."})
    return tuple(team for team in found.values() if team)
