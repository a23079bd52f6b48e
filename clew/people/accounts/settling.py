"""Accounts become what their properties, sources, figures and given values come to.

A few statements for hundreds of accounts; rows that stay the same are not written. Needs the
environment's lock, so that nobody writes the same accounts meanwhile.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from clew.core import clock
from clew.core.actors import SYSTEM, Actor
from clew.people.accounts.calculating import Source, account_values
from clew.people.accounts.known import known_of
from clew.people.accounts.owning import Named, owned
from clew.people.accounts.plans import PlanMove, write_plans
from clew.people.accounts.states import AccountState, read_states, sources_of
from clew.people.accounts.writing import Changed, write_accounts


@dataclass(frozen=True)
class Settling:
    """``new`` accounts come with their plan; ``quietly`` a first plan is no change of it."""

    environment_id: int
    by: Actor = SYSTEM
    new: frozenset[int] = frozenset()
    quietly: bool = False


def settle(
    how: Settling, groups: Iterable[int], properties: Mapping[int, Mapping[str, Any]] | None = None
) -> int:
    """Groups of another type than the account are left alone. Returns how many accounts changed.

    ``properties`` by group id spares reading them.
    """
    states = read_states(how.environment_id, list(groups), with_properties=properties is None)
    if not states:
        return 0
    sources = sources_of(how.environment_id)
    changed: list[Changed] = []
    moves: list[PlanMove] = []
    worked_out = [
        (state, _worked_out(state, sources, (properties or {}).get(state.group_id)))
        for state in states
    ]
    staff = owned([values for _, values in worked_out], states)
    for state, values in worked_out:
        change, move = _difference(state, values, staff)
        changed += [change] if change else []
        moves += [move] if move else []
    now = clock.now()
    write_accounts(how.environment_id, changed, now=now)
    write_plans(
        moves,
        environment_id=how.environment_id,
        by=how.by,
        new=how.new,
        quietly=how.quietly,
        now=now,
    )
    return len({one.group_id for one in changed} | {move.group_id for move in moves})


def _worked_out(
    state: AccountState, sources: Mapping[str, Source], properties: Mapping[str, Any] | None
) -> dict[str, Any]:
    told = state.properties if properties is None else properties
    return account_values(told, sources, state.given, state.figures)


def _difference(
    state: AccountState, values: dict[str, Any], staff: Named
) -> tuple[Changed | None, PlanMove | None]:
    plan = values.pop("plan", "")
    move = None
    if plan != state.plan:
        move = PlanMove(state.group_id, state.kind, state.key, state.plan, plan)
    owners = staff.resolved(values)
    known = known_of(values, {kind: staff.called(owner) for kind, owner in owners.items()})
    if state.is_same(values, owners, known):
        return None, move
    return Changed(state, values, owners, orjson.dumps(known).decode()), move
