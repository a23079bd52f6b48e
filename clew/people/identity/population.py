"""The persons and groups of one environment, in memory, and what a chunk of events changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from clew.people.identity.ids import person_uuid
from clew.people.identity.incoming import Incoming
from clew.people.identity.states import (
    GroupName,
    GroupState,
    IdentityRefusal,
    PersonState,
    is_news,
)

MemberKey = tuple[UUID, GroupName]


@dataclass(slots=True)
class Changes:
    """What must be written down. Ids here may have been absorbed since: see ``follow``."""

    created: set[UUID] = field(default_factory=set)
    altered: set[UUID] = field(default_factory=set)
    seen: set[UUID] = field(default_factory=set)
    new_ids: dict[str, int] = field(default_factory=dict)  # distinct id: version
    merged: dict[UUID, UUID] = field(default_factory=dict)  # absorbed: survivor at that moment
    group_types: list[str] = field(default_factory=list)
    groups: set[GroupName] = field(default_factory=set)
    seen_groups: set[GroupName] = field(default_factory=set)
    members: dict[MemberKey, datetime] = field(default_factory=dict)
    refusals: list[IdentityRefusal] = field(default_factory=list)


@dataclass(slots=True)
class Population:
    """A partition of distinct ids into persons. The rules change it only by these methods."""

    environment_id: int
    person_ids: dict[str, UUID] = field(default_factory=dict)
    persons: dict[UUID, PersonState] = field(default_factory=dict)
    group_types: dict[str, int] = field(default_factory=dict)  # name: index
    refused_types: set[str] = field(default_factory=set)
    groups: dict[GroupName, GroupState] = field(default_factory=dict)
    known_members: Mapping[MemberKey, datetime] = field(default_factory=dict)
    changes: Changes = field(default_factory=Changes)

    def follow(self, person_id: UUID) -> UUID:
        """The survivor, if this person was absorbed here; else the same id."""
        merged = self.changes.merged
        while person_id in merged:
            person_id = merged[person_id]
        return person_id

    def person_of(self, distinct_id: str) -> PersonState | None:
        person_id = self.person_ids.get(distinct_id)
        if person_id is None:
            return None
        return self.persons[self.follow(person_id) if self.changes.merged else person_id]

    def create_person(
        self, first_id: str, at: datetime, *, identified: bool = False
    ) -> PersonState:
        person = PersonState(person_uuid(self.environment_id, first_id), at, identified, {})
        self.persons[person.id] = person
        self.changes.created.add(person.id)
        self.attach(first_id, person)
        return person

    def attach(self, distinct_id: str, person: PersonState) -> None:
        """Give a new id to a person.

        Version 1 says that events may be stored under the id this distinct id had by itself
        (it may have been used without a person before), so that they are read and moved too.
        """
        own = person_uuid(self.environment_id, distinct_id) == person.id
        self.person_ids[distinct_id] = person.id
        self.changes.new_ids[distinct_id] = 0 if own else 1

    def alter_person(self, person: PersonState, **values: Any) -> PersonState:
        person = replace(person, **values)
        self.persons[person.id] = person
        self.changes.altered.add(person.id)
        return person

    def absorb(self, absorbed: PersonState, into: PersonState) -> None:
        """Make two persons one. The survivor's properties win; the earlier beginning counts."""
        seen = [at for at in (absorbed.last_seen_at, into.last_seen_at) if at is not None]
        self.alter_person(
            into,
            properties={**absorbed.properties, **into.properties},
            created_at=min(absorbed.created_at, into.created_at),
            last_seen_at=max(seen, default=None),
            is_identified=True,
        )
        del self.persons[absorbed.id]
        self.changes.merged[absorbed.id] = into.id

    def see_person(self, person: PersonState, at: datetime) -> PersonState:
        if not is_news(at, person.last_seen_at):
            return person
        person = replace(person, last_seen_at=at)
        self.persons[person.id] = person
        self.changes.seen.add(person.id)
        return person

    def put_group(self, group: GroupState) -> None:
        self.groups[group.name] = group
        self.changes.groups.add(group.name)

    def see_group(self, group: GroupState, at: datetime) -> None:
        if is_news(at, group.last_seen_at):
            self.groups[group.name] = replace(group, last_seen_at=at)
            self.changes.seen_groups.add(group.name)

    def see_member(self, person_id: UUID, group: GroupName, at: datetime) -> None:
        key = (person_id, group)
        members = self.changes.members
        if is_news(at, members.get(key) or self.known_members.get(key)):
            members[key] = at

    def refuse(self, kind: str, event: Incoming, *, other_id: str = "") -> None:
        person = self.person_of(event.distinct_id)
        self.changes.refusals.append(
            IdentityRefusal(
                kind=kind,
                event_uuid=event.uuid,
                person_id=person.id if person else None,
                distinct_id=event.distinct_id,
                other_id=other_id,
                happened_at=event.timestamp,
            )
        )
