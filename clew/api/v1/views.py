"""Views of the inbox: their tickets in their order, and how many there are."""

from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.http import Http404
from ninja import Query, Router, Schema
from pydantic import Field

from clew.api.v1.environments import environment_called
from clew.api.v1.ticket_shapes import ListedTicket, TicketsPage
from clew.api.v1.tokens import TokenRequest
from clew.tickets import queries

router = Router(tags=["views"])


class ViewShape(Schema):
    slug: str
    name: str
    description: str
    scope: str = Field(description="built-in, shared or team")
    team: str = Field(description="The name of the team whose view it is, if it is a team's")
    sort: str = Field(description="An order, with “-” in front for descending")
    group_by: str
    conditions: dict[str, object] = Field(description="“all” and “any” lists of conditions")

    @classmethod
    def of(cls, view: queries.View) -> "ViewShape":
        return cls(
            slug=view.slug,
            name=view.label,
            description=view.description,
            scope=view.scope or "built-in",
            team=view.team,
            sort=view.sort,
            group_by=view.group_by,
            conditions=view.as_data(),
        )


class ViewsList(Schema):
    items: list[ViewShape]


class ViewCount(Schema):
    count: int


class ViewFilters(Schema):
    environment: str = ""
    filter: str = Field(
        "", description="As in the address of the inbox: “severity:is:critical,high”"
    )


class ViewTickets(ViewFilters):
    cursor: str = ""
    limit: int = Field(50, ge=1, le=200)


@router.get("/views", response=ViewsList)
def list_views(request: TokenRequest) -> ViewsList:
    """Everybody's and the teams'; personal views belong to their owners alone."""
    return ViewsList(items=[ViewShape.of(view) for view in queries.views_for(request.auth)])


@router.get("/views/{slug}/tickets", response=TicketsPage)
def view_tickets(request: TokenRequest, slug: str, given: Query[ViewTickets]) -> TicketsPage:
    """In the view's order."""
    view = _narrowed(request, slug, given.filter)
    page = queries.page_of_view(
        request.auth, environment_called(given.environment), view, given.cursor, given.limit
    )
    prefetch_related_objects(page.items, "requester__distinct_ids")
    items = [ListedTicket.of(ticket) for ticket in page.items]
    return TicketsPage(items=items, next_cursor=page.next_cursor or None)


@router.get("/views/{slug}/count", response=ViewCount)
def view_count(request: TokenRequest, slug: str, given: Query[ViewFilters]) -> ViewCount:
    """Exact."""
    view = _narrowed(request, slug, given.filter)
    inside = environment_called(given.environment)
    return ViewCount(count=queries.exact_count(request.auth, inside, view))


def _narrowed(request: TokenRequest, slug: str, text: str) -> queries.View:
    view = queries.view_for(request.auth, slug)
    if view is None:
        raise Http404(f"There is no view “{slug[:80]}”.")
    try:
        return view.narrowed(text)
    except ValidationError as error:
        raise ValidationError({"filter": error.messages}) from None
