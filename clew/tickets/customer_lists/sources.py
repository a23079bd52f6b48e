"""What rows read beside the customers themselves: one statement for a source, however many rows."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import Count, Q

from clew.analytics.models import Figure, Health, UsageMetric
from clew.people.models import Account, AccountOwner, CustomerNote, Group, Membership
from clew.tickets.customer_lists.asking import URGENT, open_tickets
from clew.tickets.customer_lists.kinds import Asked, Customer
from clew.tickets.customer_lists.people_metrics import figures_of_people

Ids = Sequence[Any]
Records = Mapping[Any, Any]  # by the customer's id


def of_source(
    name: str, asked: Asked, customers: Sequence[Customer], metrics: Sequence[UsageMetric]
) -> Records:
    ids = [one.pk for one in customers]
    if name == "figures":
        return _figures(asked, customers, metrics)
    if name == "membership" or name.startswith("their_"):
        return _through_accounts(name, asked, ids)
    return SOURCES[name](asked, ids)


def _accounts(_: Asked, ids: Ids) -> Records:
    return Account.objects.in_bulk(ids)


def _health(_: Asked, ids: Ids) -> Records:
    return Health.objects.in_bulk(ids)


def _owners(_: Asked, ids: Ids) -> Records:
    found: dict[int, dict[str, AccountOwner]] = {}
    for owner in AccountOwner.objects.filter(group__in=ids).select_related("staff"):
        found.setdefault(owner.group_id, {})[owner.kind] = owner
    return found


def _tickets(asked: Asked, ids: Ids) -> Records:
    to = "requester_id" if asked.kind.is_people else "account_id"
    rows = open_tickets(asked.reader, to).filter(environment=asked.environment)
    rows = rows.filter(**{f"{to}__in": ids}).order_by()
    urgent = Count("pk", filter=Q(severity=URGENT))
    counts = rows.values(to).annotate(open_tickets=Count("pk"), urgent_tickets=urgent)
    return {row[to]: row for row in counts}


def _members(_: Asked, ids: Ids) -> Records:
    rows = Membership.objects.filter(group__in=ids).order_by()
    return {row["group_id"]: row for row in rows.values("group_id").annotate(people=Count("pk"))}


def _notes(asked: Asked, ids: Ids) -> Records:
    to = "person_id" if asked.kind.is_people else "group_id"
    rows = CustomerNote.objects.filter(**{f"{to}__in": ids}, deleted_at=None).order_by()
    return {row[to]: row for row in rows.values(to).annotate(notes=Count("pk"))}


def _figures(
    asked: Asked, customers: Sequence[Customer], metrics: Sequence[UsageMetric]
) -> Records:
    """Of accounts as they were counted now and then; of people counted now, for these rows only."""
    ids: Ids = [one.pk for one in customers]
    if asked.kind.is_people:
        return figures_of_people(asked.environment, ids, metrics)
    found: dict[int, dict[int, Figure]] = {}
    for figure in Figure.objects.filter(metric__in=metrics, group__in=ids):
        found.setdefault(figure.group_id, {})[figure.metric_id] = figure
    return found


def _through_accounts(name: str, asked: Asked, ids: Ids) -> Records:
    accounts = accounts_of_people(ids)
    if name == "membership":
        return accounts
    groups = {group.pk for group in accounts.values()}
    records = SOURCES[name.removeprefix("their_")](asked, list(groups))
    return {person: records.get(group.pk) for person, group in accounts.items()}


def accounts_of_people(ids: Ids) -> dict[Any, Group]:
    """The account each was seen in last."""
    seen = Membership.objects.filter(
        person__in=ids, group__type__is_account=True, group__merged_into__isnull=True
    )
    latest = seen.order_by("person_id", "-last_seen_at", "pk").distinct("person_id")
    return {one.person_id: one.group for one in latest.select_related("group__type")}


SOURCES: dict[str, Callable[[Asked, Ids], Records]] = {
    "account": _accounts,
    "health": _health,
    "owners": _owners,
    "tickets": _tickets,
    "members": _members,
    "notes": _notes,
}
