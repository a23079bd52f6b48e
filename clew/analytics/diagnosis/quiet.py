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
from clew.core import clock
from clew.events.records import Whose
from clew.people.models import DistinctId, IdentityWarning, Person

EVER = datetime(1970, 1, 1, tzinfo=UTC)
Ids = dict[UUID, list[str]]  # by person, oldest first


@dataclass(frozen=True)
class Quiet:
    """``silent``: they sent nothing, ever. ``unknown``: nor is anything else known of them."""

    silent: Ids = field(default_factory=dict)
    unknown: Ids = field(default_factory=dict)
    versions: dict[int, tuple[Version, ...]] = field(default_factory=dict)  # by environment


def quiet_among(people: Iterable[Person], about: Collection[datetime]) -> Quiet:
    """In a few statements, and one question for each environment. ``about``: their tickets."""
    inside: dict[int, list[Person]] = defaultdict(list)
    for person in people:
        inside[person.environment_id].append(person)
    found = Quiet()
    for environment_id, theirs in inside.items():
        silent = _silent(environment_id, _ids(theirs))
        found.silent.update(silent)
        if unknown := _unknown(environment_id, theirs, silent, about):
            now = clock.now()
            asking = Asking(environment_id, now, now)
            found.versions[environment_id] = versions_seen(environment_id, now, asking)
            found.unknown.update({} if asking.unread else unknown)
    return found


def _ids(people: Iterable[Person]) -> Ids:
    named = DistinctId.objects.filter(person__in=[person.pk for person in people])
    ids: Ids = defaultdict(list)
    rows = named.order_by("created_at", "pk").values_list("person_id", "distinct_id")
    for person_id, distinct_id in rows:
        ids[person_id].append(distinct_id)
    return ids


def _silent(environment_id: int, ids: Ids) -> Ids:
    asking = Asking(environment_id, EVER, clock.now() + AHEAD)
    every = [distinct_id for known in ids.values() for distinct_id in known]
    rows = asking("seen", Whose(environment_id, every), limit=len(every)) if every else []
    seen = {distinct_id for (distinct_id,) in rows}
    if asking.unread:
        return {}
    return {pk: known for pk, known in ids.items() if seen.isdisjoint(known)}


def _unknown(
    environment_id: int, people: Iterable[Person], silent: Ids, about: Collection[datetime]
) -> Ids:
    """Nobody else has their email, nothing of theirs was refused or set aside."""
    every = [distinct_id for known in silent.values() for distinct_id in known]
    if not every:
        return {}
    since, until = window(min(about))[0], window(max(about))[1]
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
