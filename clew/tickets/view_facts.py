"""What happens to views of the inbox, and what leaves through them."""

from dataclasses import dataclass

from clew.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class ViewFact(Fact):
    slug: str
    view: str  # its name

    @property
    def subject(self) -> str:
        return f"view/{self.slug}"

    def topics(self) -> list[str]:
        return [self.subject, "views"]


@dataclass(frozen=True, kw_only=True)
class ViewCreated(ViewFact):
    scope: str


@dataclass(frozen=True, kw_only=True)
class ViewChanged(ViewFact):
    """``changed`` are the names of the fields."""

    changed: list[str]


@dataclass(frozen=True, kw_only=True)
class ViewDeleted(ViewFact):
    pass


@dataclass(frozen=True, kw_only=True)
class ViewRestored(ViewFact):
    pass


@dataclass(frozen=True, kw_only=True)
class SharedViewsOrdered(Fact):
    slugs: list[str]

    @property
    def subject(self) -> str:
        return "views"


@dataclass(frozen=True, kw_only=True)
class TicketsExported(ViewFact):
    """Somebody took this many tickets away in a file."""

    tickets: int
    filter: str
    columns: list[str]
