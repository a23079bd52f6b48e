"""Accounts: what is known of customer organisations, and saying it."""

from ninja import Query, Router, Schema
from pydantic import Field

from clew.api.v1.account_shapes import (
    AccountGiven,
    AccountInFull,
    AccountsPage,
    AccountSummary,
    Imported,
    RowsGiven,
)
from clew.api.v1.environments import environment_called
from clew.api.v1.tokens import TokenRequest, admins_only
from clew.core.actors import Actor
from clew.people.actions.account_files import import_accounts
from clew.people.actions.account_values import change_account
from clew.people.models import Account, Group
from clew.people.queries import group_for, recent_groups
from clew.people.queries.account_settings import account_type
from clew.people.queries.accounts import account_details, accounts_of, values_of
from clew.people.queries.merged import merged_keys

router = Router(tags=["customers"])
WRITE = "change what is known of accounts"


class AccountsAsked(Schema):
    environment: str = ""
    cursor: str = ""
    limit: int = Field(50, ge=1, le=200)


class Where(Schema):
    environment: str = ""


@router.get("/accounts", response=AccountsPage)
def list_accounts(request: TokenRequest, asked: Query[AccountsAsked]) -> AccountsPage:
    """Those seen last come first; accounts that became part of another are left out."""
    inside = environment_called(asked.environment)
    kind = account_type(inside)
    if kind is None:
        return AccountsPage(items=[])
    page = recent_groups(
        request.auth, inside, type=kind.name, cursor=asked.cursor, limit=asked.limit
    )
    known = accounts_of(page.items)
    items = [
        AccountSummary.of(group, values_of(group, known.get(group.pk) or Account(group=group)))
        for group in page.items
    ]
    return AccountsPage(items=items, next_cursor=page.next_cursor or None)


@router.post("/accounts/import", response=Imported)
def import_many(request: TokenRequest, given: RowsGiven) -> Imported:
    """All rows or none; 422 names each row that cannot be, as ``rows.0``. Send up to 1,000."""
    admins_only(request.auth, WRITE)
    rows = [row.told() for row in given.rows]
    inside = environment_called(given.environment)
    by = Actor.token(request.auth)
    changed = import_accounts(environment=inside, rows=rows, by=by)
    return Imported(lines=len(rows), changed=changed)


@router.get("/accounts/{path:key}", response=AccountInFull)
def read_account(request: TokenRequest, key: str, where: Query[Where]) -> AccountInFull:
    """By its key; the key of one that was merged answers as the survivor."""
    return _shape(_account(request, key, where.environment))


@router.patch("/accounts/{path:key}", response=AccountInFull)
def patch_account(
    request: TokenRequest, key: str, given: AccountGiven, where: Query[Where]
) -> AccountInFull:
    """What is set here wins over what the product sends, until it is set to null."""
    admins_only(request.auth, WRITE)
    group = _account(request, key, where.environment)
    links = None if given.links is None else [link.dict() for link in given.links]
    by = Actor.token(request.auth)
    change_account(group=group, values=given.fields(), links=links, by=by)
    return _shape(group)


def _account(request: TokenRequest, key: str, environment: str) -> Group:
    """Raises Group.DoesNotExist, also for what is hidden."""
    inside = environment_called(environment)
    kind = account_type(inside)
    if kind is None:
        raise Group.DoesNotExist
    return group_for(request.auth, environment=inside, type=kind.name, key=key)


def _shape(group: Group) -> AccountInFull:
    return AccountInFull.of_details(account_details(group), merged_keys(group))
