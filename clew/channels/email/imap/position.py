"""How far a mailbox was read: UIDVALIDITY, a mark of the highest UID, and one of the backlog.

Everything up to ``last_uid`` is stored, but what is above ``backlog_uid`` up to ``backlog_until``.
The marks only move on, and only after what they say is committed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from django.db import transaction
from django.db.models.functions import Greatest

from clew.channels.email.imap.connection import Folder
from clew.channels.email.models import InboundMail, Mailbox


class NotOursError(Exception):
    """Somebody else reads this mailbox now, or an admin changed it."""


@dataclass
class Position:
    """What the row of a mailbox says, kept at hand by whoever reads it."""

    mailbox: Mailbox
    owner: str

    @classmethod
    def found(cls, mailbox: Mailbox, owner: str, folder: Folder) -> Self:
        """Begins again where the server numbers its messages anew."""
        position = cls(mailbox, owner)
        if mailbox.uid_validity != folder.uid_validity:
            position.begin(folder)
        return position

    @property
    def uid_validity(self) -> int:
        return self.mailbox.uid_validity or 0

    @property
    def last_uid(self) -> int:
        return self.mailbox.last_uid

    @property
    def has_backlog(self) -> bool:
        return self.mailbox.backlog_until > 0

    def begin(self, folder: Folder) -> None:
        """At UID 1. What came before the mailbox was ours is passed over by ``is_ours``."""
        first = 0 if self.mailbox.imports_existing else folder.uid_next
        with transaction.atomic():
            # Numbers of another folder, or of an earlier time of this one, must not hide mail.
            same = InboundMail.objects.filter(mailbox=self.mailbox)
            same.filter(uid_validity=folder.uid_validity, uid__isnull=False).update(uid=None)
            self._save(
                uid_validity=folder.uid_validity,
                first_uid=first,
                last_uid=0,
                backlog_uid=0,
                backlog_until=0,
            )

    @property
    def since(self) -> datetime:
        """To the second, as servers say when a message came."""
        return self.mailbox.created_at.replace(microsecond=0)

    @property
    def searched_since(self) -> datetime:
        """Servers search by day, in a zone of their own."""
        return self.since - timedelta(days=1)

    def is_ours(self, uid: int, came: datetime | None) -> bool:
        old = uid < self.mailbox.first_uid and not self.mailbox.imports_existing
        return not old or (came is not None and came >= self.since)

    def set_aside(self, until: int) -> None:
        """All that waits becomes backlog, behind one that is there already."""
        begins = self.mailbox.backlog_uid if self.has_backlog else self.last_uid
        self._save(backlog_uid=begins, backlog_until=until, last_uid=until)

    def move(self, uid: int, *, backlog: bool) -> None:
        """Everything of its kind up to ``uid`` is committed."""
        name = "backlog_uid" if backlog else "last_uid"
        self._save(**{name: max(uid, getattr(self.mailbox, name))})

    def end_backlog(self) -> None:
        self._save(backlog_uid=0, backlog_until=0)

    def _save(self, **marks: int) -> None:
        """Raises NotOursError."""
        ours = Mailbox.objects.filter(
            pk=self.mailbox.pk,
            leased_by=self.owner,
            changed_at=self.mailbox.changed_at,
            uid_validity=self.mailbox.uid_validity,
        )
        forward = {
            name: Greatest(name, value) if name == "last_uid" and value else value
            for name, value in marks.items()
        }
        if not ours.update(**forward):
            raise NotOursError
        for name, value in marks.items():
            setattr(self.mailbox, name, value)


def stored_in_backlog(position: Position) -> set[int]:
    """What came while the backlog before was read, or an attempt ago."""
    mailbox = position.mailbox
    held = InboundMail.objects.filter(
        mailbox=mailbox,
        uid_validity=position.uid_validity,
        uid__range=(mailbox.backlog_uid + 1, mailbox.backlog_until),
    )
    return {uid for uid in held.values_list("uid", flat=True) if uid is not None}
