"""Being away: the page in the settings, for oneself, and for leads for others."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from clew.core import clock
from clew.core.actors import Actor
from clew.core.ids import id_in
from clew.coverage import queries
from clew.coverage.absences import Absence
from clew.coverage.actions import away as actions
from clew.coverage.away_forms import AgainForm, AwayForm, DayForm
from clew.coverage.away_words import until_words
from clew.coverage.models import OutOfOffice
from clew.people.models import Staff
from clew.people.requests import StaffRequest
from clew.people.staff_queries import active_staff

P = ParamSpec("P")
OnAbsence = Callable[Concatenate[StaffRequest, OutOfOffice, P], HttpResponse]


def on_absence(view: OnAbsence[P]) -> Callable[..., HttpResponse]:
    """Gives the view the absence of its address; one they may not change does not exist."""

    @wraps(view)
    def with_absence(
        request: StaffRequest, absence_id: int, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        try:
            return view(request, queries.absence_for(request.user, absence_id), *args, **kwargs)
        except OutOfOffice.DoesNotExist:
            raise Http404("There is no such absence.") from None
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("away")

    return with_absence


@require_http_methods(["GET", "POST"])
def away(request: StaffRequest) -> HttpResponse:
    """``staff`` in the address is whose; without it one's own."""
    staff = _whose(request)
    form = AwayForm(request.POST or None, staff=staff)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.go_away(staff=staff, absence=form.absence, by=_by(request))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            _say(request, row)
            return _back(request, row)
    return _page(request, staff, form)


@require_http_methods(["GET", "POST"])
@on_absence
def absence(request: StaffRequest, row: OutOfOffice) -> HttpResponse:
    form = AwayForm(request.POST or None, staff=row.staff, row=row)
    if request.method == "POST" and form.is_valid():
        given = form.absence
        if not form.cleaned_data["starts_at"]:
            given = Absence(**{**vars(given), "starts_at": row.starts_at})
        try:
            actions.change_absence(row=row, absence=given, by=_by(request))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            _say(request, row)
            return _back(request, row)
    return _page(request, row.staff, form, changing=row)


@require_POST
@on_absence
def end(request: StaffRequest, row: OutOfOffice) -> HttpResponse:
    """Back earlier, or not away after all. The page offers to take it back."""
    until, pk = row.ends_at, row.pk
    begun = row.starts_at < clock.now()
    actions.come_back(row=row, by=_by(request))
    who = "You are" if row.staff == request.user else f"{row.staff} is"
    messages.success(request, f"{who} back" if begun else f"{who} not away after all")
    if begun:
        return _back(request, row, ended=pk, until=until.isoformat())
    return _back(request, row)


@require_POST
@on_absence
def again(request: StaffRequest, row: OutOfOffice) -> HttpResponse:
    """Takes ending it early back."""
    form = AgainForm(request.POST)
    if not form.is_valid():
        raise ValidationError("Say until when. Enter a new absence.")
    actions.go_on(row=row, ends_at=form.cleaned_data["until"], by=_by(request))
    _say(request, row)
    return _back(request, row)


@require_POST
@on_absence
def days(request: StaffRequest, row: OutOfOffice) -> HttpResponse:
    """Back for a day, or away on it after all."""
    form = DayForm(request.POST)
    if not form.is_valid():
        raise ValidationError("Choose a day.")
    day, back = form.cleaned_data["day"], form.cleaned_data["back"]
    actions.pull_back(row=row, day=day, back=back, by=_by(request))
    said = "Here on" if back else "Away again on"
    messages.success(request, f"{said} {day:%a} {day.day} {day:%b}")
    return _back(request, row)


def _page(
    request: StaffRequest, staff: Staff, form: AwayForm, changing: OutOfOffice | None = None
) -> HttpResponse:
    now, rows = clock.now(), list(queries.absences_of(staff)[:20])
    leads = queries.enters_for_others(request.user)
    return render(request, "coverage/away/page.html", {
        "staff": staff,
        "own": staff == request.user,
        "form": form,
        "changing": changing,
        "running": [row for row in rows if row.starts_at <= now < row.ends_at],
        "later": [row for row in reversed(rows) if row.starts_at > now],
        "over": [row for row in rows if row.ends_at <= now][:5],
        "colleagues": active_staff() if leads else [],
        "ended": request.GET.get("ended", ""),
        "until": request.GET.get("until", ""),
    })  # fmt: skip


def _say(request: StaffRequest, row: OutOfOffice) -> None:
    """What counts now; and, when the deputy is away too, so that somebody else can be chosen."""
    who = "You are" if row.staff == request.user else f"{row.staff} is"
    messages.success(request, f"{who} away until {until_words(row)}")
    deputy = row.deputy
    theirs = queries.absences_of(deputy) if deputy else OutOfOffice.objects.none()
    too = theirs.filter(starts_at__lt=row.ends_at, ends_at__gt=row.starts_at).first()
    if deputy and too:
        messages.error(
            request, f"{deputy} is away too, until {until_words(too)}. Choose another deputy."
        )


def _whose(request: StaffRequest) -> Staff:
    asked = request.GET.get("staff", "")
    if not asked or asked == str(request.user.pk):
        return request.user
    found = active_staff().filter(pk=id_in(asked) or 0).first()
    if found is None:
        raise Http404("There is no such colleague.")
    if not queries.may_set_away(request.user, found):
        raise PermissionDenied("Leads and admins enter absences of others.")
    return found


def _back(request: StaffRequest, row: OutOfOffice, **more: str | int) -> HttpResponse:
    whose: dict[str, str | int] = {} if row.staff == request.user else {"staff": row.staff_id}
    asked = urlencode(whose | more)
    return redirect(f"{reverse('away')}?{asked}" if asked else reverse("away"))


def _by(request: StaffRequest) -> Actor:
    return Actor.staff(request.user)
