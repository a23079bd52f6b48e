"""How somebody wants to be told: one line a kind, then the digest and the quiet hours."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms

from clew.people.models import Digest, MailWhen, NotificationKind
from clew.people.notifications import Choices, Wanted

HELP = {
    NotificationKind.ASSIGNED: "A colleague or a rule gives you a ticket.",
    NotificationKind.MENTIONED: "A note names you with @.",
    NotificationKind.CUSTOMER_REPLIED: "On tickets that are yours or that you follow.",
    NotificationKind.FOLLOW_UP_DUE: "Your reminders, and your tickets whose hold is over.",
    NotificationKind.TARGET_WARNING: "A reply to a customer is due in 3, 2 or 1 hours.",
    NotificationKind.TARGET_BREACHED: "A customer waits longer than we promised.",
    NotificationKind.ESCALATED: "A ticket is escalated to your team, or comes back.",
    NotificationKind.PLAN_UNKNOWN: "For leads: a ticket of a customer whose plan nobody knows.",
    NotificationKind.BOUNCED: "A message on a ticket of yours came back from the other side.",
    NotificationKind.MAIL: "For admins: mail does not come in, or does not add up.",
    NotificationKind.RULE: "An automation tells you something.",
    NotificationKind.COVERAGE_GAP: "For leads: nobody covers a product group in a region.",
    NotificationKind.AWAY: "Somebody you stand in for gets an answer; what went back while away.",
    NotificationKind.ACCESS: "Somebody gives you rights for a while, or takes them back.",
}


@dataclass(frozen=True)
class KindRow:
    label: str
    help: str
    in_app: forms.BoundField
    mail: forms.BoundField


class ChoicesForm(forms.Form):
    digest = forms.ChoiceField(label="Digest", choices=Digest.choices)
    digest_at = forms.TimeField(
        label="At",
        help_text="In your time zone, for once a day.",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Write a time such as 09:00.", "required": "Write a time."},
    )
    quiet = forms.BooleanField(
        label="No mail outside my working hours",
        required=False,
        help_text="It waits until you work again. Working hours are in your profile.",
    )
    snippets = forms.BooleanField(
        label="First words of the message in mails",
        required=False,
        help_text="Off: mails say what happened and to which ticket, and nothing of its content.",
    )
    desktop = forms.BooleanField(
        label="Desktop notifications",
        required=False,
        help_text="While Clew is open in a tab that you do not look at. Your browser asks once.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, label in NotificationKind.choices:
            self.fields[f"in_app_{kind}"] = forms.BooleanField(label=label, required=False)
            self.fields[f"mail_{kind}"] = forms.ChoiceField(label=label, choices=MailWhen.choices)

    @property
    def kinds(self) -> Iterator[KindRow]:
        for kind, label in NotificationKind.choices:
            fields = self[f"in_app_{kind}"], self[f"mail_{kind}"]
            yield KindRow(str(label), HELP[NotificationKind(kind)], *fields)

    def choices(self) -> Choices:
        given = self.cleaned_data
        kinds = {
            kind: Wanted(given[f"in_app_{kind}"], given[f"mail_{kind}"])
            for kind in NotificationKind.values
        }
        names = ("digest", "digest_at", "quiet", "snippets", "desktop")
        return Choices(kinds, **{name: given[name] for name in names})


def as_initial(choices: Choices) -> dict[str, Any]:
    kinds = {kind: choices.wanted(kind) for kind in NotificationKind.values}
    return {
        **{f"in_app_{kind}": each.in_app for kind, each in kinds.items()},
        **{f"mail_{kind}": each.mail for kind, each in kinds.items()},
        "digest": choices.digest,
        "digest_at": choices.digest_at,
        "quiet": choices.quiet,
        "snippets": choices.snippets,
        "desktop": choices.desktop,
    }
