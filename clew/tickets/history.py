"""A fact in words, as the ticket's history shows it."""

from collections.abc import Callable, Sequence
from typing import Any

from clew.core.actors import SYSTEM
from clew.core.facts import Fact, Recorded
from clew.tickets import facts, history_of_joining
from clew.tickets.lifecycle_words import status_words, wake_up_words
from clew.tickets.models import Kind, Priority, Severity

BY_RULE = "rule/"  # how the ids of automations begin, see clew.routing.automations


def page(recorded: Recorded) -> str:
    """Where it is told in full; "" for most."""
    where = PAGES.get(type(recorded.fact))
    return where(recorded.fact) if where else ""


def words(recorded: Recorded) -> str:
    """“Maya assigned Oskar”. Empty for facts that the conversation shows in another way."""
    if recorded.by.id.startswith(BY_RULE) and type(recorded.fact) not in PAGES:
        return ""  # the rule says in one line what it did
    if _is_found_by_clew(recorded):
        return ""  # TicketClassified says it with its why
    if isinstance(recorded.fact, facts.StatusChanged):
        return status_words(recorded.fact, recorded.by.name, recorded.by.kind)
    say = WORDS.get(type(recorded.fact))
    return say(recorded.fact, recorded.by.name) if say else ""


def _is_found_by_clew(recorded: Recorded) -> bool:
    fact = recorded.fact
    return (
        isinstance(fact, facts.PropertyChanged) and fact.field == "area" and recorded.by == SYSTEM
    )


def _assigned(fact: facts.Assigned, by: str) -> str:
    if fact.reason:
        said = f"assigned {fact.after} {fact.reason}" if fact.after else None
        return f"{by} {said or f'unassigned {fact.before}: {fact.reason}'}"
    if not fact.after:
        return f"{by} unassigned {fact.before}"
    return f"{by} took the ticket" if fact.after == by else f"{by} assigned {fact.after}"


def _team(fact: facts.TeamChanged, by: str) -> str:
    if not fact.after:
        return f"{by} took the ticket from team {fact.before}"
    return f"{by} gave the ticket to team {fact.after}"


LABELS = {"severity": Severity, "priority": Priority, "kind": Kind}


def _property(fact: facts.PropertyChanged, by: str) -> str:
    if fact.field == "subject":
        return f"{by} changed the subject from “{fact.before}”"
    if fact.field == "priority" and not fact.before:
        return ""  # the first one that a policy gave it is what it began with
    before, after = (_label(fact.field, value) for value in (fact.before, fact.after))
    name = "product area" if fact.field == "area" else fact.field
    why = f": {fact.reason}" if fact.reason else ""
    if not before:
        return f"Set {name} to {after}{why}"
    return f"Changed {name} from {before} to {after}{why}" if after else f"Cleared {name} {before}"


def _field(fact: facts.FieldChanged, _by: str) -> str:
    if not fact.before:
        return f"Set {fact.label} to {fact.after}"
    if not fact.after:
        return f"Cleared {fact.label} {fact.before}"
    return f"Changed {fact.label} from {fact.before} to {fact.after}"


def _label(field: str, value: str) -> str:
    choices = LABELS.get(field)
    return str(choices(value).label) if choices and value in choices.values else value


def _tags(fact: facts.TagsChanged, _by: str) -> str:
    added = f"added {_named_tags(fact.added)}" if fact.added else ""
    removed = f"removed {_named_tags(fact.removed)}" if fact.removed else ""
    said = " and ".join(filter(None, [added, removed]))
    return said[:1].upper() + said[1:]


def _named_tags(tags: Sequence[str]) -> str:
    return f"{'tag' if len(tags) == 1 else 'tags'} {', '.join(tags)}"


WORDS: dict[type[Fact], Callable[[Any, str], str]] = {
    **history_of_joining.WORDS,
    facts.WakeUpChanged: wake_up_words,
    facts.Assigned: _assigned,
    facts.TeamChanged: _team,
    facts.PropertyChanged: _property,
    facts.FieldChanged: _field,
    facts.TagsChanged: _tags,
    facts.FollowerAdded: lambda fact, by: (
        f"{by} follows the ticket" if fact.who == by else f"{by} added follower {fact.who}"
    ),
    facts.FollowerRemoved: lambda fact, by: (
        f"{by} no longer follows" if fact.who == by else f"{by} removed follower {fact.who}"
    ),
}
# Other domains add theirs, as they add words: facts with a page of their own.
PAGES: dict[type[Fact], Callable[[Any], str]] = {}
