"""What people type about staff, teams and keys."""

import zoneinfo
from functools import cache
from typing import Any

from django import forms

from clew.people.models import Role, Scope, Staff, Team

NEW_PASSWORD = {"autocomplete": "new-password"}
WHOLE_ADDRESS = "Write a whole address, such as ada@northwind.example."


def password_field() -> forms.CharField:
    return forms.CharField(
        label="Password",
        widget=forms.PasswordInput(attrs=NEW_PASSWORD),
        help_text="At least 8 characters, not only digits, and not a common word.",
    )


class OwnerForm(forms.Form):
    name = forms.CharField(
        label="Your name",
        max_length=120,
        help_text="Customers see it on replies.",
        widget=forms.TextInput(attrs={"autocomplete": "name", "autofocus": True}),
    )
    email = forms.EmailField(
        label="Email",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": WHOLE_ADDRESS},
    )
    password = password_field()
    company = forms.CharField(
        label="Company",
        max_length=80,
        required=False,
        help_text="Shown at the top left and in sign-in apps.",
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )


class AcceptForm(forms.Form):
    name = forms.CharField(
        label="Your name", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = password_field()


@cache
def time_zones() -> list[tuple[str, str]]:
    names = sorted(zoneinfo.available_timezones())
    return [(name, name.replace("_", " ")) for name in names if "/" in name or name == "UTC"]


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    time_zone = forms.ChoiceField(choices=time_zones)
    single_keys = forms.BooleanField(
        label="Single-letter keyboard shortcuts",
        required=False,
        help_text="Such as R to reply and E to solve. Ctrl or cmd with a key works either way.",
    )

    class Meta:
        model = Staff
        fields = ["name", "time_zone", "single_keys"]
        help_texts = {"name": "Customers see it on replies."}


class InviteForm(forms.Form):
    name = forms.CharField(label="Name", max_length=120)
    email = forms.EmailField(label="Email", error_messages={"invalid": WHOLE_ADDRESS})
    role = forms.ChoiceField(label="Role", choices=Role.choices, initial=Role.AGENT)
    teams = forms.ModelMultipleChoiceField(
        label="Teams",
        queryset=Team.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, by: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles_given_by(by)  # type: ignore[attr-defined]


def roles_given_by(staff: Staff) -> list[tuple[str, str]]:
    """Only an owner makes owners."""
    roles = [(role.value, role.label) for role in Role]
    return [role for role in roles if staff.role == Role.OWNER or role[0] != Role.OWNER]


class TeamForm(forms.Form):
    name = forms.CharField(label="Team name", max_length=80)


class TokenForm(forms.Form):
    name = forms.CharField(label="Name", max_length=100, help_text="Which program uses it.")
    scope = forms.ChoiceField(label="May do", choices=Scope.choices, initial=Scope.AGENT)


class EnvironmentForm(forms.Form):
    name = forms.SlugField(
        label="Name", max_length=40, help_text="Lowercase letters, digits and dashes: staging"
    )


class CaptureKeyForm(forms.Form):
    name = forms.CharField(label="Name", max_length=100, help_text="Which product sends with it.")
