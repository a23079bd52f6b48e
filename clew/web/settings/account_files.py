"""Settings: a file of values of accounts, looked at and then taken over."""

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clew.people.accounts.files import MOST_BYTES
from clew.people.actions.account_files import check_file, take_over
from clew.people.actions.account_jobs import stop
from clew.people.doors import admins
from clew.people.models import AccountJob
from clew.people.queries.account_settings import file_job
from clew.people.requests import StaffRequest
from clew.tickets.views.doors import actor

door = admins("Accounts")


@require_http_methods(["GET", "POST"])
@door
def files(request: StaffRequest) -> HttpResponse:
    mistake = ""
    if request.method == "POST":
        try:
            name, text = _text(request)
            job = check_file(
                environment=request.environment, name=name, text=text, by=actor(request)
            )
        except ValidationError as error:
            mistake = " ".join(error.messages)
        else:
            return redirect("account-file", job.pk)
    status = 422 if mistake else 200
    return render(request, "settings/accounts/file.html", {"mistake": mistake}, status=status)


@require_GET
@door
def file(request: StaffRequest, pk: int) -> HttpResponse:
    return render(request, "settings/accounts/file.html", {"job": _job(request, pk)})


@require_GET
@door
def progress(request: StaffRequest, pk: int) -> HttpResponse:
    return render(request, "settings/accounts/file_state.html", {"job": _job(request, pk)})


@require_POST
@door
def taking(request: StaffRequest, pk: int) -> HttpResponse:
    job = _job(request, pk)
    take_over(job=job, by=actor(request))
    return redirect("account-file", job.pk)


@require_POST
@door
def stopping(request: StaffRequest, pk: int) -> HttpResponse:
    stop(job=_job(request, pk))
    return redirect("account-file", pk)


def _job(request: StaffRequest, pk: int) -> AccountJob:
    found = file_job(request.environment, pk)
    if found is None:
        raise Http404("There is no such file.")
    return found


def _text(request: StaffRequest) -> tuple[str, str]:
    """Raises ValidationError in words."""
    given = request.FILES.get("file")
    if not isinstance(given, UploadedFile):
        raise ValidationError("Choose a file first.")
    if (given.size or 0) > MOST_BYTES:
        raise ValidationError(f"The file is too large. It may have {MOST_BYTES // 1_000_000} MB.")
    try:
        return given.name or "", given.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValidationError(
            "This is no text in UTF-8. Save it as CSV UTF-8 and choose it again."
        ) from None
