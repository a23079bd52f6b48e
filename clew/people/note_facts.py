"""What happens to notes on customers. Without their words: those are only for staff."""

from dataclasses import dataclass

from clew.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class AboutNote(Fact):
    """Of a person or of a group; the other one is empty."""

    note_id: int
    person_id: str = ""
    group_id: int | None = None

    @property
    def subject(self) -> str:
        return f"person/{self.person_id}" if self.person_id else f"group/{self.group_id}"


@dataclass(frozen=True, kw_only=True)
class CustomerNoteWritten(AboutNote):
    pass


@dataclass(frozen=True, kw_only=True)
class CustomerNoteEdited(AboutNote):
    pass


@dataclass(frozen=True, kw_only=True)
class CustomerNotePinned(AboutNote):
    pinned: bool  # False: no longer


@dataclass(frozen=True, kw_only=True)
class CustomerNoteDeleted(AboutNote):
    pass


@dataclass(frozen=True, kw_only=True)
class CustomerNoteRestored(AboutNote):
    pass
