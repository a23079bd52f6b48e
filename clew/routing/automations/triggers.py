"""What a rule can listen to: facts of a ticket, named as people say them, or the time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

TIME = "time"
Payload = Mapping[str, Any]


@dataclass(frozen=True)
class Trigger:
    """``because`` is said on the ticket; ``fits`` narrows the facts of that name down."""

    name: str
    label: str
    because: str
    fact: str
    fits: Callable[[Payload], bool] = lambda _: True
    is_message: bool = False  # the first message of a ticket is its opening


def _message(*, public: bool, author: str) -> Callable[[Payload], bool]:
    return lambda fact: fact["public"] is public and fact["author_kind"] == author


TRIGGERS: dict[str, Trigger] = {
    each.name: each
    for each in (
        Trigger("opened", "Ticket opened", "the ticket opened", "tickets.TicketOpened"),
        Trigger(
            "customer_replied", "Customer replied", "the customer replied",
            "tickets.MessagePosted", _message(public=True, author="customer"), is_message=True,
        ),
        Trigger(
            "replied", "We replied", "we replied",
            "tickets.MessagePosted", _message(public=True, author="staff"), is_message=True,
        ),
        Trigger(
            "noted", "Internal note written", "a note was written",
            "tickets.MessagePosted", _message(public=False, author="staff"), is_message=True,
        ),
        Trigger("status_changed", "Status changed", "its status changed", "tickets.StatusChanged"),
        Trigger("assigned", "Assignee changed", "its assignee changed", "tickets.Assigned"),
        Trigger("team_changed", "Team changed", "its team changed", "tickets.TeamChanged"),
        Trigger("tags_changed", "Tags changed", "its tags changed", "tickets.TagsChanged"),
        Trigger(
            "property_changed", "Severity, priority, kind, area or subject changed",
            "what it is about changed", "tickets.PropertyChanged",
        ),
        Trigger(
            "field_changed", "A field of your own changed", "one of its fields changed",
            "tickets.FieldChanged",
        ),
        Trigger(
            "customer_changed", "Plan or customer properties changed",
            "what is known of the customer changed", "routing.CustomerChanged",
        ),
        Trigger(
            "target_warned", "Target about to breach", "a target is about to breach",
            "routing.TargetWarned",
        ),
        Trigger(
            "target_breached", "Target breached", "a target was breached", "routing.TargetBreached"
        ),
        Trigger("escalated", "Escalated", "it was escalated", "routing.Escalated"),
        Trigger(
            "deescalated", "Escalation ended", "its escalation ended", "routing.Deescalated"
        ),
        Trigger(
            "undeliverable", "A reply could not be delivered", "a reply could not be delivered",
            "tickets.DeliveryChanged", lambda fact: fact["state"] in {"dead", "bounced"},
        ),
    )
}  # fmt: skip
FACTS = frozenset(each.fact for each in TRIGGERS.values())


def triggers_of(fact: str, payload: Payload) -> list[Trigger]:
    """Those that a fact of this name sets off."""
    return [each for each in TRIGGERS.values() if each.fact == fact and each.fits(payload)]


def trigger_label(name: str) -> str:
    if name == TIME:
        return "Time passed"
    return TRIGGERS[name].label if name in TRIGGERS else name
