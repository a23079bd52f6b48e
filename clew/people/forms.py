"""What people type about staff, teams and keys."""

import zoneinfo
from functools import cache
from typing import Any

from django import forms

from clew.people.models import Role, Scope, Staff, Team
from clew.people.models.staff import RANKS
from clew.people.profile_actions import DAYS, DENSITIES, MAX_SIGNATURE, checked_hours

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
    time_zone = forms.CharField(max_length=64)
    density = forms.CharField(max_length=12, required=False)
    single_keys = forms.BooleanField(
        label="Single-letter keyboard shortcuts",
        required=False,
        help_text="Such as R to reply and E to solve. Ctrl or cmd with a key works either way.",
    )

    class Meta:
        model = Staff
        fields = ["name", "time_zone", "single_keys", "signature", "density"]
        help_texts = {"name": "Customers see it on replies."}

    def clean_time_zone(self) -> str:
        """As it is called, or as the list says it: “Europe/Oslo”, “America/New York”."""
        wanted = self.cleaned_data["time_zone"].strip().replace(" ", "_").lower()
        for name, _ in time_zones():
            if name.lower() == wanted:
                return name
        raise forms.ValidationError("Choose a zone of the list, such as Europe/Oslo.")

    def clean_signature(self) -> str:
        signature: str = self.cleaned_data["signature"].replace("\x00", "").strip()
        if len(signature) > MAX_SIGNATURE:
            raise forms.ValidationError(f"Write at most {MAX_SIGNATURE:,} characters.")
        return signature

    def clean_density(self) -> str:
        density: str = self.cleaned_data["density"]
        return density if density in DENSITIES else "comfortable"

    def clean(self) -> dict[str, Any]:
        """Also ``working_hours``, from a beginning and an end for each day."""
        if not any(f"{day}_start" in self.data for day in DAYS):
            return self.cleaned_data
        try:
            given = {day: self._times(day) for day in DAYS}
            self.cleaned_data["working_hours"] = checked_hours(given)
        except forms.ValidationError as error:
            self.add_error(None, error)
        return self.cleaned_data

    def _times(self, day: str) -> tuple[str, str]:
        start, end = (self.data.get(f"{day}_{which}", "").strip()[:5] for which in ("start", "end"))
        return start, end

    @property
    def days(self) -> list[tuple[str, str, str, str]]:
        """What the table shows: key, name, and both times as typed or kept."""
        kept = self.instance.working_hours
        return [
            (day, name, *(self._times(day) if self.is_bound else tuple(kept.get(day, ("", "")))))
            for day, name in DAYS.items()
        ]


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
    """Nobody gives more than they have for good: what was granted for a while does not spread."""
    most = RANKS.index(Role(staff.role))
    return [(role.value, str(role.label)) for role in Role if RANKS.index(role) <= most]


class TeamForm(forms.Form):
    name = forms.CharField(label="Team name", max_length=80)


class TokenForm(forms.Form):
    name = forms.CharField(label="Name", max_length=100, help_text="Which program uses it.")
    scope = forms.ChoiceField(label="May do", choices=Scope.choices, initial=Scope.AGENT)

    def __init__(self, *args: Any, by: Staff, **more: Any) -> None:
        """Who is admin for a while makes no key that would outlast it: each reads every ticket."""
        super().__init__(*args, **more)
        if by.role not in {Role.OWNER, Role.ADMIN}:
            kept = [each for each in Scope.choices if each[0] == Scope.CAPTURE]
            self.fields["scope"].choices = kept  # type: ignore[attr-defined]


class EnvironmentForm(forms.Form):
    name = forms.SlugField(
        label="Name", max_length=40, help_text="Lowercase letters, digits and dashes: staging"
    )


class CaptureKeyForm(forms.Form):
    name = forms.CharField(label="Name", max_length=100, help_text="Which product sends with it.")
