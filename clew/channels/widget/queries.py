"""What a widget session may see. Everything else answers as if it did not exist."""

from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from clew.channels.widget.models import WidgetPost, WidgetSession
from clew.channels.widget.options import Options, options
from clew.channels.widget.targets import expected_response
from clew.people.models import DistinctId, Person
from clew.tickets.models import Message, Ticket
from clew.tickets.models.tickets import TicketQuerySet
from clew.tickets.queries import public_messages

NEWEST = 50  # tickets in the list


def person_of(session: WidgetSession) -> Person | None:
    """The person the session names, which is only a claim unless the session is verified."""
    if not session.distinct_id:
        return None
    ids = DistinctId.objects.select_related("person")
    found = ids.filter(
        environment=session.key.environment_id, distinct_id=session.distinct_id
    ).first()
    return found.person if found else None


def tickets_for(session: WidgetSession) -> TicketQuerySet:
    """Tickets this very session wrote on; a verified one also sees those of its distinct id.

    Of the distinct id, not of the person: whoever holds the capture key, which is public, can
    have two persons merged. And only what was written with proof: whoever opened a ticket in
    somebody's name must not get to read what that somebody answers there.
    """
    wrote = Q(session=session)
    if session.verified and session.distinct_id:
        environment = session.key.environment_id
        sessions = WidgetSession.objects.filter(
            verified=True, distinct_id=session.distinct_id, key__environment=environment
        )
        wrote |= Q(session__in=sessions)
    posts = WidgetPost.objects.filter(wrote).values("ticket")
    return Ticket.objects.filter(pk__in=posts, environment=session.key.environment_id)


def ticket_list_for(session: WidgetSession) -> TicketQuerySet:
    """Newest change first, each with ``last_reply``: the id of our newest public reply."""
    ours = Q(messages__public=True, messages__author_kind="staff")
    shown = tickets_for(session).annotate(last_reply=Max("messages__pk", filter=ours))
    shown = shown.annotate(is_joined=Exists(Ticket.objects.filter(merged_into=OuterRef("pk"))))
    return shown.order_by("-updated_at", "-pk")[:NEWEST]


def ticket_for(session: WidgetSession, number: int) -> Ticket:
    """Raises Ticket.DoesNotExist, also for somebody else's ticket."""
    return tickets_for(session).select_related("requester", "environment").get(number=number)


def messages_for_customer(ticket: Ticket) -> QuerySet[Message]:
    """With what was written through this ticket after it became part of another."""
    posts = WidgetPost.objects.filter(ticket=ticket)
    return public_messages(ticket, posts.values_list("message", flat=True))


def post_with(session: WidgetSession, nonce: UUID) -> WidgetPost | None:
    """What this nonce was already used for."""
    posts = WidgetPost.objects.select_related("ticket", "message")
    return posts.filter(session=session, nonce=nonce).first()


def response_time(session: WidgetSession | None, chosen: Options | None = None) -> str:
    """The plan counts only when the page proved it: by events anybody can join any account."""
    chosen = chosen or options()
    return expected_response((session and session.plan) or None, chosen.plan_hours)
