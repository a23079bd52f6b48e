"""Somebody of staff, or a program, says what an account is worth and who looks after it."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import transaction

from clew.core import clock
from clew.core.actors import Actor
from clew.core.facts import record
from clew.people.accounts.fields import LABELS, OWNERS
from clew.people.accounts.giving import Given, as_json, checked, give
from clew.people.accounts.settling import Settling
from clew.people.actions.allowed import refuse_light_agents
from clew.people.facts import AccountLinksChanged, AccountValuesChanged
from clew.people.identity import lock_environments
from clew.people.models import Account, AccountOwner, Group, Staff

MAX_LINKS = 20
MAX_LABEL, MAX_URL = 80, 1000


@transaction.atomic
def set_account_values(*, group: Group, values: Mapping[str, Any], by: Actor) -> Given:
    """None or "" takes a value back: what the product says counts again.

    Answers what undoes it. Raises ValidationError by field; nothing is set then.
    """
    refuse_light_agents(by, "change what is known of an account")
    given = checked(values)
    if group.merged_into_id is not None or not group.type.is_account:
        raise ValidationError("This is no account any more. Reload the page.")
    lock_environments([group.environment_id])
    before = Account.objects.filter(pk=group.pk).values_list("given", flat=True).first() or {}
    undo = {field: before.get(field) for field in given}
    if undo == given:
        return undo
    was = _shown(group, given)
    give(Settling(group.environment_id, by=by), {group.pk: given})
    group.refresh_from_db()
    is_now = _shown(group, given)
    fact = AccountValuesChanged(
        environment_id=group.environment_id,
        group_id=group.pk,
        group_type=group.type.name,
        group_key=group.key,
        account=group.display_name,
        before=was,
        after=is_now,
    )
    record(fact, by=by)
    return undo


def set_owner(
    *, group: Group, kind: str, by: Actor, staff: Staff | None = None, name: str = "",
    email: str = "",
) -> Given:  # fmt: skip
    """Somebody of staff, or somebody by name; nobody: what the product says counts again."""
    if kind not in OWNERS:
        raise ValidationError({"kind": f"Choose one of {', '.join(OWNERS)}."})
    owner = {"staff": staff.pk} if staff else {"name": name.strip(), "email": email.strip()}
    told = any(owner.values())
    return set_account_values(group=group, values={kind: owner if told else None}, by=by)


@transaction.atomic
def set_links(*, group: Group, links: Sequence[Mapping[str, str]], by: Actor) -> list[Any]:
    """All of them anew; answers those there were. Raises ValidationError in words."""
    refuse_light_agents(by, "change an account's links")
    wanted = [_link(each) for each in links if any(str(each.get(k, "")).strip() for k in each)]
    if len(wanted) > MAX_LINKS:
        raise ValidationError(f"Keep at most {MAX_LINKS} links.")
    lock_environments([group.environment_id])
    account, _ = Account.objects.get_or_create(
        group=group,
        defaults={"environment_id": group.environment_id, "updated_at": clock.now()},
    )
    before: list[Any] = account.links
    if before != wanted:
        account.links, account.updated_at = wanted, clock.now()
        account.save(update_fields=["links", "updated_at"])
        fact = AccountLinksChanged(
            environment_id=group.environment_id,
            group_id=group.pk,
            group_type=group.type.name,
            group_key=group.key,
            account=group.display_name,
            links=[each["label"] for each in wanted],
        )
        record(fact, by=by)
    return before


def _link(given: Mapping[str, str]) -> dict[str, str]:
    url = str(given.get("url", "")).replace("\x00", "").strip()
    label = " ".join(str(given.get("label", "")).replace("\x00", "").split())[:MAX_LABEL]
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        parts, host = urlsplit(""), None
    if parts.scheme not in {"http", "https"} or not host or len(url) > MAX_URL or " " in url:
        text = f"“{url[:60]}” is no address of a page. It begins with https://."
        raise ValidationError({"url": text})
    return {"label": label or host, "url": url}


def _shown(group: Group, fields: Mapping[str, Any]) -> dict[str, Any]:
    """By label, in words, as the audit log shows them."""
    account = Account.objects.filter(pk=group.pk).first() or Account(group=group)
    owners = {
        one.kind: str(one)
        for one in AccountOwner.objects.filter(group=group).select_related("staff")
    }
    found = {"plan": group.plan} | owners
    return {
        LABELS[field]: as_json(
            found.get(field, "") if field in {"plan", *OWNERS} else getattr(account, field)
        )
        for field in fields
    }


@transaction.atomic
def change_account(
    *,
    group: Group,
    values: Mapping[str, Any],
    links: Sequence[Mapping[str, str]] | None,
    by: Actor,
) -> None:
    """Values and owners, and links unless None: all or none."""
    if values:
        set_account_values(group=group, values=values, by=by)
    if links is not None:
        set_links(group=group, links=links, by=by)
