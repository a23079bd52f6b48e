"""What the page of an address sends. Rules are in the actions."""

from django import forms

from clew.people.models import Team
from clew.people.staff_queries import team_choices


class AddressForm(forms.Form):
    address = forms.CharField(
        max_length=320,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Write the address."},
        help_text="Mail to it becomes tickets, and replies on them come from it.",
    )
    name = forms.CharField(
        required=False, max_length=120, help_text="As customers see it, such as Ottergrid Support."
    )
    team = forms.ModelChoiceField(
        required=False,
        queryset=Team.objects.none(),
        empty_label="No team in particular",
        help_text="Tickets that arrive here are this team's.",
    )
    signature = forms.CharField(
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="In Markdown. Below replies of agents who have none of their own.",
    )
    is_default = forms.BooleanField(
        required=False,
        label="The default address",
        help_text="What came in by another way, and has no team with an address, goes from here.",
    )
    quotes_history = forms.BooleanField(
        required=False,
        label="Quote what was said before",
        help_text="Replies carry the last messages below.",
    )
    acknowledges = forms.BooleanField(
        required=False,
        label="Say at once that a mail arrived",
        help_text="Once for each ticket, with the reply time to expect; never to machines.",
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed through
        self.fields["team"].queryset = team_choices()  # type: ignore[attr-defined]  # as made above
        if not self.initial.get("address"):
            self.fields["address"].widget.attrs["autofocus"] = True


def team_of(pk: int | None) -> Team | None:
    return team_choices().filter(pk=pk).first() if pk else None
