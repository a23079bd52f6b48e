"""Adding mailboxes, changing and removing them. Admins do."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from clew.channels.email import addressing
from clew.channels.email.facts import (
    MailboxAdded,
    MailboxChanged,
    MailboxRemoved,
    MailboxRestored,
    MailboxSwitched,
)
from clew.channels.email.mailboxes.checking import DEFAULTS, FIELDS, checked, needs_password
from clew.channels.email.models import Mailbox
from clew.core import clock, facts
from clew.core.actors import Actor
from clew.core.sealing import seal
from clew.people.models import Staff

# Another folder is numbered otherwise; what was read from it stays where it was filed.
ANOTHER_FOLDER = {"host", "user", "folder"}
MAX_PASSWORD = 1000


def add_mailbox(*, by: Actor, password: str, **given: Any) -> Mailbox:
    """Read from a second later on. Raises ValidationError by field, PermissionDenied."""
    refuse_others(by)
    values = checked({**DEFAULTS, **given})
    if not password:
        raise ValidationError({"password": "Write its password."})
    at = clock.now()
    with transaction.atomic():
        _refuse_twice(values)
        sealed = seal(password[:MAX_PASSWORD])
        mailbox = Mailbox.objects.create(**values, password=sealed, created_at=at, changed_at=at)
        addressing.our_addresses.forget()
        facts.record(MailboxAdded(**_about(mailbox), where=where(mailbox)), by=by)
    return mailbox


def change_mailbox(*, mailbox: Mailbox, by: Actor, password: str = "", **given: Any) -> bool:
    """Only what is given; without a password it keeps its own, unless the server is another."""
    refuse_others(by)
    with transaction.atomic():
        _lock(mailbox)
        kept = {name: getattr(mailbox, name) for name in FIELDS}
        values = checked({**kept, **given})
        changed = [name for name, value in values.items() if kept[name] != value]
        if needs_password(mailbox, values) and not password:
            raise ValidationError({"password": "Write the password again: the server changed."})
        if not changed and not password:
            return False
        _refuse_twice(values, mailbox)
        _write(mailbox, values, changed, password)
        addressing.our_addresses.forget()
        _say(mailbox, [*changed, *(["password"] if password else [])], by)
        return True


def remove_mailbox(*, mailbox: Mailbox, by: Actor) -> bool:
    """It is not read any more; what came from it stays. It can be restored."""
    return _mark(mailbox, removed=True, by=by)


def restore_mailbox(*, mailbox: Mailbox, by: Actor) -> bool:
    """Reading goes on where it ended."""
    return _mark(mailbox, removed=False, by=by)


def refuse_others(by: Actor) -> None:
    """Raises PermissionDenied. Tokens were let in, or not, by the API."""
    if by.kind == "staff" and not Staff.objects.get(pk=int(by.id)).is_admin:
        raise PermissionDenied("Owners and admins set up mail. Ask one of them.")


def where(mailbox: Mailbox) -> str:
    return f"{mailbox.user} on {mailbox.host}:{mailbox.port}, {mailbox.folder}"


def _write(mailbox: Mailbox, values: dict[str, Any], changed: list[str], password: str) -> None:
    for name in changed:
        setattr(mailbox, name, values[name])
    if password:
        mailbox.password = seal(password[:MAX_PASSWORD])
    if ANOTHER_FOLDER & set(changed):
        mailbox.uid_validity = None  # whoever reads it next begins at the first that may be ours
    mailbox.error, mailbox.failing_since = "", None
    mailbox.changed_at = clock.now()
    mailbox.save(
        update_fields=[
            *changed, "password", "uid_validity", "error", "failing_since", "changed_at"
        ]
    )  # fmt: skip


def _say(mailbox: Mailbox, changed: list[str], by: Actor) -> None:
    if "active" in changed:
        facts.record(MailboxSwitched(**_about(mailbox), on=mailbox.active), by=by)
    if rest := [name for name in changed if name != "active"]:
        fact = MailboxChanged(**_about(mailbox), changed=rest, where=where(mailbox))
        facts.record(fact, by=by)


def _mark(mailbox: Mailbox, *, removed: bool, by: Actor) -> bool:
    refuse_others(by)
    with transaction.atomic():
        _lock(mailbox)
        if (mailbox.deleted_at is not None) == removed:
            return False
        if not removed:
            _refuse_twice({name: getattr(mailbox, name) for name in FIELDS}, mailbox)
        mailbox.changed_at = clock.now()
        mailbox.deleted_at = mailbox.changed_at if removed else None
        mailbox.save(update_fields=["deleted_at", "changed_at"])
        addressing.our_addresses.forget()
        kind = MailboxRemoved if removed else MailboxRestored
        facts.record(kind(**_about(mailbox)), by=by)
        return True


def _refuse_twice(values: dict[str, Any], but: Mailbox | None = None) -> None:
    """Each of its mails would come twice, and every second one be a duplicate."""
    same = {name: values[name] for name in ("host", "user", "folder")}
    others = Mailbox.objects.filter(deleted_at=None, **same)
    if found := (others if but is None else others.exclude(pk=but.pk)).first():
        raise ValidationError({"folder": f"This folder is read already, as “{found.name}”."})


def _about(mailbox: Mailbox) -> dict[str, Any]:
    return {"mailbox_id": mailbox.pk, "mailbox": mailbox.name}


def _lock(mailbox: Mailbox) -> None:
    mailbox.refresh_from_db(from_queryset=Mailbox.objects.select_for_update())
