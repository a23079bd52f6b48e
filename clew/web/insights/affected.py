"""The customers behind an error: all people, all accounts, or whom one would tell."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.core.exceptions import ValidationError

from clew.analytics import selections
from clew.analytics.dashboard.source import accounts_of
from clew.analytics.selections import MAX_SELECTED, Selected
from clew.events.errors.one import accounts_affected, people_affected
from clew.people.models import Environment
from clew.people.queries.reachable import reachable_people
from clew.tickets.queries.about_pages import requesters_with_open_ticket_about
from clew.web.insights.addresses import HEX, error_url, fingerprint_in

NAME = "error"
PEOPLE, ACCOUNTS, TELL = "people", "accounts", "tell"


def register() -> None:
    selections.register(NAME, resolve)


def affected_url(fingerprint: int, who: str) -> str:
    return selections.selection_url(NAME, error=f"{fingerprint:0{HEX}x}", who=who)


def resolve(environment: Environment, params: Mapping[str, str]) -> Selected:
    """Raises ValidationError when the address makes no sense."""
    try:
        fingerprint = fingerprint_in(params.get("error", ""))
    except ValueError:
        raise ValidationError("This link names an error that is none.") from None
    short = f"{fingerprint:016x}"[:8]
    who = params.get("who", "")
    if who == ACCOUNTS:
        return _accounts(environment, fingerprint, short)
    if who not in {PEOPLE, TELL}:
        raise ValidationError("This link names customers that Clew cannot find.")
    found = people_affected(environment.pk, fingerprint, limit=MAX_SELECTED + 1)
    ids: Sequence[UUID] = [one.who for one in found]
    if who == PEOPLE:
        return Selected("people", ids, f"who saw error {short}")
    told = _to_tell(environment, fingerprint, ids)
    words = f"who saw error {short}, have an email and no open ticket about it"
    return Selected("people", told, words)


def _to_tell(environment: Environment, fingerprint: int, ids: Sequence[UUID]) -> list[UUID]:
    asked_already = requesters_with_open_ticket_about(error_url(environment, fingerprint))
    return [pk for pk in reachable_people(environment, ids) if pk not in asked_already]


def _accounts(environment: Environment, fingerprint: int, short: str) -> Selected:
    accounts = accounts_of(environment)
    if accounts is None:
        raise ValidationError("No group type is marked as the customer's organisation any more.")
    found = accounts_affected(environment.pk, fingerprint, accounts.index, limit=MAX_SELECTED + 1)
    return Selected(f":{accounts.type}", [one.who for one in found], f"who saw error {short}")
