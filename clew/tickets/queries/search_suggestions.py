"""What the word being typed may become: operators, and the values they take."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from clew.people.models import Group
from clew.people.staff_queries import active_staff, team_choices
from clew.tickets.queries.doors import may_read, tickets_visible_to
from clew.tickets.queries.search_conditions import Place
from clew.tickets.searching import Operator, named, operators

SHOWN = 5
SHORTEST = 2  # letters, before an operator is suggested for them
LATEST = 500  # tickets, whose tags and areas are suggested
_LAST = re.compile(r'(?P<minus>-?)(?P<name>[a-zA-Z]+)(?P<op>:[<>]?=?|[<>]=?)?(?P<value>"?[^\s"]*)$')
Choices = Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Suggestion:
    search: str  # the whole text, with it
    label: str
    meaning: str


def suggestions(place: Place, text: str) -> list[Suggestion]:
    """At most one statement, and none while no operator is being typed."""
    last = _LAST.search(text)
    if last is None or not may_read(place.reader) or text[: last.start()].endswith(('"', ":")):
        return []
    before = text[: last.start()] + last["minus"]
    if not last["op"]:
        return _operators(before, last["name"].lower())
    operator = named(last["name"])
    if operator is None:
        return []
    typed = last["value"].strip('"')
    start, _, typed = typed.rpartition(",")
    kept = f"{start}," if start else ""
    written = f"{before}{operator.name}{last['op']}{kept}"
    return _values(operator, place, written, typed.lower())


def _operators(before: str, typed: str) -> list[Suggestion]:
    if len(typed) < SHORTEST:
        return []
    found = [each for each in operators() if any(
        name.startswith(typed) for name in (each.name, *each.also)
    )]  # fmt: skip
    return [
        Suggestion(f"{before}{each.name}:", f"{each.name}:", each.meaning) for each in found[:3]
    ]


def _values(operator: Operator, place: Place, written: str, typed: str) -> list[Suggestion]:
    dynamic = _DYNAMIC.get(operator.name)
    choices = [*operator.values, *(dynamic(place) if dynamic else ())]
    found = [
        (value, words)
        for value, words in dict(choices).items()
        if value.lower().startswith(typed)
        or any(word.startswith(typed) for word in words.lower().split())
    ]
    if any(value.lower() == typed for value, _ in found):
        return []
    return [
        Suggestion(f"{written}{_quoted(value)} ", f"{operator.name}:{_quoted(value)}", words)
        for value, words in found[:SHOWN]
    ]


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value else value


def _staff(_place: Place) -> Choices:
    return [(staff.email, staff.name) for staff in active_staff()]


def _teams(_place: Place) -> Choices:
    return [(team.slug, team.name) for team in team_choices()]


def _plans(place: Place) -> Choices:
    groups = Group.objects.filter(environment=place.environment).exclude(plan="")
    return [(plan, "Plan") for plan in groups.values_list("plan", flat=True).distinct()[:20]]


def _latest(field: str, words: str, place: Place) -> Choices:
    """Of the latest tickets: one that nobody uses any more need not be suggested."""
    latest = tickets_visible_to(place.reader, place.environment).order_by("-updated_at", "-pk")
    found: dict[str, int] = {}
    for value in latest.values_list(field, flat=True)[:LATEST]:
        for each in value if isinstance(value, list) else [value]:
            found[each] = found.get(each, 0) + 1
    often = sorted(found.items(), key=lambda item: -item[1])
    return [(value, f"{words}, {count} of late") for value, count in often if value]


_DYNAMIC: dict[str, Callable[[Place], Choices]] = {
    "assignee": _staff,
    "team": _teams,
    "plan": _plans,
    "tag": partial(_latest, "tags", "Tag"),
    "area": partial(_latest, "area", "Product area"),
    "channel": partial(_latest, "channel", "Channel"),
}
