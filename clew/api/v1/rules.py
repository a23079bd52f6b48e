"""Automations: the rules admins made, their order, what they did, and dry runs."""

from ninja import Query, Router, Status

from clew.api.v1.idempotency import created
from clew.api.v1.rule_shapes import (
    DryRun,
    DryRunGiven,
    FiringFilters,
    FiringShape,
    FiringsPage,
    OrderGiven,
    RuleChanges,
    RuleGiven,
    RuleShape,
    RulesPage,
    WouldFire,
)
from clew.api.v1.tokens import TokenRequest, admins_only
from clew.core.actors import Actor
from clew.routing.actions import rules as actions
from clew.routing.automations.checking import RuleWords, checked_rule
from clew.routing.automations.rehearsing import rehearse
from clew.routing.models import Rule
from clew.routing.queries.rules import firings_of, rule_for, rules_for

router = Router(tags=["automations"])
MANAGE = "write automations"
SECONDS = 10.0  # of one dry run; it says where to go on


@router.get("/rules", response=RulesPage)
def list_rules(request: TokenRequest) -> RulesPage:
    """In their order. Admin tokens only."""
    admins_only(request.auth, MANAGE)
    return RulesPage(items=[RuleShape.of(rule) for rule in rules_for(request.auth)])


@router.post("/rules", response={201: RuleShape})
@created
def create_rule(request: TokenRequest, given: RuleGiven) -> RuleShape:
    """Off unless it says “active”."""
    admins_only(request.auth, MANAGE)
    words = RuleWords(**given.dict(exclude={"active"}))
    made = actions.create_rule(words=words, by=_by(request), active=given.active)
    return _shown(request, made.pk)


@router.put("/rules/order", response=RulesPage)
def order_rules(request: TokenRequest, given: OrderGiven) -> RulesPage:
    admins_only(request.auth, MANAGE)
    actions.order_rules(ids=given.rules, by=_by(request))
    return list_rules(request)


@router.post("/rules/dry-run", response=DryRun)
def dry_run(request: TokenRequest, given: DryRunGiven) -> DryRun:
    """What such a rule would have done on the tickets of the last days. Nothing changes."""
    admins_only(request.auth, MANAGE)
    said = given.dict(exclude={"days", "start"})
    rule = Rule(**checked_rule(RuleWords(name="Dry run", **said)))
    done = rehearse(rule, request.auth, days=given.days, start=given.start, seconds=SECONDS)
    items = [
        WouldFire(ticket=one.ticket.number, at=one.at, did=one.did, error=one.error)
        for one in done.found
    ]
    return DryRun(total=done.total, looked_at=done.looked_at, items=items, next=done.next)


@router.get("/rules/{int:rule_id}", response=RuleShape)
def read_rule(request: TokenRequest, rule_id: int) -> RuleShape:
    admins_only(request.auth, MANAGE)
    return _shown(request, rule_id)


@router.patch("/rules/{int:rule_id}", response=RuleShape)
def change_rule(request: TokenRequest, rule_id: int, changes: RuleChanges) -> RuleShape:
    """What is left out stays. Switching a paused rule on lets it run again."""
    admins_only(request.auth, MANAGE)
    rule = rule_for(request.auth, rule_id)
    given = {name: value for name, value in changes.dict().items() if value is not None}
    active = given.pop("active", None)
    if given:
        kept = {name: getattr(rule, name) for name in ("name", "trigger", "conditions", "actions")}
        actions.change_rule(rule=rule, words=RuleWords(**{**kept, **given}), by=_by(request))
    if active is not None:
        actions.switch_rule(rule=rule, on=active, by=_by(request))
    return _shown(request, rule_id)


@router.delete("/rules/{int:rule_id}", response={204: None})
def delete_rule(request: TokenRequest, rule_id: int) -> Status[None]:
    """What it did stays told on the tickets."""
    admins_only(request.auth, MANAGE)
    actions.delete_rule(rule=rule_for(request.auth, rule_id), by=_by(request))
    return Status(204, None)


@router.get("/rules/{int:rule_id}/firings", response=FiringsPage)
def rule_firings(request: TokenRequest, rule_id: int, given: Query[FiringFilters]) -> FiringsPage:
    """The last 100, newest first."""
    admins_only(request.auth, MANAGE)
    rule = rule_for(request.auth, rule_id)
    found = firings_of(request.auth, rule, problems=given.problems)
    return FiringsPage(items=[FiringShape.of(firing) for firing in found])


def _by(request: TokenRequest) -> Actor:
    return Actor.token(request.auth)


def _shown(request: TokenRequest, rule_id: int) -> RuleShape:
    return RuleShape.of(rule_for(request.auth, rule_id))
