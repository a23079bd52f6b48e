"""What the page itself says, before its parts have come."""

from typing import Any
from urllib.parse import urlencode

from clew.analytics.dashboard.asked import MOST_DAYS_BY_DAY, PERIODS, Asked, Per, Who, asked
from clew.analytics.dashboard.buckets import By
from clew.analytics.dashboard.names import events_seen
from clew.analytics.dashboard.source import Source, accounts_of, source_for
from clew.core import clock
from clew.people.requests import StaffRequest


def source_of(request: StaffRequest) -> Source:
    """As the address asks. Three statements at most."""
    accounts = accounts_of(request.environment)
    wanted = asked(request.GET.dict(), today=clock.now().date(), has_accounts=accounts is not None)
    return source_for(request.environment, wanted, accounts)


def page_context(request: StaffRequest) -> dict[str, Any]:
    accounts = accounts_of(request.environment)
    shown = asked(request.GET.dict(), today=clock.now().date(), has_accounts=accounts is not None)
    fresh = {"fresh": "yes"} if "fresh" in request.GET else {}
    return {
        "tab": "dashboard",
        "shown": shown,
        "has_accounts": accounts is not None,
        "account_word": accounts.type if accounts else "account",
        "periods": PERIODS,
        "period": PERIODS[shown.days],
        "paces": _paces(shown),
        "query": urlencode({**shown.params, **fresh}),
        "plain_query": urlencode(shown.params),
        "nothing_yet": not events_seen(request.environment.pk).any_ever,
        "by_account": shown.per == Per.ACCOUNT,
        "everybody": shown.who == Who.ALL,
    }


def _paces(shown: Asked) -> list[By]:
    return [by for by in By if by is not By.DAY or shown.days <= MOST_DAYS_BY_DAY]
