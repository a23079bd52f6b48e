"""What happened to automations and webhooks, as sentences of the audit log."""

from collections.abc import Callable, Mapping
from typing import Any

Payload = Mapping[str, Any]
LABELS = {"with_notes": "words of notes", "url": "address", "facts": "what it hears of"}


def _list(values: Any) -> str:
    return ", ".join(LABELS.get(str(each), str(each)) for each in values) or "nothing"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


WORDS: dict[str, Callable[[Payload], str]] = {
    "routing.RuleCreated": lambda fact: f"Wrote the rule “{fact['rule']}”",
    "routing.RuleChanged": lambda fact: (
        f"Changed the rule “{fact['rule']}”: {_list(fact['changed'])}"
    ),
    "routing.RuleSwitched": lambda fact: (
        f"Turned the rule “{fact['rule']}” {'on' if fact['on'] else 'off'}"
    ),
    "routing.RulePaused": lambda fact: (
        f"Paused the rule “{fact['rule']}”, which failed {_times(fact['failures'])}:"
        f" {fact['error']}"
    ),
    "routing.RuleDeleted": lambda fact: f"Deleted the rule “{fact['rule']}”",
    "routing.RuleRestored": lambda fact: f"Brought back the rule “{fact['rule']}”",
    "routing.RulesOrdered": lambda fact: f"Ordered the rules: {_list(fact['rules'])}",
    "routing.RuleFired": lambda fact: (
        f"Rule “{fact['rule']}” on #{fact['number']}: {_list(fact['did'])},"
        f" because {fact['because']}"
    ),
    "routing.RuleStopped": lambda fact: (
        f"Rule “{fact['rule']}” was stopped on #{fact['number']}. {fact['why']}"
    ),
    "routing.WebhookRequested": lambda fact: (
        f"Rule “{fact['rule']}” asked for a webhook about #{fact['number']}"
    ),
    "integrations.webhooks.EndpointCreated": lambda fact: (
        f"Made the webhook “{fact['endpoint']}” to {fact['url']}"
    ),
    "integrations.webhooks.EndpointChanged": lambda fact: (
        f"Changed the webhook “{fact['endpoint']}”: {_list(fact['changed'])}"
    ),
    "integrations.webhooks.EndpointSecretRenewed": lambda fact: (
        f"Renewed the secret of the webhook “{fact['endpoint']}”"
    ),
    "integrations.webhooks.EndpointDeleted": lambda fact: (
        f"Deleted the webhook “{fact['endpoint']}”"
    ),
    "integrations.webhooks.EndpointRestored": lambda fact: (
        f"Brought back the webhook “{fact['endpoint']}”"
    ),
    "integrations.webhooks.EndpointGone": lambda fact: (
        f"Turned the webhook “{fact['endpoint']}” off: it answered that it is gone"
    ),
}
