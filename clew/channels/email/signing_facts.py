"""What happens to the keys we sign mail with. Field names are public; keys themselves are not."""

from dataclasses import dataclass

from clew.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class SigningFact(Fact):
    domain: str
    selector: str

    @property
    def subject(self) -> str:
        return f"signing/{self.domain}"

    def topics(self) -> list[str]:
        return [self.subject, "mail"]


@dataclass(frozen=True, kw_only=True)
class SigningKeyMade(SigningFact):
    pass


@dataclass(frozen=True, kw_only=True)
class SigningBegan(SigningFact):
    pass


@dataclass(frozen=True, kw_only=True)
class SigningEnded(SigningFact):
    pass


@dataclass(frozen=True, kw_only=True)
class SigningKeyRemoved(SigningFact):
    was_active: bool
