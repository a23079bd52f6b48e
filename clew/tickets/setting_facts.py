"""What admins change about fields and tags; on record for the audit log."""

from dataclasses import dataclass

from clew.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class AboutField(Fact):
    slug: str
    label: str

    @property
    def subject(self) -> str:
        return f"ticket-field/{self.slug}"


@dataclass(frozen=True, kw_only=True)
class FieldCreated(AboutField):
    kind: str


@dataclass(frozen=True, kw_only=True)
class FieldEdited(AboutField):
    """``changed`` says what, in words."""

    changed: list[str]


@dataclass(frozen=True, kw_only=True)
class FieldRetired(AboutField):
    """It is no longer asked; tickets keep their values."""


@dataclass(frozen=True, kw_only=True)
class FieldRestored(AboutField):
    pass


@dataclass(frozen=True, kw_only=True)
class FieldDeleted(AboutField):
    pass


@dataclass(frozen=True, kw_only=True)
class FieldsReordered(AboutField):
    """``place`` counts from 1."""

    place: int


@dataclass(frozen=True, kw_only=True)
class AboutTag(Fact):
    tag: str

    @property
    def subject(self) -> str:
        return f"tag/{self.tag}"[:120]

    def topics(self) -> list[str]:
        return [self.subject, "tickets"]


@dataclass(frozen=True, kw_only=True)
class TagEdited(AboutTag):
    """Its colour and description after the change."""

    tone: str
    description: str


@dataclass(frozen=True, kw_only=True)
class TagRenamed(AboutTag):
    """``tag`` is the new name; ``tickets`` how many carried the old one."""

    before: str
    tickets: int


@dataclass(frozen=True, kw_only=True)
class TagsMerged(AboutTag):
    """Into ``tag``."""

    merged: list[str]
    tickets: int


@dataclass(frozen=True, kw_only=True)
class TagDeleted(AboutTag):
    tickets: int


@dataclass(frozen=True, kw_only=True)
class TagRestored(AboutTag):
    tickets: int
