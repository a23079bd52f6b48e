"""What people do with mail that came in, and what follows. Field names are public."""

from dataclasses import dataclass

from clew.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class MailReplayed(Fact):
    """Somebody had mail that failed read again: one, or all of a reason."""

    mail_id: int | None  # None: all of the reason
    reason: str  # a slug
    about: str  # its subject
    count: int

    @property
    def subject(self) -> str:
        return "mail"


@dataclass(frozen=True, kw_only=True)
class MailFetchedAgain(Fact):
    """Somebody had what a mailbox has and we do not fetched."""

    mailbox_id: int
    mailbox: str
    count: int

    @property
    def subject(self) -> str:
        return f"mailbox/{self.mailbox_id}"
