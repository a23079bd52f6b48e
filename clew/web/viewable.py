"""A search as a view: the part of it that conditions can say."""

import re
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.urls import NoReverseMatch, reverse

from clew.tickets import conditions
from clew.tickets.queries import Found
from clew.tickets.searching import Term

_SPAN = re.compile(r"\d+[hdw]")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
PLAIN = {"status", "severity", "priority", "kind", "channel", "plan", "area"}
UNSOLVED = "new,open,pending,hold"
TIMES = {"created", "updated", "solved"}
STATES = {
    "open": f"status:is:{UNSOLVED}",
    "solved": "status:is:solved,closed",
    "waiting": "waiting:yes:",
    "unassigned": f"assignee:is:nobody;status:is:{UNSOLVED}",
    "mine": "assignee:is:me",
    "verified": "verified:yes:",
    "attachment": "attachment:yes:",
}


def view_address(found: Found) -> str:
    """Of the inbox with the search's conditions, from where it is saved; "" if one is unsayable."""
    asked = found.asked
    if asked.empty or asked.number is not None:
        return ""
    parts = [_part(term) for term in asked.terms if term.operator != "order"]
    if asked.words:
        parts.append(conditions_words(" ".join(map(str, asked.words))))
    try:
        conditions.from_text(";".join(parts))
        address = reverse("inbox", args=["all"])
    except (ValidationError, NoReverseMatch):
        return ""
    return f"{address}?{urlencode({'filter': ';'.join(parts)})}" if parts and all(parts) else ""


def conditions_words(words: str) -> str:
    return f"words:matches:{words.replace(';', ' ').replace('%', ' ')}"


def _part(term: Term) -> str:
    name, value = term.operator, term.value.replace(";", " ").replace("%", " ")
    if name == "tag" and value != "none":
        return f"tags:{'not_' * term.negated}includes:{value}"
    if name == "assignee":
        chosen = {"me": "me", "none": "nobody"}.get(value, "")
        return _chosen(term, chosen) if chosen else ""
    if name in PLAIN and value != "none":
        return _chosen(term, value)
    return "" if term.negated else _positive(term, value)


def _chosen(term: Term, value: str) -> str:
    return f"{term.operator}:is{'_not' * term.negated}:{value}"


def _positive(term: Term, value: str) -> str:
    if term.operator in {"is", "has"}:
        return STATES.get(value, "")
    if term.operator == "account":
        return f"account:contains:{value}"
    if term.operator == "requester":
        return f"{'requester' if '@' in value else 'requester_name'}:contains:{value}"
    return _time(term) if term.operator in TIMES else ""


def _time(term: Term) -> str:
    before = term.comparison.startswith("<")
    if _SPAN.fullmatch(term.value):
        return f"{term.operator}:{'ago' if before else 'within'}:{term.value}"
    if _DAY.fullmatch(term.value) and term.comparison in {"<", ">="}:
        return f"{term.operator}:{'before' if before else 'after'}:{term.value}"
    return ""
