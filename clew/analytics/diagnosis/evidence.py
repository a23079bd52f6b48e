"""What is known of one customer when the checks look. Pure values, read by ``reading.py``."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

ANYBODY = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


@dataclass(frozen=True, slots=True)
class Known:
    """A person. ``ours``: the customer asked about, or somebody of the account asked about."""

    id: str
    name: str = ""
    email: str = ""
    identified: bool = False
    distinct_ids: tuple[str, ...] = ()
    ours: bool = True


@dataclass(frozen=True, slots=True)
class Use:
    """What one distinct id sent with one version of one SDK."""

    distinct_id: str
    lib: str
    lib_version: str = ""
    events: int = 1
    errors: int = 0
    days: int = 1
    first_at: datetime = ANYBODY
    last_at: datetime = ANYBODY
    sessions: tuple[str, ...] = ()  # a few of them
    ips: tuple[str, ...] = ()  # likewise
    ahead: float = 0  # seconds by which its clock is ahead of ours: the middle one of its events
    spread: float = 0  # seconds between the tenth and the ninetieth of a hundred
    ours: bool = True


@dataclass(frozen=True, slots=True)
class Call:
    """An event that says who somebody is: $identify, $create_alias or $merge_dangerously."""

    at: datetime
    event: str
    distinct_id: str
    other_id: str
    lib: str = ""
    uuid: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """What identity resolution refused; ``kind`` as stored with the warning."""

    at: datetime
    kind: str
    distinct_id: str
    other_id: str = ""
    uuid: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """One distinct id seen in one session, or at one IP address."""

    value: str
    distinct_id: str
    lib: str = ""
    events: int = 1
    errors: int = 0
    first_at: datetime = ANYBODY
    last_at: datetime = ANYBODY


@dataclass(frozen=True, slots=True)
class FlagCall:
    at: datetime
    distinct_id: str
    flag: str
    value: str
    lib: str = ""


@dataclass(frozen=True, slots=True)
class Detail:
    """What stands in properties only, of the latest events: where they were sent, and so on."""

    distinct_id: str
    lib: str
    host: str = ""  # as the SDK was configured; empty: it did not say
    device_id: str = ""
    release: str = ""  # of the customer's product
    events: int = 1
    first_at: datetime = ANYBODY
    last_at: datetime = ANYBODY


@dataclass(frozen=True, slots=True)
class Aside:
    """An event that could not be stored."""

    at: datetime
    reason: str
    event: str = ""
    distinct_id: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """One version of one SDK, as the whole environment has seen it."""

    lib: str
    version: str
    first_at: datetime
    last_at: datetime
    events: int = 1


@dataclass(frozen=True)
class Case:
    """Everything the checks look at. ``since`` to ``until`` is what was read."""

    now: datetime
    about_at: datetime
    since: datetime
    until: datetime
    own_host: str = ""
    is_account: bool = False
    people: tuple[Known, ...] = ()
    uses: tuple[Use, ...] = ()
    calls: tuple[Call, ...] = ()
    refused: tuple[Refused, ...] = ()
    sessions: tuple[Place, ...] = ()
    addresses: tuple[Place, ...] = ()
    flags: tuple[FlagCall, ...] = ()
    details: tuple[Detail, ...] = ()
    aside: tuple[Aside, ...] = ()
    versions: tuple[Version, ...] = ()
    days: Mapping[str, Mapping[date, int]] = field(default_factory=dict)  # event → day → how many
    unread: frozenset[str] = frozenset()  # what could not be read in time, by the names above

    @cached_property
    def owners(self) -> dict[str, Known]:
        """Distinct id → whose it is."""
        return {each: person for person in self.people for each in person.distinct_ids}

    @cached_property
    def by_id(self) -> dict[str, list[Use]]:
        found: dict[str, list[Use]] = {}
        for use in self.uses:
            found.setdefault(use.distinct_id, []).append(use)
        return found

    @cached_property
    def by_email(self) -> dict[str, list[Known]]:
        """Emails in small letters → who has them; where at least one is ours."""
        found: dict[str, list[Known]] = {}
        for person in self.people:
            if email := person.email.strip().lower():
                found.setdefault(email, []).append(person)
        return {email: same for email, same in found.items() if any(p.ours for p in same)}

    @cached_property
    def ours(self) -> tuple[Known, ...]:
        return tuple(each for each in self.people if each.ours)

    @cached_property
    def own_uses(self) -> tuple[Use, ...]:
        return tuple(use for use in self.uses if use.ours)

    @cached_property
    def own_ids(self) -> frozenset[str]:
        named = {each for person in self.ours for each in person.distinct_ids}
        return frozenset(named | {use.distinct_id for use in self.own_uses})

    def uses_of(self, person: Known) -> Iterator[Use]:
        return (use for each in person.distinct_ids for use in self.by_id.get(each, ()))

    def is_near(self, at: datetime, within: timedelta) -> bool:
        return abs(at - self.about_at) <= within
