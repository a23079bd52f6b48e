"""Finds words of an internal note in what is about to go to a customer."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q, QuerySet

from clew.core.kept import Given, kept
from clew.people.models import Staff
from clew.tickets.models import Draft, DraftKind, Message, Ticket

PASSAGE = 9  # words in a row that nobody writes twice by chance
SHORT = 20  # characters; a shorter note ("Looking.") says nothing secret
WORD = re.compile(r"\w+")


def repeats_a_note(ticket: Ticket, body: str, *, staff_id: int) -> bool:
    """Whether ``body`` has a long passage of this ticket's notes, or all of a shorter one.

    The writer's unsent note counts too. What was said in public already is no secret, so a note
    that quotes the customer may be quoted to them. Two statements, and one more when it matters.
    """
    words = _words(body)
    passages = set(_passages(words))
    joined = " ".join(words)
    notes = [_words(note) for note in [*_notes(ticket), *_unsent(ticket, staff_id)]]
    suspect = [note for note in notes if _repeats(note, joined, passages, "")]
    if not suspect:
        return False
    public = _said(ticket)
    return any(_repeats(note, joined, passages, public) for note in suspect)


def _repeats(note: list[str], body: str, passages: set[str], public: str) -> bool:
    whole = " ".join(note)
    if len(note) < PASSAGE:
        return len(whole) >= SHORT and f" {whole} " in f" {body} " and whole not in public
    return any(each in passages and each not in public for each in _passages(note))


def _passages(words: list[str]) -> Iterator[str]:
    for start in range(len(words) - PASSAGE + 1):
        yield " ".join(words[start : start + PASSAGE])


def _words(text: str) -> list[str]:
    """Without what Markdown adds, so that a quoted or reformatted note is still found."""
    return WORD.findall(text.casefold())


def _notes(ticket: Ticket) -> Iterable[str]:
    return [body for (body,) in kept("notes of a ticket", _kept_notes).values(ticket=ticket.pk)]


def _kept_notes() -> QuerySet[Message, Any]:
    return notes_of(Given("ticket", Ticket._meta.pk)).values_list("body")


def notes_of(ticket_id: int | Given) -> QuerySet[Message]:
    """Of what was merged into it too, as the conversation shows them."""
    # Tickets first: "or" over both tables would read every message there is.
    here = Ticket.objects.filter(Q(pk=ticket_id) | Q(merged_into=ticket_id)).values("pk")
    return Message.objects.filter(ticket__in=here, public=False, releases_at__isnull=True)


def _unsent(ticket: Ticket, staff_id: int) -> Iterable[str]:
    found = kept("unsent note", _kept_unsent).values(ticket=ticket.pk, staff=staff_id)
    return [body for (body,) in found]


def _kept_unsent() -> QuerySet[Draft, Any]:
    ticket, staff = Given("ticket", Ticket._meta.pk), Given("staff", Staff._meta.pk)
    drafts = Draft.objects.filter(ticket=ticket, staff=staff, kind=DraftKind.NOTE)
    return drafts.values_list("body")


def _said(ticket: Ticket) -> str:
    bodies = Message.objects.filter(ticket=ticket, public=True).values_list("body", flat=True)
    return " ".join(" ".join(_words(body)) for body in bodies)
