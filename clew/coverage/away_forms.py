"""What people type about being away."""

from datetime import datetime
from typing import Any

from django import forms

from clew.core import clock
from clew.coverage.absences import Absence
from clew.coverage.models import HandOver, OutOfOffice
from clew.people.models import Staff
from clew.people.staff_queries import active_staff

MOMENT = {"type": "datetime-local"}
FORMAT = "%Y-%m-%dT%H:%M"
TICKETS = [
    (HandOver.ON_REPLY.value, "They stay; one that the customer answers goes back to the group"),
    (HandOver.AT_START.value, "All open and pending ones go back to the group at the start"),
]
WRONG = {"invalid": "Choose a date and a time."}


def moment(label: str, **more: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs=MOMENT, format=FORMAT)
    return forms.DateTimeField(label=label, widget=widget, error_messages=WRONG, **more)


class AwayForm(forms.Form):
    """Empty ``starts_at`` is now. Moments are in the zone of whoever types."""

    starts_at = moment("From", required=False, help_text="Empty: from now on.")
    ends_at = moment("Until", help_text="The moment work goes on. It ends by itself.")
    deputy = forms.ModelChoiceField(
        queryset=Staff.objects.none(),
        required=False,
        empty_label="Nobody",
        help_text="Named where colleagues look, and told when a ticket comes back.",
    )
    tickets = forms.ChoiceField(
        label="Tickets", choices=TICKETS, initial=HandOver.ON_REPLY, required=False
    )
    note = forms.CharField(
        max_length=300, required=False, help_text="For colleagues, such as: call in emergencies."
    )

    def __init__(self, data: Any = None, *, staff: Staff, row: OutOfOffice | None = None) -> None:
        names = ("starts_at", "ends_at", "deputy", "tickets", "note")
        initial = {name: getattr(row, name) for name in names} if row else {}
        super().__init__(data, initial=initial)
        able = [each.pk for each in active_staff() if each.can_reply_publicly]
        deputies = active_staff().filter(pk__in=able).exclude(pk=staff.pk)
        self.fields["deputy"].queryset = deputies  # type: ignore[attr-defined]

    @property
    def absence(self) -> Absence:
        given = self.cleaned_data
        starts: datetime = given["starts_at"] or clock.now()
        return Absence(
            starts_at=starts,
            ends_at=given["ends_at"],
            deputy=given["deputy"],
            tickets=given["tickets"] or HandOver.ON_REPLY,
            note=given["note"],
        )


class DayForm(forms.Form):
    day = forms.DateField(error_messages={"invalid": "Choose a day.", "required": "Choose a day."})
    back = forms.BooleanField(required=False)


class AgainForm(forms.Form):
    """The end of before, as the page had it."""

    until = forms.DateTimeField()
