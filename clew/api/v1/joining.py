"""Merging, splitting and linking tickets."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from ninja import Router, Schema
from pydantic import Field

from clew.api.v1.idempotency import created
from clew.api.v1.ticket_shapes import TicketShape
from clew.api.v1.tickets import shown
from clew.api.v1.tokens import TokenRequest
from clew.core.actors import Actor
from clew.people.models import ApiToken
from clew.tickets import actions, links, queries
from clew.tickets.actions.unmerging import UNDO_WITHIN
from clew.tickets.models import ExternalLink, Merge, TicketLink
from clew.tickets.queries.merging import merge_for, message_for, split_for, tickets_to_merge

router = Router(tags=["tickets"])


class MergeGiven(Schema):
    tickets: list[int] = Field(description="Numbers of those that become part of this one")
    followers: list[str] = Field([], description="Email addresses that get its replies from now")


class MergeShape(Schema):
    id: int
    survivor: int
    merged: list[int]
    undo_until: datetime

    @classmethod
    def of(cls, merge: Merge) -> "MergeShape":
        numbers = [state["number"] for state in merge.before["tickets"]]
        until = merge.created_at + UNDO_WITHIN
        return cls(id=merge.pk, survivor=merge.survivor.number, merged=numbers, undo_until=until)


class SplitGiven(Schema):
    message: int = Field(description="Id of a customer's message")
    subject: str = ""
    following: bool = Field(default=False, description="With what the same customer wrote after it")


class LinkGiven(Schema):
    """Either ``ticket`` with ``kind``, or ``url``."""

    ticket: int | None = None
    kind: str = Field("related", description="This ticket is related, a duplicate or a follow_up")
    url: str = ""


class TicketLinkShape(Schema):
    id: int
    kind: str
    word: str = Field(description="What the other ticket is to this one: “Duplicate of”")
    ticket: int
    subject: str
    status: str


class PageLinkShape(Schema):
    id: int
    kind: str = Field(description="github_issue, github_pr or other")
    url: str
    title: str


class LinksShape(Schema):
    tickets: list[TicketLinkShape]
    pages: list[PageLinkShape]


@router.post("/tickets/{int:number}/merge", response={201: MergeShape})
@created
def merge(request: TokenRequest, number: int, given: MergeGiven) -> MergeShape:
    """The others are closed, their messages shown here; their numbers lead to this ticket."""
    survivor = queries.ticket_for(request.auth, number)
    others = tickets_to_merge(request.auth, given.tickets)
    return MergeShape.of(
        actions.merge_tickets(
            survivor=survivor, others=others, by=Actor.token(request.auth), follow=given.followers
        )
    )


@router.post("/merges/{int:merge_id}/undo", response=MergeShape)
def undo_merge(request: TokenRequest, merge_id: int) -> MergeShape:
    """For ten minutes."""
    found = merge_for(request.auth, merge_id)
    actions.undo_merge(merge=found, by=Actor.token(request.auth))
    return MergeShape.of(found)


@router.post("/tickets/{int:number}/split", response={201: TicketShape})
@created
def split(request: TokenRequest, number: int, given: SplitGiven) -> TicketShape:
    """The message moves to a new ticket of its author, which is linked to this one."""
    new = actions.split_ticket(
        message=message_for(request.auth, number, given.message),
        by=Actor.token(request.auth),
        subject=given.subject,
        following=given.following,
    )
    return shown(request.auth, new.number)


@router.post("/tickets/{int:number}/split/undo", response=TicketShape)
def undo_split(request: TokenRequest, number: int) -> TicketShape:
    """For ten minutes, if nobody wrote on the new ticket. Answers the ticket it came from."""
    found = split_for(request.auth, number)
    actions.undo_split(split=found, by=Actor.token(request.auth))
    return shown(request.auth, found.source.number)


@router.get("/tickets/{int:number}/links", response=LinksShape)
def list_links(request: TokenRequest, number: int) -> LinksShape:
    return _links(request.auth, number)


@router.post("/tickets/{int:number}/links", response={201: LinksShape})
@created
def add_link(request: TokenRequest, number: int, given: LinkGiven) -> LinksShape:
    ticket, by = queries.ticket_for(request.auth, number), Actor.token(request.auth)
    if (given.ticket is None) == (not given.url):
        raise ValidationError({"ticket": "Give the number of a ticket, or a URL."})
    if given.url:
        links.link_page(ticket=ticket, url=given.url, by=by)
    elif given.ticket is not None:
        other = queries.ticket_for(request.auth, given.ticket)
        links.link_tickets(ticket=ticket, other=other, kind=given.kind, by=by)
    return _links(request.auth, number)


@router.delete("/tickets/{int:number}/links/tickets/{int:link_id}", response=LinksShape)
def remove_ticket_link(request: TokenRequest, number: int, link_id: int) -> LinksShape:
    link = links.link_for(request.auth, number, link_id)
    links.unlink_tickets(link=link, by=Actor.token(request.auth))
    return _links(request.auth, number)


@router.delete("/tickets/{int:number}/links/pages/{int:link_id}", response=LinksShape)
def remove_page_link(request: TokenRequest, number: int, link_id: int) -> LinksShape:
    link = links.page_for(request.auth, number, link_id)
    links.unlink_page(link=link, by=Actor.token(request.auth))
    return _links(request.auth, number)


def _links(token: ApiToken, number: int) -> LinksShape:
    ticket = queries.ticket_for(token, number)
    return LinksShape(
        tickets=[_ticket_link(each) for each in links.links_of(token, ticket)],
        pages=_page_links(links.pages_of(ticket)),
    )


def _ticket_link(linked: links.Linked) -> TicketLinkShape:
    link: TicketLink = linked.link
    other = linked.ticket
    return TicketLinkShape(
        id=link.pk,
        kind=link.kind,
        word=linked.word,
        ticket=other.number,
        subject=other.subject,
        status=other.status,
    )


def _page_links(pages: Sequence[ExternalLink]) -> list[PageLinkShape]:
    return [
        PageLinkShape(id=page.pk, kind=page.kind, url=page.url, title=page.title) for page in pages
    ]
