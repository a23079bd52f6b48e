"""What happens to macros. Field names are public."""

from dataclasses import dataclass

from clew.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class MacroFact(Fact):
    macro_id: int
    macro_name: str

    @property
    def subject(self) -> str:
        return f"macro/{self.macro_id}"


@dataclass(frozen=True, kw_only=True)
class MacroCreated(MacroFact):
    pass


@dataclass(frozen=True, kw_only=True)
class MacroChanged(MacroFact):
    changed: list[str]  # names of fields


@dataclass(frozen=True, kw_only=True)
class MacroDeleted(MacroFact):
    pass


@dataclass(frozen=True, kw_only=True)
class MacroRestored(MacroFact):
    pass


@dataclass(frozen=True, kw_only=True)
class MacroUsed(MacroFact):
    number: int  # of the ticket
