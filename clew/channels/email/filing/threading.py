"""Which ticket a mail belongs on. Surest first; a subject alone is never enough."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q, QuerySet

from clew.channels.email.filing.claims import Claims, claims_of
from clew.channels.email.filing.letter import Letter
from clew.channels.email.filing.living import is_changed, is_old
from clew.channels.email.filing.participants import takes_part
from clew.channels.email.models import InboundMail
from clew.channels.email.vocabulary import FILED
from clew.people.models import Notification
from clew.tickets.models import Delivery, Ticket


class How(StrEnum):
    TOKEN = "token"  # noqa: S105  the address a reply goes to
    NOTE = "note"  # the address a note of this member of staff goes to
    OWN_ID = "own_id"  # it answers a mail of ours
    REFERENCE = "reference"  # it answers a mail that came in
    SUBJECT = "subject"  # [#42]


SURE = frozenset({How.TOKEN, How.OWN_ID})  # only who has mail of ours knows it


@dataclass(frozen=True)
class Found:
    ticket: Ticket
    how: How
    participant: bool


@dataclass(frozen=True)
class Thread:
    """``related``: it has to do with this one, and gets a ticket of its own."""

    found: Found | None = None
    related: Ticket | None = None
    refusal: str = ""  # a slug of REASONS
    said: str = ""


def thread_of(letter: Letter) -> Thread:
    claims = claims_of(letter)
    thread = _proven(claims) or _of_note(letter, claims) or _refused(letter, claims)
    thread = thread or _answering(letter, claims) or _named(letter, claims) or Thread()
    if thread.found is None:
        return thread
    found = _with_part(letter, thread.found)
    if _is_about_something_else(letter, found):
        return Thread(related=found.ticket)
    return Thread(found)


def _proven(claims: Claims) -> Thread | None:
    if not claims.tickets:
        return None
    tickets = {each.number: each for each in _tickets().filter(number__in=claims.tickets)}
    for number in claims.tickets:
        if number in tickets:
            return Thread(Found(tickets[number], How.TOKEN, participant=False))
    return None


def _of_note(letter: Letter, claims: Claims) -> Thread | None:
    """For the member of staff whom the proof is of."""
    for token in claims.notes:
        if letter.staff is not None and token.is_of(letter.staff):
            ticket = _tickets().filter(number=token.number).first()
            return _note_on(ticket) if ticket else Thread(refusal="ticket_deleted")
    return _of_notice(letter, claims) if letter.staff else None


def _of_notice(letter: Letter, claims: Claims) -> Thread | None:
    """They answer what told them of one ticket, and their client ignores where answers go."""
    told = Notification.objects.filter(staff=letter.staff, mail__stable_id__in=claims.own_ids)
    subjects = set(told.values_list("subject", flat=True)) if claims.own_ids else set()
    word, _, number = subjects.pop().partition("/") if len(subjects) == 1 else ("", "", "")
    if word != "ticket" or not number.isdecimal():
        return None
    ticket = _tickets().filter(number=int(number)).first()
    return _note_on(ticket) if ticket else None


def _note_on(ticket: Ticket) -> Thread:
    return Thread(Found(ticket, How.NOTE, participant=True))


def _refused(letter: Letter, claims: Claims) -> Thread | None:
    """What somebody looked at and recovered is filed anyway, as if the address said nothing."""
    if letter.recovered:
        return None
    if claims.tickets:
        return Thread(refusal="ticket_deleted", said=f"#{claims.tickets[0]}")
    return Thread(refusal="forged_token") if claims.forged or claims.notes else None


def _answering(letter: Letter, claims: Claims) -> Thread | None:
    if not claims.ids:
        return None
    return _answering_us(claims) or _answering_customers(letter, claims)


def _answering_us(claims: Claims) -> Thread | None:
    if not claims.own_ids:
        return None
    rows = Delivery.objects.filter(stable_id__in=claims.own_ids)
    rows = rows.select_related("message__ticket__merged_into", "message__ticket__requester")
    known = {row.stable_id: row.message.ticket for row in rows}
    newest = next((known[each] for each in claims.own_ids if each in known), None)
    return Thread(Found(newest, How.OWN_ID, participant=False)) if newest else None


def _answering_customers(letter: Letter, claims: Claims) -> Thread | None:
    """Only who takes part, and about the same: anybody on a list sees ids of customers' mails."""
    rows = InboundMail.objects.filter(header_id__in=claims.ids, outcome__in=FILED)
    rows = rows.exclude(ticket=None).exclude(pk=letter.mail.pk).order_by("-received_at", "-pk")
    found = rows.select_related("ticket__merged_into", "ticket__requester")
    place = {each: index for index, each in enumerate(claims.ids)}
    scoped = [each for each in found[:100] if _is_in_scope(letter, each)]
    related: Ticket | None = None
    for row in sorted(scoped, key=lambda each: place[each.header_id]):
        ticket = row.ticket
        if ticket is None:
            continue
        if _joins(letter, ticket) and not is_changed(ticket, letter.subject):
            return Thread(Found(ticket, How.REFERENCE, participant=True))
        related = related or ticket
    return Thread(related=related) if related else None


def _is_in_scope(letter: Letter, earlier: InboundMail) -> bool:
    """The same mailbox, or the same address of ours: two teams may be in one conversation."""
    if letter.mail.mailbox_id and letter.mail.mailbox_id == earlier.mailbox_id:
        return True
    came_to = earlier.ticket.context.get("mail_to") if earlier.ticket else ""
    return not came_to or not letter.came_to or came_to == letter.came_to


def _named(letter: Letter, claims: Claims) -> Thread | None:
    """By [#42], of somebody who takes part and whom nothing disproves."""
    if letter.verdict.result == "fail":
        return None
    for ticket in _tickets().filter(Q(number__in=claims.numbers[:5])) if claims.numbers else ():
        if _joins(letter, ticket):
            return Thread(Found(ticket, How.SUBJECT, participant=True))
    return None


def _with_part(letter: Letter, found: Found) -> Found:
    if found.participant:
        return found
    return Found(found.ticket, found.how, participant=_joins(letter, found.ticket))


def _joins(letter: Letter, ticket: Ticket) -> bool:
    """Staff is asked for its rights when it is filed."""
    return letter.staff is not None or takes_part(ticket, letter.sender.address)


def _is_about_something_else(letter: Letter, found: Found) -> bool:
    """A new subject on an old conversation. Machines change subjects, and staff may."""
    if letter.staff or letter.nature.auto or not is_changed(found.ticket, letter.subject):
        return False
    return is_old(found.ticket, letter.at)


def _tickets() -> QuerySet[Ticket]:
    return Ticket.objects.select_related("merged_into", "requester")
