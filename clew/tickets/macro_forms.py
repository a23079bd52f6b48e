"""What the macro editor and the areas page send. Rules are in the actions."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from clew.people.models import Staff, Team
from clew.people.staff_queries import team_choices
from clew.tickets.actions.macros import MacroWords, writes_shared
from clew.tickets.models import Macro, MacroKind
from clew.tickets.queries.areas import areas

EVERYBODY, TEAMS, ME = "everybody", "teams", "me"


def _input(**attributes: str) -> forms.TextInput:
    return forms.TextInput(attrs={"class": "input", "autocomplete": "off", **attributes})


class ActionsField(forms.CharField):
    """JSON from the builder."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> list[dict[str, Any]]:
        try:
            given = json.loads(value or "[]")
        except ValueError:
            raise ValidationError("These changes cannot be read. Reload the page.") from None
        if not isinstance(given, list):
            raise ValidationError("These changes cannot be read. Reload the page.")
        return given


class MacroForm(forms.Form):
    name = forms.CharField(
        max_length=120, widget=_input(), error_messages={"required": "Give the macro a name."}
    )
    folder = forms.CharField(
        label="Category",
        max_length=80,
        required=False,
        widget=_input(list="macro-folders"),
        help_text="Macros of one category stand together in the list.",
    )
    kind = forms.ChoiceField(
        label="Writes",
        choices=MacroKind.choices,
        initial=MacroKind.REPLY,
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"class": "textarea", "rows": "12", "dir": "auto"}),
        help_text="Markdown works. Leave it empty for a macro that only makes changes.",
    )
    actions = ActionsField(required=False)
    sees = forms.ChoiceField(label="Who can use it", widget=forms.RadioSelect)
    teams = forms.ModelMultipleChoiceField(
        Team.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, staff: Staff, data: QueryDict | None = None, macro: Macro | None = None
    ) -> None:
        super().__init__(data, initial=_initial(macro, staff))
        self.staff, self.macro = staff, macro
        self.fields["teams"].queryset = team_choices()  # type: ignore[attr-defined]
        shared = [(EVERYBODY, "Everybody"), (TEAMS, "Chosen teams")]
        own = [(ME, "Only you")]
        if macro is None:
            offered = [*shared, *own] if writes_shared(staff) else own
        else:
            offered = own if macro.is_personal else shared
        self.fields["sees"].choices = offered  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("sees") == TEAMS and not given.get("teams"):
            self.add_error("teams", "Choose at least one team, or everybody.")
        return given

    def words(self) -> MacroWords:
        given = self.cleaned_data
        return MacroWords(
            name=given["name"],
            text=given["text"],
            kind=given["kind"],
            folder=given["folder"],
            actions=given["actions"],
            teams=tuple(given["teams"]) if given["sees"] == TEAMS else (),
            active=self.macro.active if self.macro else True,
        )

    @property
    def is_personal(self) -> bool:
        return bool(self.cleaned_data["sees"] == ME)


def _initial(macro: Macro | None, staff: Staff) -> dict[str, Any]:
    if macro is None:
        return {"actions": "[]", "sees": EVERYBODY if writes_shared(staff) else ME}
    teams = list(macro.teams.all())
    sees = ME if macro.is_personal else (TEAMS if teams else EVERYBODY)
    plain = ("name", "folder", "kind", "text")
    return {
        **{name: getattr(macro, name) for name in plain},
        "actions": json.dumps(macro.actions),
        "sees": sees,
        "teams": teams,
    }


class AreaForm(forms.Form):
    name = forms.CharField(
        max_length=80,
        widget=_input(),
        error_messages={"required": "Give the area a name."},
    )
    description = forms.CharField(
        max_length=300,
        required=False,
        widget=_input(),
        help_text="For your team: what belongs here and what does not.",
    )
    team = forms.ModelChoiceField(
        Team.objects.none(), required=False, label="Owner", empty_label="No team"
    )

    def __init__(self, data: QueryDict | None = None, **known: Any) -> None:
        super().__init__(data, **known)
        self.fields["team"].queryset = team_choices()  # type: ignore[attr-defined]


class AreaDetailsForm(AreaForm):
    name = None  # type: ignore[assignment]  # renaming is a form of its own


class AreaNameForm(forms.Form):
    name = forms.CharField(
        max_length=80, widget=_input(), error_messages={"required": "Give the area a name."}
    )


class MergerForm(forms.Form):
    into = forms.ModelChoiceField(
        areas().none(), to_field_name="slug", label="Into", empty_label="Choose an area"
    )

    def __init__(self, data: QueryDict | None = None, *, but: int) -> None:
        super().__init__(data)
        self.fields["into"].queryset = areas().exclude(pk=but)  # type: ignore[attr-defined]
