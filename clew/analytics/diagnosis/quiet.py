"""Of whom little is known, found out for many together: they need not be asked about alone."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Lower

from clew.analytics.diagnosis.asking import Asking
from clew.analytics.diagnosis.evidence import Version
from clew.analytics.diagnosis.kinships import is_any_set_aside
from clew.analytics.diagnosis.reading import AHEAD, versions_seen, window
from clew.analytics.models import Diagnosis
from clew.core import clock
from clew.events.records import Whose
from clew.people.models import DistinctId, Group, IdentityWarning, Person
from clew.people.queries.merged import keys_of_merged

EVER = datetime(1970, 1, 1, tzinfo=UTC)
Ids = dict[UUID, list[str]]  # by person, oldest first
Keys = dict[int, list[str]]  # by group, its own first


@dataclass(frozen=True)
class Quiet:
    """``silent``: they sent nothing, ever. ``unknown``: nor is anything else known of them.

    ``accounts``: of which nobody sent or was refused anything.
    """

    silent: Ids = field(default_factory=dict)
    unknown: Ids = field(default_factory=dict)
    accounts: set[int] = field(default_factory=set)
    versions: dict[int, tuple[Version, ...]] = field(default_factory=dict)  # by environment

    def knows_nothing_of(self, asked: Diagnosis) -> bool:
        no_account = asked.group_id is None or asked.group_id in self.accounts
        return asked.person_id in self.unknown and no_account


def quiet_among(asked: Iterable[Diagnosis]) -> Quiet:
    """In a few statements, and one question or two for each environment."""
    inside: dict[int, list[Diagnosis]] = defaultdict(list)
    for each in asked:
        inside[each.environment_id].append(each)
    found = Quiet()
    for environment_id, theirs in inside.items():
        people = list({each.person.pk: each.person for each in theirs if each.person}.values())
        about = [each.about_at for each in theirs]
        silent = _silent(environment_id, _ids(people))
        found.silent.update(silent)
        unknown = _unknown(environment_id, people, silent, about)
        groups = {each.group.pk: each.group for each in theirs if each.group}
        accounts = _unknown_accounts(environment_id, groups, about)
        if unknown or accounts:
            now = clock.now()
            asking = Asking(environment_id, now, now)
            found.versions[environment_id] = versions_seen(environment_id, now, asking)
            if not asking.unread:
                found.unknown.update(unknown)
                found.accounts.update(accounts)
    return found


def _ids(people: Iterable[Person]) -> Ids:
    named = DistinctId.objects.filter(person__in=[person.pk for person in people])
    ids: Ids = defaultdict(list)
    rows = named.order_by("created_at", "pk").values_list("person_id", "distinct_id")
    for person_id, distinct_id in rows:
        ids[person_id].append(distinct_id)
    return ids


def _silent(environment_id: int, ids: Ids) -> Ids:
    every = [distinct_id for known in ids.values() for distinct_id in known]
    seen = _seen(Whose(environment_id, every), EVER, clock.now() + AHEAD) if every else None
    if seen is None:
        return {}
    return {pk: known for pk, known in ids.items() if seen.isdisjoint(known)}


def _unknown(
    environment_id: int, people: Iterable[Person], silent: Ids, about: Collection[datetime]
) -> Ids:
    """Nobody else has their email, nothing of theirs was refused or set aside."""
    every = [distinct_id for known in silent.values() for distinct_id in known]
    if not every:
        return {}
    since, until = _around(about)
    if is_any_set_aside(environment_id, every, since, until):
        return {}
    theirs = Q(person__in=list(silent)) | Q(environment=environment_id, other_id__in=every)
    rows = IdentityWarning.objects.filter(theirs).values_list("person_id", "other_id")
    refused = {each for row in rows for each in row}
    emails = {each.pk: each.email.strip().lower() for each in people if each.pk in silent}
    same = Person.objects.living().filter(environment=environment_id).annotate(low=Lower("email"))
    named = same.filter(low__in={*emails.values()} - {""}).values_list("low", flat=True)
    shared = {email for email, count in Counter(named).items() if count > 1}
    return {
        pk: known
        for pk, known in silent.items()
        if refused.isdisjoint([pk, *known]) and emails[pk] not in shared
    }


def _unknown_accounts(
    environment_id: int, groups: dict[int, Group], about: Collection[datetime]
) -> set[int]:
    if not groups:
        return set()
    since, until = _around(about)
    found: set[int] = set()
    by_type: dict[int, Keys] = defaultdict(dict)
    for pk, keys in keys_of_merged(groups.values()).items():
        by_type[groups[pk].type.index][pk] = keys
    for index, named in by_type.items():
        every = [key for keys in named.values() for key in keys]
        if is_any_set_aside(environment_id, every, since, until):
            continue
        whose = Whose(environment_id, group=(index, every[0]), also=every[1:])
        seen = _seen(whose, since, until)
        if seen is not None:
            found.update(pk for pk, keys in named.items() if seen.isdisjoint(keys))
    return found


def _seen(whose: Whose, since: datetime, until: datetime) -> set[str] | None:
    """None: the event store did not say."""
    asking = Asking(whose.environment_id, since, until)
    rows = asking("seen", whose, limit=len(whose.group_keys or whose.distinct_ids))
    return None if asking.unread else {name for (name,) in rows}


def _around(about: Collection[datetime]) -> tuple[datetime, datetime]:
    return window(min(about))[0], window(max(about))[1]
