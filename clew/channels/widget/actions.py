"""What a widget does: begin a session, open tickets, answer on them."""

import secrets
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, TextField, Value
from django.db.models.functions import Cast, Concat

from clew.channels.widget import forms
from clew.channels.widget.context import kept_context
from clew.channels.widget.identity import Claim
from clew.channels.widget.models import WidgetPost, WidgetSession, digest_of
from clew.channels.widget.queries import person_of, post_with
from clew.core import clock
from clew.core.actors import Actor
from clew.people.actions import find_or_create_requester
from clew.people.models import CaptureKey, Person
from clew.tickets.actions import open_ticket, receive_message
from clew.tickets.actions.fields import public_fields
from clew.tickets.models import Message, Ticket
from clew.tickets.originals import Original

SEEN_EVERY = timedelta(hours=1)  # how exactly we know when a session was last used
FORGET_SILENT = timedelta(days=7)  # it never wrote anything
FORGET_IDLE = timedelta(days=365)  # its tickets stay, as the person's
ENDED = "ended "  # instead of a digest: no secret has it


def start_session(
    *,
    key: CaptureKey,
    who: Claim,
    name: str = "",
    email: str = "",
    previous: WidgetSession | None = None,
) -> tuple[WidgetSession, str]:
    """The session and its secret, which is kept nowhere else.

    What ``previous`` (the same browser before it signed in) wrote comes along if it was the
    same person, or nobody in particular.
    """
    secret = secrets.token_urlsafe(32)
    at = clock.now()
    with transaction.atomic():
        session = WidgetSession.objects.create(
            key=key,
            secret_digest=digest_of(secret),
            distinct_id=who.distinct_id,
            verified=who.verified,
            plan=who.plan,
            name=name,
            email=email,
            created_at=at,
            last_seen_at=at,
        )
        if previous is not None and _continues(previous, session):
            WidgetPost.objects.filter(session=previous).update(session=session)
            previous.delete()
    return session, secret


def see(*, session: WidgetSession) -> None:
    at = clock.now()
    if at - session.last_seen_at > SEEN_EVERY:
        session.last_seen_at = at
        session.save(update_fields=["last_seen_at"])


def forget_sessions() -> int:
    """Sessions nobody comes back to. Returns how many; the widget then begins a new one.

    A verified one that wrote stays without its secret: by it the same distinct id, proven again,
    finds the tickets.
    """
    at = clock.now()
    wrote = Exists(WidgetPost.objects.filter(session=OuterRef("pk")))
    idle = WidgetSession.objects.filter(last_seen_at__lt=at - FORGET_IDLE)
    kept = idle.filter(wrote, verified=True).exclude(secret_digest__startswith=ENDED)
    ended = kept.update(secret_digest=Concat(Value(ENDED), Cast("pk", TextField())))
    silent = Q(last_seen_at__lt=at - FORGET_SILENT) & ~Q(wrote)
    gone = silent | Q(pk__in=idle.filter(verified=False))
    _, deleted = WidgetSession.objects.filter(gone).delete()
    return ended + deleted.get("widget.WidgetSession", 0)


def _continues(previous: WidgetSession, session: WidgetSession) -> bool:
    if previous.distinct_id == session.distinct_id:
        return session.verified or not previous.verified
    before = person_of(previous)
    if before is not None and before == person_of(session):
        return not previous.verified
    anonymous = before is None or not before.is_identified
    return anonymous and not previous.verified


def open_from_widget(
    *, session: WidgetSession, request: forms.Request, user_agent: str
) -> WidgetPost:
    context = kept_context(request.context, user_agent=user_agent)
    name, email = request.name or session.name, request.email or _address(session.email)
    context |= {k: v for k, v in {"contact_name": name, "contact_email": email}.items() if v}

    def write() -> tuple[Ticket, Message]:
        requester = _requester(session, name=name, email=email)
        ticket = open_ticket(
            environment=session.key.environment,
            subject="",
            body=request.words.body,
            requester=requester,
            channel="widget",
            by=Actor.customer(requester),
            kind=request.kind,
            area=request.area,
            fields=public_fields(request.fields, area=request.area),
            severity=request.severity,
            context=context,
            verified=session.verified,
            attachments=request.words.attachments,
            original=Original.form(request.words.payload),
            distinct_id=session.distinct_id,
            reply_address=email,
        )
        return ticket, ticket.messages.get()

    return _once(session, request.words.nonce, write)


def _address(said: str) -> str:
    """What the page said is the visitor's address, if it is one."""
    try:
        validate_email(said)
    except ValidationError:
        return ""
    return said


def answer_from_widget(*, session: WidgetSession, ticket: Ticket, words: forms.Words) -> WidgetPost:
    """On a ticket that is long over this opens a follow-up; the post names it.

    A post opens its ticket to the session, so that of a merged ticket names this one, not the
    survivor, which may be somebody else's.
    """

    def write() -> tuple[Ticket, Message]:
        message = receive_message(
            ticket=ticket,
            person=ticket.requester,
            body=words.body,
            channel="widget",
            attachments=words.attachments,
            original=Original.form(words.payload),
        )
        elsewhere = message.ticket_id not in {ticket.pk, ticket.merged_into_id}
        return message.ticket if elsewhere else ticket, message

    return _once(session, words.nonce, write)


def show_follow_up(*, number: int, earlier: int, nonce: UUID) -> int:
    """To the sessions that wrote on the first ticket, if staff opened the second from it.

    A link alone shows nobody anything: it may join the tickets of two customers. What was opened
    as a follow-up says so in its context, which only Clew writes.
    """
    opened = Ticket.objects.filter(number=number, context__follow_up_of=earlier).first()
    note = opened.messages.order_by("pk").first() if opened else None
    if opened is None or note is None:
        return 0
    wrote = WidgetPost.objects.filter(
        ticket__number=earlier, ticket__requester=opened.requester_id
    ).values_list("session", flat=True)
    posts = [
        WidgetPost(
            session_id=session, nonce=nonce, ticket=opened, message=note, created_at=clock.now()
        )
        for session in set(wrote)
    ]
    return len(WidgetPost.objects.bulk_create(posts, ignore_conflicts=True))


def _once(
    session: WidgetSession, nonce: UUID, write: Callable[[], tuple[Ticket, Message]]
) -> WidgetPost:
    """A repeated request, even at the same moment, gives what the first one wrote."""
    if earlier := post_with(session, nonce):
        return earlier
    try:
        with transaction.atomic():
            ticket, message = write()
            return WidgetPost.objects.create(
                session=session,
                nonce=nonce,
                ticket=ticket,
                message=message,
                created_at=message.created_at,
            )
    except (IntegrityError, ValidationError):  # its nonce, or its attachments, are used up
        if earlier := post_with(session, nonce):
            return earlier
        raise


def _requester(session: WidgetSession, *, name: str, email: str) -> Person:
    """The person of the distinct id. A typed address only counts where the page named nobody.

    Otherwise anybody could write as the person whose address they type; and the hash vouches for
    the distinct id alone. A name is only what a new person is called.
    """
    environment = session.key.environment
    if not session.distinct_id and email:
        return find_or_create_requester(environment=environment, email=email, name=name)
    stand_in = f"widget-{session.secret_digest[:20]}"
    return find_or_create_requester(
        environment=environment,
        distinct_id=session.distinct_id or stand_in,
        name=name,
        verified=session.verified,
    )
