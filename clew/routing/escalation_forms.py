"""What the pages send about an escalation; what an escalation needs is checked by its action."""

from django import forms
from django.http import QueryDict

from clew.people.models import Team
from clew.people.staff_queries import team_choices


class EscalationForm(forms.Form):
    to = forms.CharField(required=False, max_length=12)
    team = forms.ModelChoiceField(
        Team.objects.none(),
        required=False,
        error_messages={"invalid_choice": "This team is gone. Choose another one."},
    )
    note = forms.CharField(required=False)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.fields["team"].queryset = team_choices()  # type: ignore[attr-defined]


class EndForm(forms.Form):
    outcome = forms.CharField(
        max_length=16, error_messages={"required": "Say what came of it: choose an outcome."}
    )
    words = forms.CharField(required=False, max_length=300)
