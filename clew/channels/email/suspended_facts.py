"""What people decide about suspended mail. Field names are public."""

from dataclasses import dataclass

from clew.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class SuspendedFact(Fact):
    """``sender`` and ``about`` are what the mail said of itself."""

    mail_id: int
    reason: str  # a slug
    sender: str
    about: str  # its subject

    @property
    def subject(self) -> str:
        return f"mail/{self.mail_id}"

    def topics(self) -> list[str]:
        return ["mail/suspended"]


@dataclass(frozen=True, kw_only=True)
class MailRecovered(SuspendedFact):
    """Somebody decided that it may be filed."""

    as_sender: str  # "" is its own


@dataclass(frozen=True, kw_only=True)
class MailDropped(SuspendedFact):
    pass


@dataclass(frozen=True, kw_only=True)
class MailPutBack(SuspendedFact):
    """It was dropped, and waits again."""


@dataclass(frozen=True, kw_only=True)
class SuspendedBytesForgotten(Fact):
    """By age; what the lists show is left."""

    mails: int
    older_than_days: int
    dropped: bool  # somebody had dropped them; else they waited for nobody

    @property
    def subject(self) -> str:
        return "mail"


@dataclass(frozen=True, kw_only=True)
class SenderFact(Fact):
    pattern: str

    @property
    def subject(self) -> str:
        return "mail/senders"


@dataclass(frozen=True, kw_only=True)
class SenderBlocked(SenderFact):
    pass


@dataclass(frozen=True, kw_only=True)
class SenderUnblocked(SenderFact):
    pass
