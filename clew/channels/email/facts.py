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
class MailCountedAgain(Fact):
    """Somebody had mail counted, and what is missing fetched again."""

    @property
    def subject(self) -> str:
        return "mail"


@dataclass(frozen=True, kw_only=True)
class MailboxFact(Fact):
    """Never its password."""

    mailbox_id: int
    mailbox: str  # its name

    @property
    def subject(self) -> str:
        return f"mailbox/{self.mailbox_id}"

    def topics(self) -> list[str]:
        return [self.subject, "mailboxes"]


@dataclass(frozen=True, kw_only=True)
class MailboxAdded(MailboxFact):
    where: str  # support@kiln.example on imap.kiln.example, INBOX


@dataclass(frozen=True, kw_only=True)
class MailboxChanged(MailboxFact):
    changed: list[str]  # names of fields
    where: str


@dataclass(frozen=True, kw_only=True)
class MailboxSwitched(MailboxFact):
    on: bool


@dataclass(frozen=True, kw_only=True)
class MailboxRemoved(MailboxFact):
    pass


@dataclass(frozen=True, kw_only=True)
class MailboxRestored(MailboxFact):
    pass
