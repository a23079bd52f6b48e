"""Settings: one metric being written, its preview on a customer, and what there is to choose."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from clew.analytics.metrics import actions, seen
from clew.analytics.metrics.defining import checked, definition_of
from clew.analytics.metrics.form_rows import Rows, rows_of, rows_typed
from clew.analytics.metrics.forms import MetricForm
from clew.analytics.metrics.presets import preset_called
from clew.analytics.metrics.preview import (
    Customer,
    Preview,
    customer_named,
    customers_like,
    name_of,
    preview_of,
)
from clew.analytics.metrics.reading import read_filters, read_matchers
from clew.analytics.metrics.views import door, metric_for
from clew.analytics.models import UsageMetric
from clew.core.actors import Actor
from clew.people.requests import StaffRequest


@dataclass
class Editor:
    form: MetricForm
    rows: Rows
    others: list[str]  # what is wrong and belongs to no field


@door
def new(request: StaffRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, _fresh(request.GET.get("preset", "")))
    editor = _typed(request)

    def save() -> str:
        metric = actions.create_metric(
            environment=request.environment,
            definition=editor.form.definition(editor.rows),
            by=Actor.staff(request.user),
        )
        return f"{metric.name} is on every profile now"

    return _saved(request, editor, save) or _page(request, editor)


@door
def edit(request: StaffRequest, slug: str) -> HttpResponse:
    metric = metric_for(request, slug)
    if request.method != "POST":
        rows = rows_of(metric.events, metric.filters)
        return _page(request, Editor(MetricForm.of(definition_of(metric)), rows, []), metric)
    editor = _typed(request)

    def save() -> str:
        changed = actions.change_metric(
            metric=metric,
            definition=editor.form.definition(editor.rows),
            by=Actor.staff(request.user),
        )
        return f"{metric.name} saved" if changed else "Nothing was different"

    return _saved(request, editor, save) or _page(request, editor, metric)


@require_POST
@door
def rows(request: StaffRequest) -> HttpResponse:
    """The events anew, with one more or one less, and what that comes to."""
    editor = _typed(request)
    editor.rows = editor.rows.edited(request.POST.get("edit", "")[:80])
    answer = render(request, "metrics/editor.html#matching", {
        "rows": editor.rows,
        "events": seen.event_names(request.environment),
    })  # fmt: skip
    answer["HX-Trigger-After-Swap"] = "metric-edited"  # the preview follows
    return answer


@require_POST
@door
def preview(request: StaffRequest) -> HttpResponse:
    return render(request, "metrics/editor.html#preview", _context(request, _typed(request)))


@require_GET
@door
def customers(request: StaffRequest) -> HttpResponse:
    found = customers_like(request.user, request.environment, request.GET.get("customer_q", ""))
    context = {
        "customers": [(name_of(one), one) for one in found],
        "asked": request.GET.get("customer_q", "").strip(),
    }
    return render(request, "metrics/customers.html", context)


@require_POST
@door
def suggestions(request: StaffRequest) -> HttpResponse:
    """``of`` is a filter's path, or ``math``; ``what`` is property or value."""
    editor, of = _typed(request), request.POST.get("of", "")
    filters = [one for row in editor.rows.events for one in row.filters] + editor.rows.shared
    asked = next((one for one in filters if one.path == of), None)
    first = editor.rows.events[0].name if editor.rows.events else ""
    event = first if asked is None or asked.event is None else asked.event
    if request.POST.get("what") == "value" and asked is not None:
        found = seen.values_seen(request.environment, event, asked.key.strip())
    else:
        found = seen.property_names(request.environment, event)
    return render(request, "metrics/suggestions.html", {"suggestions": found})


def _fresh(preset: str) -> Editor:
    known = preset_called(preset)
    if known is None:
        return Editor(MetricForm(initial={"days": 30, "better": "more"}), rows_of([], []), [])
    matchers = read_matchers(list(known.definition.events))
    shared = read_filters(list(known.definition.filters))
    made = rows_of([one.as_json() for one in matchers], [one.as_json() for one in shared])
    return Editor(MetricForm.of(known.definition), made, [])


def _typed(request: StaffRequest) -> Editor:
    given = {name: value for name, value in request.POST.items() if isinstance(value, str)}
    return Editor(MetricForm(request.POST), rows_typed(given), [])


def _saved(request: StaffRequest, editor: Editor, save: Callable[[], str]) -> HttpResponse | None:
    """Where to go after saving; None when the form must be shown with what is wrong."""
    if "edit" in request.POST:  # a row more or less, without JavaScript
        editor.rows = editor.rows.edited(request.POST["edit"][:80])
        return None
    wrong = _wrong(editor)
    if not wrong and editor.form.is_valid():
        try:
            messages.success(request, save())
        except ValidationError as error:
            wrong = _by_place(error)
        else:
            return redirect("metrics")
    editor.rows.mark(wrong)
    editor.others = editor.form.mark(wrong)
    return None


def _wrong(editor: Editor) -> dict[str, list[str]]:
    """All of it at once."""
    blank = [f"{row.path}.event" for row in editor.rows.events if not row.event.strip()]
    wrong = {place: ["Choose an event, or write Any event."] for place in blank}
    try:
        checked(editor.form.definition(editor.rows))
    except ValidationError as error:
        wrong |= _by_place(error)
    return wrong


def _by_place(error: ValidationError) -> dict[str, list[str]]:
    return error.message_dict if hasattr(error, "error_dict") else {"": error.messages}


def _page(request: StaffRequest, editor: Editor, metric: UsageMetric | None = None) -> HttpResponse:
    context = _context(request, editor) | {"metric": metric}
    wrong = editor.form.is_bound
    return render(request, "metrics/editor.html", context, status=422 if wrong else 200)


def _context(request: StaffRequest, editor: Editor) -> dict[str, object]:
    asked = request.POST.get("customer") or request.GET.get("customer", "")
    customer = customer_named(request.user, request.environment, asked)
    shown = _previewed(request, editor, customer)
    return {
        "form": editor.form,
        "rows": editor.rows,
        "others": editor.others,
        "events": seen.event_names(request.environment),
        "preview": shown,
        "customer": customer,
        "customer_name": name_of(customer) if customer else "",
    }


def _previewed(request: StaffRequest, editor: Editor, customer: Customer | None) -> Preview:
    form = editor.form
    if not form.is_bound:
        form = MetricForm({**form.initial})
    unfinished = sum(not row.event.strip() for row in editor.rows.events)
    definition = form.definition(editor.rows, whole=False)
    return preview_of(definition, request.environment, customer, unfinished)
