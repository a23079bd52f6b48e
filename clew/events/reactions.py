"""Every fact becomes an event, so that SQL, metrics and reports see what Clew itself did.

``tickets.TicketOpened`` becomes ``ticket opened`` of the customer it names; a fact that names none
is filed under its subject (``$ticket_42``), which is nobody's distinct id.
"""

import dataclasses
import re
from collections import defaultdict
from typing import Any

from clew.core.facts import Fact, Recorded, reaction_together
from clew.events.actions import OwnEvent, capture_own_events
from clew.people.staff_queries import default_environment

CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


@reaction_together()
def tell_the_event_store(told: list[Recorded]) -> None:
    """What was recorded together is one row of the log for each environment."""
    events: dict[int, list[OwnEvent]] = defaultdict(list)
    default = default_environment().pk
    for recorded in told:
        properties = dataclasses.asdict(recorded.fact)
        environment_id = properties.pop("environment_id", None) or default
        events[environment_id].append(_event(recorded, properties))
    for environment_id, own in events.items():
        capture_own_events(environment_id=environment_id, events=own)


def _event(recorded: Recorded, properties: dict[str, Any]) -> OwnEvent:
    fact: Fact = recorded.fact
    distinct_id = properties.pop("distinct_id", "")
    return OwnEvent(
        name=event_name(fact),
        distinct_id=distinct_id or "$" + fact.subject.replace("/", "_"),
        properties=_said_by(recorded) | properties,
        uuid=recorded.uuid,
        at=recorded.at,
    )


def event_name(fact: Fact) -> str:
    """``ticket assigned``: the kind of subject, then the fact's name in words."""
    words = CAPITAL.sub(" ", type(fact).__name__).lower()
    kind = fact.subject.partition("/")[0].replace("_", " ")
    return words if words.startswith(kind) else f"{kind} {words}"


def _said_by(recorded: Recorded) -> dict[str, Any]:
    by = recorded.by
    return {"actor_kind": by.kind, "actor_id": by.id, "subject": recorded.fact.subject}
