"""Drafts: kept while somebody writes, on whatever device, until the message is sent."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from clew.core import clock
from clew.core.kept import Given, kept
from clew.people.models import Staff
from clew.tickets.models import Attachment, Draft, DraftKind, Message, Ticket
from clew.tickets.validation import MAX_BODY, checked_choice

SINCE = 1_735_689_600  # 2025; versions are seconds from then on, and fit in 31 bits for long


class NewerDraft(Exception):  # noqa: N818  it is an answer, not a fault
    """Another device saved since. ``draft`` is what it saved, None when it sent or dropped it."""

    def __init__(self, draft: Draft | None) -> None:
        super().__init__("A newer draft was saved on another device.")
        self.draft = draft


def save_draft(
    *,
    ticket: Ticket,
    staff: Staff,
    kind: str,
    body: str,
    files: Sequence[Attachment] = (),
    known: int,
) -> Draft | None:
    """None when there is nothing left to keep. ``known`` is the version this device saw last, 0 for
    none: raises NewerDraft instead of writing over what another device saved.
    """
    text = body.replace("\x00", "").replace("\r\n", "\n")[:MAX_BODY]
    checked_choice("kind", kind, DraftKind)
    with transaction.atomic():
        draft = _locked(ticket, staff, kind)
        if (draft.version if draft else 0) != known:
            raise NewerDraft(draft)
        if not text.strip() and not files:
            forget_draft(ticket=ticket, staff=staff, kind=kind)
            return None
        return _write(draft or Draft(ticket=ticket, staff=staff, kind=kind, version=0), text, files)


def forget_draft(*, ticket: Ticket, staff: Staff, kind: str) -> None:
    """Most replies have none: who writes quickly sends before the first is kept."""
    given = {"ticket": ticket.pk, "staff": staff.pk, "kind": kind}
    if found := [pk for (pk,) in kept("drafts of a ticket", _kept_drafts).values(**given)]:
        Draft.objects.filter(pk__in=found).delete()


def _kept_drafts() -> QuerySet[Draft, Any]:
    ticket, staff = Given("ticket", Ticket._meta.pk), Given("staff", Staff._meta.pk)
    kind = Given("kind", Draft._meta.get_field("kind"))
    return Draft.objects.filter(ticket=ticket, staff=staff, kind=kind).values_list("pk")


def put_back(*, ticket: Ticket, message: Message) -> Draft:
    """A reply that was not sent, as a draft again, before what was begun since."""
    assert message.staff is not None
    ids = list(message.attachments.values_list("pk", flat=True))
    message.attachments.update(message=None)
    files = list(Attachment.objects.filter(pk__in=ids).order_by("pk"))
    draft = _locked(ticket, message.staff, DraftKind.REPLY) or Draft(
        ticket=ticket, staff=message.staff, kind=DraftKind.REPLY, version=0
    )
    text = "\n\n".join(part for part in (message.body, draft.body) if part.strip())
    held = [*files, *(draft.files.all() if draft.pk else ())]
    return _write(draft, text, held)


def _locked(ticket: Ticket, staff: Staff, kind: str) -> Draft | None:
    found = Draft.objects.select_for_update().filter(ticket=ticket, staff=staff, kind=kind)
    return found.first()


def _write(draft: Draft, body: str, files: Sequence[Attachment]) -> Draft:
    if any(file.message_id for file in files):
        raise ValidationError("An attachment was sent already. Remove it from the draft.")
    draft.body, draft.updated_at = body, clock.now()
    # Never a number again that a draft deleted since may have had on some device.
    draft.version = max(draft.version + 1, int(draft.updated_at.timestamp()) - SINCE)
    draft.save()
    draft.files.set(files)
    return draft
