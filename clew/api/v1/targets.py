"""What would be promised to a ticket, without one."""

from datetime import datetime
from typing import Any

from ninja import Router, Schema
from pydantic import ConfigDict, Field, model_validator
from pydantic.config import JsonDict

from clew.api.v1.target_shapes import TargetShape, target_shape
from clew.api.v1.tokens import TokenRequest
from clew.core import clock
from clew.routing.queries.policies import content_in_force
from clew.routing.targets.preview_events import AskedEvent
from clew.routing.targets.previewing import Asked, previewed

router = Router(tags=["targets"])


class PreviewEvent(Schema):
    at: datetime
    kind: str = Field(
        description="agent_reply, customer_reply, note, merged; or, with the new value: status,"
        " severity, plan, escalated (without a value: it is), priority, tags, properties, kind,"
        " area"
    )
    value: Any = None


EXAMPLE: JsonDict = {
    "policy": "plan",
    "plan": "boost",
    "created_at": "2026-03-06T16:10:00Z",
    "events": [
        {"at": "2026-03-06T17:00:00Z", "kind": "agent_reply"},
        {"at": "2026-03-09T14:10:00Z", "kind": "customer_reply"},
        {"at": "2026-03-09T15:00:00Z", "kind": "plan", "value": "enterprise"},
    ],
    "now": "2026-03-09T16:00:00Z",
}


class PreviewAsked(Schema):
    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})

    policy: str | None = Field(
        None,
        description="Slug of a policy, also one that is not in force: “plan” and “priority” come"
        " with Clew. Left out: the policies in force; or none, if target_minutes are given",
    )
    plan: str | None = Field(
        None, description="free, pay-as-you-go, boost, scale, enterprise; null: nobody knows it"
    )
    severity: str = "medium"
    priority: str | None = Field(None, description="high, normal or low, as set by hand")
    escalated: bool | str = Field(default=False, description="true, “support” or “engineering”")
    properties: dict[str, Any] = Field(
        {}, description="{account: {mrr: 5000}, person: {…}}; a key of neither is of both"
    )
    kind: str = "support"
    area: str = ""
    channel: str = "api"
    tags: list[str] = []
    opened_by: str = Field("customer", description="customer or staff")
    calendar: dict[str, Any] | str | None = Field(
        None,
        description="{timezone, weekly: {mon: [[“09:00”, “17:00”]]}, holidays: […]} or a slug;"
        " for every target, instead of the policy's",
    )
    target_minutes: dict[str, int | None] = Field(
        {}, description="By metric, instead of the policy's; null: none"
    )
    pausing_statuses: list[str] | None = Field(
        None, description="For every metric but first_reply, instead of the policy's"
    )
    created_at: datetime
    events: list[PreviewEvent] = []
    now: datetime | None = Field(None, description="Left out: the clock")

    @model_validator(mode="before")
    @classmethod
    def null_is_left_out(cls, given: Any) -> Any:
        """Optional parts may be null, as clients with typed models send them."""
        found = getattr(given, "_obj", given)
        if not isinstance(found, dict):
            return given
        return {key: value for key, value in found.items() if value is not None}


class PreviewShape(Schema):
    targets: list[TargetShape]
    policy: str | None = Field(description="Slug of the policy that applies at the end")
    priority: str = Field(description="As the policy derives it at the end; empty: not at all")
    priority_reason: str
    plan_unknown: bool = Field(description="The policy's safest plan counts")


@router.post("/targets/preview", response=PreviewShape)
def preview_targets(request: TokenRequest, given: PreviewAsked) -> PreviewShape:  # noqa: ARG001
    """Nothing is stored. Events may come in any order; a customer who writes reopens the ticket."""
    asked = given.model_dump(exclude={"events", "policy"})
    events = [AskedEvent(**event.model_dump()) for event in given.events]
    ledger = previewed(
        Asked(**asked, policy=given.policy or "", events=events),
        in_force=content_in_force(),
        clock=clock.now(),
    )
    return PreviewShape(
        targets=[target_shape(run) for run in ledger.runs],
        policy=ledger.policy or None,
        priority=ledger.priority,
        priority_reason=ledger.priority_reason,
        plan_unknown=ledger.plan_unknown,
    )
