"""What the menu of priorities sends."""

from django import forms

from clew.tickets.models import Priority


class PriorityForm(forms.Form):
    priority = forms.ChoiceField(
        choices=[("policy", "By policy"), *Priority.choices],
        error_messages={"invalid_choice": "Choose a priority, or “policy”."},
    )
