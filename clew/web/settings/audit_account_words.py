"""Facts about accounts as sentences of the audit log."""

from collections.abc import Callable, Mapping
from typing import Any

Payload = Mapping[str, Any]


def _plan(fact: Payload) -> str:
    before, after = fact["before"] or "no plan", fact["after"] or "no plan"
    return f"The account {fact['group_key']} went from {before} to {after}"


def _values(fact: Payload) -> str:
    told = [
        f"{label} from {fact['before'].get(label) or 'nothing'} to {value or 'nothing'}"
        for label, value in fact["after"].items()
    ]
    return f"Changed {fact['account']}: {'; '.join(told)}"


def _sources(fact: Payload) -> str:
    told = "; ".join(f"{label}: {source}" for label, source in fact["after"].items())
    return f"Chose where values of accounts in {fact['environment']} come from. {told}"


def _imported(fact: Payload) -> str:
    source = f"“{fact['file']}”" if fact["file"] else "the API"
    return f"Imported values of accounts from {source}: {fact['changed']} changed"


def _followed(fact: Payload) -> str:
    count = len(fact["tickets"])
    return f"{count} {'ticket' if count == 1 else 'tickets'} followed to another account"


WORDS: dict[str, Callable[[Payload], str]] = {
    "people.PlanChanged": _plan,
    "people.AccountValuesChanged": _values,
    "people.AccountLinksChanged": lambda fact: (
        f"Set the links of {fact['account']}: {', '.join(fact['links']) or 'none'}"
    ),
    "people.AccountSourcesChanged": _sources,
    "people.AccountsImported": _imported,
    "people.AccountsMerged": lambda fact: f"Merged {fact['absorbed']} into {fact['account']}",
    "people.AccountsParted": lambda fact: f"Took {fact['absorbed']} out of {fact['account']} again",
    "people.PersonAssigned": lambda fact: f"Assigned {fact['person']} to {fact['account']}",
    "people.PersonUnassigned": lambda fact: f"Took {fact['person']} out of {fact['account']}",
    "tickets.TicketsFollowed": _followed,
}
