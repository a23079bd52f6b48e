"""What an admin types about a metric, beside its events."""

from typing import Any

from django import forms

from clew.analytics.metrics.defining import PERIODS, Definition
from clew.analytics.metrics.form_rows import Rows
from clew.analytics.models import UsageMetric


class MetricForm(forms.Form):
    """Checked by the action, so that the API says the same."""

    name = forms.CharField(label="Name", required=False, help_text="Such as Reports exported.")
    description = forms.CharField(
        label="Description", required=False, help_text="One line, for whoever asks what it is."
    )
    math = forms.ChoiceField(label="Count", required=False, choices=UsageMetric.Math.choices)
    math_property = forms.CharField(label="Property", required=False)
    days = forms.TypedChoiceField(
        label="Period",
        required=False,
        coerce=int,
        choices=[(each, f"{each} days") for each in PERIODS],
    )
    display = forms.ChoiceField(
        label="Show as", required=False, choices=UsageMetric.Display.choices
    )
    format = forms.ChoiceField(label="Unit", required=False, choices=UsageMetric.Format.choices)
    currency = forms.CharField(label="Currency", required=False, help_text="Such as USD or EUR.")
    better = forms.ChoiceField(
        label="Better is", required=False, choices=[("more", "More"), ("less", "Less")]
    )

    @classmethod
    def of(cls, definition: Definition) -> "MetricForm":
        return cls(initial={
            **{name: getattr(definition, name) for name in cls.base_fields if name != "better"},
            "better": "more" if definition.more_is_better else "less",
        })  # fmt: skip

    def definition(self, rows: Rows, *, whole: bool = True) -> Definition:
        """Without ``whole``, what was not begun is left out."""
        self.is_valid()
        given: dict[str, Any] = {  # a field in which something is wrong is not among the cleaned
            name: self.cleaned_data.get(name, self.data.get(name, ""))
            for name in self.fields
            if name != "better"
        }
        given["days"] = self.cleaned_data.get("days") or 0
        shared = [row.data() for row in rows.shared if whole or not row.is_empty]
        better = self.cleaned_data.get("better") != "less"
        events = rows.events_data(whole=whole)
        return Definition(**given, more_is_better=better, events=events, filters=shared)

    def mark(self, wrong: dict[str, list[str]]) -> list[str]:
        """Beside their fields; returns what belongs to no field."""
        for name in self.fields:
            if name in wrong and name not in self.errors:
                self.add_error(name, wrong[name])
        places = ("events.", "filters.")
        return [
            said
            for place, words in wrong.items()
            if place not in self.fields and not place.startswith(places)
            for said in words
        ]
