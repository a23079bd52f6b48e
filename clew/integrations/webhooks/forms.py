"""What the pages of webhooks send. Rules are in the actions."""

from itertools import groupby

from django import forms

from clew.core.audit import title
from clew.integrations.webhooks.outbox import offered_facts

Groups = list[tuple[str, list[tuple[str, str]]]]
HEADINGS = {"tickets": "Tickets", "routing": "Targets and routing"}
FIRST = (
    "tickets.TicketOpened",
    "tickets.MessagePosted",
    "tickets.StatusChanged",
    "tickets.Assigned",
    "tickets.TagsChanged",
)


class EndpointForm(forms.Form):
    name = forms.CharField(
        max_length=120,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
        error_messages={"required": "Give the webhook a name."},
    )
    url = forms.CharField(
        label="Address",
        max_length=500,
        widget=forms.URLInput(
            attrs={"class": "input", "placeholder": "https://hooks.company.example/clew"}
        ),
        error_messages={"required": "Write where it goes."},
        help_text="HTTPS if you can. Addresses inside a private network are refused.",
    )
    facts = forms.MultipleChoiceField(required=False)
    with_notes = forms.BooleanField(
        required=False,
        label="Send the words of internal notes too",
        widget=forms.CheckboxInput(attrs={"class": "check"}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed through
        names = [(name, title(name)) for name in offered_facts()]
        self.fields["facts"].choices = names  # type: ignore[attr-defined]


def fact_groups() -> Groups:
    """What most want to hear of first."""
    names = sorted(offered_facts(), key=_place)
    return [
        (HEADINGS.get(domain, domain.capitalize()), [(name, title(name)) for name in inside])
        for domain, inside in groupby(names, key=lambda name: name.partition(".")[0])
    ]


def _place(name: str) -> tuple[bool, int, str]:
    """Of tickets first, then by how common, then by name."""
    common = FIRST.index(name) if name in FIRST else len(FIRST)
    return (not name.startswith("tickets."), common, name)
