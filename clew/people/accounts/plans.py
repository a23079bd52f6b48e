"""An account's plan, and each plan it had."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from clew.core import facts
from clew.core.actors import Actor
from clew.core.bulk import arrays, execute
from clew.people.facts import PlanChanged
from clew.people.models import PlanChange

_PLANS = """
    UPDATE people_group g SET plan = v.plan
    FROM unnest(%b::bigint[], %b::text[]) AS v (id, plan) WHERE g.id = v.id
"""


@dataclass(frozen=True)
class PlanMove:
    group_id: int
    kind: str  # the group type's name
    key: str
    before: str
    after: str


def write_plans(
    moves: Sequence[PlanMove],
    *,
    environment_id: int,
    by: Actor,
    new: frozenset[int],
    quietly: bool,
    now: datetime,
) -> None:
    """On record as history; as a fact too, unless it is the plan that an account came with.

    ``quietly``: a plan that was not known before is no change of it.
    """
    if not moves:
        return
    execute(_PLANS, arrays((move.group_id, move.after) for move in moves))
    by_name = "" if by.kind == "system" else by.name
    PlanChange.objects.bulk_create(
        PlanChange(
            group_id=move.group_id, before=move.before, after=move.after, at=now, by_name=by_name
        )
        for move in moves
    )
    told = [move for move in moves
            if move.group_id not in new and (move.before or not quietly)]  # fmt: skip
    with facts.batched():
        for move in told:
            facts.record(_fact(environment_id, move), by=by)


def _fact(environment_id: int, move: PlanMove) -> PlanChanged:
    return PlanChanged(
        environment_id=environment_id,
        group_id=move.group_id,
        group_type=move.kind,
        group_key=move.key,
        before=move.before,
        after=move.after,
    )
