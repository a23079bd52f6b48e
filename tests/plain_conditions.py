"""Conditions read as plain Python over loaded tickets: what the SQL is held against."""

from datetime import timedelta
from typing import Any

from clew.core import clock
from clew.core.models import FactRecord
from clew.people.models import Staff
from clew.tickets.models import Attachment, Ticket

POSITIVE = {
    "is_not": "is",
    "not_set": "set",
    "not_contains": "contains",
    "not_includes": "includes",
    "no": "yes",
}


def holds(node: dict[str, Any], ticket: Ticket, me: Staff) -> bool:
    if "field" in node:
        return _item(node["field"], node["operator"], node["value"], ticket, me)
    every, either = (_saying(node.get(name, [])) for name in ("all", "any"))
    fits = all(holds(each, ticket, me) for each in every)
    return fits and (not either or any(holds(each, ticket, me) for each in either))


def _saying(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without empty groups."""
    return [node for node in nodes if "field" in node or any(map(_saying, node.values()))]


def _item(  # noqa: C901, PLR0911  a table of cases
    field: str, operator: str, value: Any, ticket: Ticket, me: Staff
) -> bool:
    if operator in POSITIVE:
        return not _item(field, POSITIVE[operator], value, ticket, me)
    found = _value(field, ticket, me)
    match operator:
        case "yes":
            return bool(found)
        case "set":
            return found not in (None, "", [])
        case "within" | "ago":
            if found is None:
                return False
            hours = int(value[:-1]) * (24 if value.endswith("d") else 1)
            since = clock.now() - timedelta(hours=hours)
            return found >= since if operator == "within" else found < since
        case "includes":
            return bool(set(found) & set(value))
        case "contains":
            return value.lower() in _text(found).lower()
        case "gt" | "lt":
            if isinstance(found, bool) or not isinstance(found, (int, float)):
                return False
            return found > value if operator == "gt" else found < value
        case _:
            if field == "assignee":
                return ("nobody" in value and found is None) or (
                    "me" in value and found is not None and found == me.pk
                )
            return _text(found).lower() in [each.lower() for each in value] and found is not None


def _text(found: Any) -> str:
    if found is None:
        return ""
    if isinstance(found, bool):
        return "true" if found else "false"
    return str(found).replace("'", '"') if isinstance(found, list) else str(found)


def _value(field: str, ticket: Ticket, me: Staff) -> Any:
    account = ticket.account
    owner, _, key = field.partition(".")
    if key:
        holder = ticket.requester if owner == "person" else account
        return holder.properties.get(key) if holder else None
    values: dict[str, Any] = {
        "assignee": ticket.assignee_id,
        "team": ticket.team_id,
        "plan": account.plan if account else None,
        "account": account.name if account else None,
        "account_key": account.key if account else None,
        "requester_name": ticket.requester.name,
        "messages": ticket.message_count,
        "waiting": ticket.waits_for_us,
        "created": ticket.created_at,
        "updated": ticket.updated_at,
        "solved": ticket.solved_at,
    }
    if field in values:
        return values[field]
    asked = {
        "followed": lambda: ticket.followers.filter(staff=me).exists(),
        "attachment": lambda: Attachment.objects.filter(message__ticket=ticket).exists(),
        "customer_wrote": lambda: _customer_wrote(ticket),
        "status_changed": lambda: _status_changed(ticket),
    }
    return asked[field]() if field in asked else getattr(ticket, field)


def _customer_wrote(ticket: Ticket) -> Any:
    found = ticket.messages.filter(author_kind="customer").order_by("-created_at").first()
    return found.created_at if found else None


def _status_changed(ticket: Ticket) -> Any:
    moves = FactRecord.objects.filter(
        subject=f"ticket/{ticket.number}", name="tickets.StatusChanged"
    )
    times = [ticket.created_at, *moves.values_list("recorded_at", flat=True)]
    return max(times)
