"""What the tests of rules do again and again."""

from datetime import timedelta

from clew.core import clock
from clew.core.actors import Actor
from clew.core.facts import facts_about, run_reaction
from clew.people.models import Role
from clew.routing.actions.rules import create_rule
from clew.routing.automations.checking import RuleWords
from clew.routing.automations.clockwork import run_time_rules
from clew.routing.models import Rule
from clew.tickets.history import words
from tests import cast
from tests.reactions import waiting_reactions

REACTION = "automation_reactions"


def admin():
    return cast.staff("Ines Ortega", role=Role.ADMIN)


def by_admin() -> Actor:
    return Actor.staff(admin())


def rule(name="Tag vip", trigger="opened", actions=None, *, all=(), active=True) -> Rule:  # noqa: A002
    actions = actions or [{"field": "tags.add", "value": ["vip"]}]
    given = [{"field": field, "operator": op, "value": value} for field, op, value in all]
    said = RuleWords(name, trigger, {"all": given}, actions)
    return create_rule(words=said, by=by_admin(), active=active)


def react(again=0) -> None:
    """Every queued reaction of rules, and what these set off, until there are no more."""
    done: set[tuple[int, str]] = set()
    for _ in range(60):
        found = [each for each in waiting_reactions(REACTION) if each not in done]
        for fact_id, key in found:
            for _ in range(again + 1):
                run_reaction(fact_id, key)
        done.update(found)
        if not found:
            return
    raise AssertionError("The rules never came to rest")


def pass_days(days: float) -> int:
    with clock.moved_to(clock.now() + timedelta(days=days)):
        return run_time_rules()


def told(ticket) -> list[str]:
    """The ticket's history in words."""
    return [said for fact in facts_about(f"ticket/{ticket.number}") if (said := words(fact))]
