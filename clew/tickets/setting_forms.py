"""What admins type about fields and tags."""

from collections.abc import Sequence
from typing import Any

from django import forms

from clew.tickets.actions.field_definitions import Definition
from clew.tickets.models import FieldKind, Status, TicketField, Tone
from clew.tickets.queries.areas import offered_areas

ASKED_BEFORE = [
    (Status.PENDING.value, "Pending"),
    (Status.HOLD.value, "On hold"),
    (Status.SOLVED.value, "Solved"),
]


class FieldForm(forms.Form):
    label = forms.CharField(label="Name", max_length=60, help_text="Such as Root cause or Region.")
    kind = forms.ChoiceField(
        label="Kind", choices=FieldKind.choices, help_text="It cannot be changed later."
    )
    help = forms.CharField(
        label="Help", max_length=200, required=False, help_text="One line below the field."
    )
    choices = forms.CharField(
        label="Choices",
        required=False,
        max_length=9000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="One a line. A choice you take out stays on tickets that have it.",
    )
    required_on = forms.MultipleChoiceField(
        label="Needed before a ticket becomes",
        choices=ASKED_BEFORE,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    areas = forms.MultipleChoiceField(
        label="Only for these product areas",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None chosen: for every ticket.",
    )
    shown_to_customer = forms.BooleanField(
        label="Customers fill it in on the contact form", required=False
    )

    def __init__(self, *args: Any, kept: Sequence[str] = (), **more: Any) -> None:
        """``kept`` areas may be chosen although they are retired by now."""
        super().__init__(*args, **more)
        names = dict.fromkeys([*offered_areas(), *kept])
        self.fields["areas"].choices = [(name, name) for name in names]  # type: ignore[attr-defined]

    @property
    def definition(self) -> Definition:
        given = self.cleaned_data
        return Definition(
            label=given["label"],
            kind=given["kind"],
            help=given["help"],
            choices=given["choices"].splitlines(),
            required_on=given["required_on"],
            areas=given["areas"],
            shown_to_customer=given["shown_to_customer"],
        )

    @classmethod
    def of(cls, field: TicketField, data: Any = None) -> "FieldForm":
        """Editing one: its kind stays."""
        initial = {
            "label": field.label,
            "kind": field.kind,
            "help": field.help,
            "choices": "\n".join(each["label"] for each in field.choices if not each["retired"]),
            "required_on": field.required_on,
            "areas": field.areas,
            "shown_to_customer": field.shown_to_customer,
        }
        form = cls(data, initial=initial, kept=field.areas)
        form.fields["kind"].disabled = True
        return form


class TagForm(forms.Form):
    tag = forms.CharField(max_length=80)
    name = forms.CharField(label="Name", max_length=80)
    description = forms.CharField(label="Description", max_length=200, required=False)
    tone = forms.ChoiceField(label="Colour", choices=Tone.choices, required=False)
