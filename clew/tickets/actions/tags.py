"""Tags: lower case, one line, each once, in the order they were given."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from clew.core import facts
from clew.core.actors import Actor
from clew.tickets.actions.changing import changing, refuse_light_agents, save
from clew.tickets.facts import TagsChanged
from clew.tickets.models import Tag, Ticket

MAX_TAGS = 50
MAX_LENGTH = 80  # characters


def clean_tags(tags: Iterable[str]) -> list[str]:
    tidy = ("-".join(tag.replace("\x00", "").lower().split())[:MAX_LENGTH] for tag in tags)
    return list(dict.fromkeys(tag for tag in tidy if tag))[:MAX_TAGS]


def add_tags(*, ticket: Ticket, tags: Iterable[str], by: Actor, at: datetime | None = None) -> bool:
    return _change(ticket, add=clean_tags(tags), remove=[], by=by, at=at)


def remove_tags(
    *, ticket: Ticket, tags: Iterable[str], by: Actor, at: datetime | None = None
) -> bool:
    return _change(ticket, add=[], remove=clean_tags(tags), by=by, at=at)


def note_tags(names: Sequence[str], *, by: Actor, at: datetime) -> None:
    """A tag is known from its first use. One statement, and none without tags."""
    if not names:
        return
    creator = int(by.id) if by.kind == "staff" else None
    rows = [Tag(name=name, created_by_id=creator, created_at=at) for name in names]
    Tag.objects.bulk_create(rows, ignore_conflicts=True)


def _change(
    ticket: Ticket, *, add: list[str], remove: list[str], by: Actor, at: datetime | None
) -> bool:
    refuse_light_agents(by)
    with changing(ticket, at=at) as moment:
        before = ticket.tags
        ticket.tags = clean_tags([tag for tag in [*before, *add] if tag not in remove])
        added = [tag for tag in ticket.tags if tag not in before]
        removed = [tag for tag in before if tag not in ticket.tags]
        if not added and not removed:
            return False
        save(ticket, "tags", at=moment)
        note_tags(added, by=by, at=moment)
        fact = TagsChanged(number=ticket.number, added=added, removed=removed)
        facts.record(fact, by=by, at=moment)
        return True
