"""What is known of an account: its money, its owners, where each value comes from, its plans."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from clew.people.accounts.known import KEYS
from clew.people.models import Account, AccountOwner, Group, OwnerKind, PlanChange
from clew.people.queries.doors import Reader, groups_visible_to

SHOWN_PLANS = 50


@dataclass(frozen=True)
class AccountDetails:
    """``values`` has every AccountField that says something; ``given`` are set by hand, API, CSV.

    ``owners`` by kind (csm, tam, ae). ``plans`` latest first.
    """

    group: Group
    account: Account
    values: dict[str, Any]
    given: frozenset[str]
    owners: dict[str, AccountOwner]
    plans: list[PlanChange]

    @property
    def plan(self) -> str:
        return self.group.plan

    @property
    def known(self) -> dict[str, Any]:
        return self.account.known

    @property
    def links(self) -> list[dict[str, str]]:
        return self.account.links


FIELDS = ("mrr", "arr", "currency", "trial_ends_at", "renews_at", "seats", "seats_used", "region",
          "risk")  # fmt: skip


def account_details(group: Group) -> AccountDetails:
    """Three statements. The group comes from a door; an account nothing is known of is empty."""
    account = account_row(group)
    order = list(OwnerKind.values)
    owners = AccountOwner.objects.filter(group=group).select_related("staff")
    return AccountDetails(
        group=group,
        account=account,
        values=values_of(group, account),
        given=frozenset(account.given),
        owners={one.kind: one for one in sorted(owners, key=lambda one: order.index(one.kind))},
        plans=plan_history(group),
    )


def account_row(group: Group) -> Account:
    """As stored, or an empty one that is not."""
    found = Account.objects.filter(pk=group.pk).first()
    return found or Account(group=group, environment_id=group.environment_id)


def accounts_of(groups: Iterable[Group]) -> dict[int, Account]:
    """By group id; groups nothing is known of are left out."""
    return Account.objects.in_bulk([group.pk for group in groups])


def account_property(group: Group, key: str) -> Any:
    """A property of the product's, or what Clew knows itself: ``$mrr``, ``$health``."""
    return account_row(group).known.get(key) if key in KEYS else group.property_value(key)


def values_of(group: Group, account: Account) -> dict[str, Any]:
    found = {"plan": group.plan} | {name: getattr(account, name) for name in FIELDS}
    return {name: value for name, value in found.items() if value not in ("", None)}


def plan_history(group: Group, limit: int = SHOWN_PLANS) -> list[PlanChange]:
    return list(PlanChange.objects.filter(group=group)[:limit])


def account_for(reader: Reader, pk: int) -> Group:
    """An account by its row's id. Raises Group.DoesNotExist, also for what is hidden."""
    found = groups_visible_to(reader).filter(pk=pk, type__is_account=True).first()
    if found is None:
        raise Group.DoesNotExist
    return found
