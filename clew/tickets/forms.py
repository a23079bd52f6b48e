"""What the staff side sends. Choices are checked here, rules in the actions."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from clew.people.models import Staff, Team
from clew.people.staff_queries import active_staff, team_choices
from clew.tickets.models import Kind, Severity, Status
from clew.tickets.queries.areas import offered_areas

MANY = 200  # tickets in one bulk action
MAX_NUMBER = 10**15
ME = "me"


def _number(text: str) -> int:
    if not (text.isdecimal() and len(text) < len(str(MAX_NUMBER))):
        raise ValidationError("A ticket's number has digits only.")
    return int(text)


class NumbersField(forms.Field):
    """Every ``number`` of the query, each once."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> list[int]:
        numbers = list(dict.fromkeys(_number(each) for each in value or []))
        if not numbers:
            raise ValidationError("Choose at least one ticket.")
        if len(numbers) > MANY:
            raise ValidationError(f"Choose at most {MANY} tickets at a time.")
        return numbers


class NumbersForm(forms.Form):
    number = NumbersField()


class AssigneeField(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django is not generic
    def __init__(self) -> None:
        super().__init__(active_staff(), required=False)
        self.error_messages["invalid_choice"] = "This person cannot take tickets any more."


class StatusForm(forms.Form):
    status = forms.ChoiceField(choices=Status.choices)


class AssigneeForm(forms.Form):
    assignee = AssigneeField()


class TeamForm(forms.Form):
    team = forms.ModelChoiceField(Team.objects.none(), required=False)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.fields["team"].queryset = team_choices()  # type: ignore[attr-defined]


class SeverityForm(forms.Form):
    severity = forms.ChoiceField(choices=Severity.choices)


class SubjectForm(forms.Form):
    subject = forms.CharField(max_length=300, error_messages={"required": "Write a subject."})


class AreaForm(forms.Form):
    area = forms.CharField(max_length=80, required=False)


class TagsForm(forms.Form):
    """``add`` may name several tags, separated by commas."""

    add = forms.CharField(max_length=400, required=False)
    remove = forms.CharField(max_length=400, required=False)

    def clean_add(self) -> list[str]:
        return _tags(self.cleaned_data["add"])

    def clean_remove(self) -> list[str]:
        return _tags(self.cleaned_data["remove"])


def _tags(text: str) -> list[str]:
    return [tag.strip() for tag in text.split(",") if tag.strip()]


class FollowersForm(forms.Form):
    """One of both: an address, or "me"."""

    add = forms.CharField(max_length=320, required=False)
    remove = forms.CharField(max_length=320, required=False)

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if bool(given.get("add")) == bool(given.get("remove")):
            raise ValidationError("Write the email address of somebody who should get copies.")
        return given


class IdsField(forms.Field):
    """Every id of the query that is one."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> list[int]:
        return [_number(each) for each in value or [] if each.isdecimal()]


class MessageForm(forms.Form):
    kind = forms.ChoiceField(choices=[("reply", "Reply"), ("note", "Internal note")])
    body = forms.CharField(error_messages={"required": "Write the message first."})
    status = forms.ChoiceField(choices=[("", ""), *Status.choices], required=False)
    nonce = forms.UUIDField(required=False)  # the same when the answer to it was lost
    seen = forms.IntegerField(required=False, min_value=0)  # the newest message its author saw
    hold_until = forms.DateTimeField(required=False)  # with the status On hold
    confirmed = forms.BooleanField(required=False)  # words of an internal note may go out
    mention = IdsField(required=False)  # staff chosen from the list while writing


class NoteForm(forms.Form):
    body = forms.CharField(error_messages={"required": "Write the note first, or delete it."})
    mention = IdsField(required=False)


class DraftForm(forms.Form):
    kind = forms.ChoiceField(choices=[("reply", "Reply"), ("note", "Internal note")])
    body = forms.CharField(required=False, max_length=100_000, strip=False)
    known = forms.IntegerField(min_value=0)  # the version this device saw last


class PreviewForm(forms.Form):
    body = forms.CharField(required=False, max_length=100_000)


class TicketLinkForm(forms.Form):
    """``duplicated_by`` is a duplicate as its original sees it."""

    other = forms.CharField(
        max_length=400, error_messages={"required": "Write the number of the other ticket."}
    )
    kind = forms.ChoiceField(
        choices=[(kind, kind) for kind in ("related", "duplicate", "duplicated_by", "follow_up")]
    )


class ExternalLinkForm(forms.Form):
    page = forms.CharField(
        max_length=2000, error_messages={"required": "Paste the address of the page."}
    )


class SplitForm(forms.Form):
    subject = forms.CharField(max_length=300, error_messages={"required": "Write a subject."})
    following = forms.BooleanField(required=False)


class UploadForm(forms.Form):
    file = forms.FileField(allow_empty_file=True)


def _offered() -> list[tuple[str, str]]:
    return [("", "Not chosen"), *((name, name) for name in offered_areas())]


class OpeningForm(forms.Form):
    """A ticket by staff, for a customer who called or met somebody."""

    email = forms.EmailField(
        label="Email",
        help_text="Whose ticket it is. Search by name or email, or write a new address.",
        widget=forms.EmailInput(attrs={"class": "input", "autocomplete": "off"}),
        error_messages={
            "required": "Write whose ticket it is: an email address.",
            "invalid": "Write a whole address, such as ada@northwind.example.",
        },
    )
    name = forms.CharField(
        label="Name",
        max_length=200,
        required=False,
        help_text="For somebody Clew does not know yet.",
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )
    subject = forms.CharField(
        max_length=300,
        widget=forms.TextInput(attrs={"class": "input"}),
        error_messages={"required": "Write a subject."},
    )
    body = forms.CharField(
        label="What they need",
        help_text="In their words. Markdown works.",
        widget=forms.Textarea(attrs={"class": "textarea"}),
        error_messages={"required": "Write what they need."},
    )
    kind = forms.ChoiceField(choices=Kind.choices, initial=Kind.SUPPORT)
    severity = forms.ChoiceField(choices=Severity.choices, initial=Severity.MEDIUM)
    area = forms.ChoiceField(choices=_offered, required=False, label="Product area")
    mine = forms.BooleanField(required=False, initial=True)

    @property
    def choices(self) -> list[forms.BoundField]:
        return [self["kind"], self["severity"], self["area"]]


def assignee_of(text: str) -> Staff | None:
    """For undoing: an id, or nothing for nobody. Raises ValidationError."""
    found: Staff | None = AssigneeField().clean(text)
    return found


def parsed_changes(texts: Sequence[str]) -> list[tuple[int, str]]:
    """``42:open`` for each ticket. Raises ValidationError."""
    if len(texts) > MANY:
        raise ValidationError(f"Choose at most {MANY} tickets at a time.")
    pairs = (text.partition(":") for text in texts)
    return [(_number(number), value) for number, _, value in pairs]
