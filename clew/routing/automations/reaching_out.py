"""Actions that leave the house: a macro's words to the customer, and a webhook.

What a rule writes to a customer is an automatic message: nobody's answer, so it meets no target.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError

from clew.core import facts, installation
from clew.routing.automation_facts import WebhookRequested
from clew.routing.automations.telling import system_message
from clew.routing.automations.vocabulary import Act, EnoughError, RuleAction, register
from clew.tickets.actions.deliveries import queue_deliveries
from clew.tickets.actions.messages import post
from clew.tickets.macros.values import render_for
from clew.tickets.models import AuthorKind, Delivery, Macro, MacroKind, Message
from clew.tickets.queries.automatic import automatic_deliveries

MOST_MESSAGES = 3  # automatic ones by rules on one ticket in a day: programs answer programs
MOST_TO_ADDRESS = 10  # on all tickets: anybody can open them in the name of somebody else
DAY = timedelta(days=1)
Choices = Callable[[], list[list[str]]]
_endpoints: list[Choices] = []


def offer_endpoints(choices: Choices) -> None:
    """Integrations say where webhooks can go: value and label."""
    _endpoints.append(choices)


def endpoint_choices() -> list[list[str]]:
    return [each for choices in _endpoints for each in choices()]


def macro_choices() -> list[list[str]]:
    return [[str(macro.pk), macro.name] for macro in _macros()]


def _macros() -> Any:
    shared = Macro.objects.filter(owner=None, active=True, deleted_at=None)
    return shared.exclude(kind=MacroKind.NOTE).exclude(text="")


def _checked_macro(value: Any) -> int:
    text = str(value or "")
    found = _macros().filter(pk=int(text[:12])).first() if text.isdecimal() else None
    if found is None:
        raise ValidationError("Choose a shared macro that has words for a reply.")
    return int(found.pk)


def _reply(act: Act) -> str:
    macro = _macros().filter(pk=act.value).first()
    if macro is None:
        raise ValidationError("The macro is gone or inactive. Choose another in the rule.")
    made = render_for(macro.text, act.ticket, staff=None, agent=installation.name())
    if made.missing:
        gaps = ", ".join(dict.fromkeys(each.raw for each in made.missing))
        raise ValidationError(f"“{macro.name}” has words that nobody filled in: {gaps}.")
    _refuse_many(act)
    message = system_message(act, made.markdown, public=True)
    post(act.ticket, message, attachments=(), by=act.by)
    _refuse_many_to_one(act, queue_deliveries(act.ticket, message))
    act.firing.changes += 1
    return f"sent the customer “{macro.name}”"


def _refuse_many(act: Act) -> None:
    since = act.firing.at - DAY
    sent = Message.objects.filter(
        ticket=act.ticket, public=True, author_kind=AuthorKind.SYSTEM, created_at__gt=since
    )
    if sent.count() >= MOST_MESSAGES:
        raise EnoughError(
            f"Customers get at most {MOST_MESSAGES} automatic messages a day on one ticket."
        )


def _refuse_many_to_one(act: Act, queued: Sequence[Delivery]) -> None:
    """Counts what was just queued; it is rolled back."""
    sent = automatic_deliveries([each.address for each in queued], since=act.firing.at - DAY)
    if max(sent.values(), default=0) > MOST_TO_ADDRESS:
        raise EnoughError(f"An address gets at most {MOST_TO_ADDRESS} automatic messages a day.")


def _say_reply(value: Any) -> str:
    found = Macro.objects.filter(pk=value).first()
    return f"Send the customer “{found.name}”" if found else "Send a macro that is gone"


def _checked_endpoint(value: Any) -> int:
    text = str(value or "")
    if text not in {choice for choice, _ in endpoint_choices()}:
        raise ValidationError("Choose where the webhook goes, or add an endpoint under Webhooks.")
    return int(text)


def _webhook(act: Act) -> str:
    fact = WebhookRequested(
        number=act.ticket.number,
        endpoint_id=act.value,
        rule_id=act.firing.rule_id,
        rule=act.firing.rule_name,
        because=act.firing.because,
    )
    facts.record(fact, by=act.by, at=act.firing.at)
    return f"called the webhook {_endpoint(act.value)}"


def _endpoint(value: Any) -> str:
    return next((label for pk, label in endpoint_choices() if pk == str(value)), "that is gone")


register(RuleAction("reply", _checked_macro, _reply, _say_reply, writes=True))
register(
    RuleAction(
        "webhook", _checked_endpoint, _webhook, lambda value: f"Call the webhook {_endpoint(value)}"
    )
)
