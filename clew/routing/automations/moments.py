"""What a time rule is true since: the moment that makes one firing another than the next.

A rule with “Status since more than 3 days ago” fires once for each time the status was set; the
database keeps one firing for each rule, ticket and moment.
"""

from collections.abc import Callable, Sequence

from django.db.models import Exists, F, Max, OuterRef, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Greatest

from clew.routing.automations.falsifying import Action, made_false
from clew.routing.models import Firing, Rule
from clew.tickets.conditions import Conditions, Item
from clew.tickets.models import AuthorKind, Message
from clew.tickets.models.tickets import TicketQuerySet

OFTEN = {"within", "after", "before"}  # of the last change: a rule's own change keeps these true


def _last_customer_message() -> Subquery:
    theirs = Message.objects.filter(ticket=OuterRef("pk"), author_kind=AuthorKind.CUSTOMER)
    newest = theirs.order_by().values("ticket").annotate(at=Max("created_at"))
    return Subquery(newest.values("at"))


MOMENTS: dict[str, Callable[[], Combinable]] = {
    "created": lambda: F("created_at"),
    "updated": lambda: F("updated_at"),
    "solved": lambda: F("solved_at"),
    "status_changed": lambda: Coalesce(F("status_changed_at"), F("created_at")),
    "customer_wrote": _last_customer_message,
    "due": lambda: F("due_at"),
}


def is_once(item: Item) -> bool:
    """A time that comes to be true and is then the same time for ever."""
    if item.field.name not in MOMENTS or item.operator in {"set", "not_set"}:
        return False
    return item.field.name != "updated" or item.operator not in OFTEN


def time_items(conditions: Conditions) -> list[Item]:
    return [item for item in conditions.items() if is_once(item)]


def fires_once(conditions: Conditions, actions: Sequence[Action]) -> bool:
    return bool(time_items(conditions)) or made_false(conditions, actions)


def with_moment(
    found: TicketQuerySet, conditions: Conditions, actions: Sequence[Action]
) -> TicketQuerySet:
    """Each ticket with its ``moment``."""
    names = list(dict.fromkeys(item.field.name for item in time_items(conditions)))
    if made_false(conditions, actions) or not names:
        return found.annotate(moment=F("updated_at"))
    parts = [MOMENTS[name]() for name in names]
    latest = Greatest(*parts) if len(parts) > 1 else parts[0]
    return found.annotate(moment=Coalesce(latest, F("created_at")))


def not_yet_fired(found: TicketQuerySet, rule: Rule) -> TicketQuerySet:
    """Without those on which the rule fired for their moment already."""
    same = Firing.objects.filter(rule=rule, ticket=OuterRef("pk"), moment=OuterRef("moment"))
    return found.filter(~Exists(same.order_by()))
