"""Taking a file of ownership: first what it would change, then the change."""

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from clew.people.doors import refused
from clew.people.requests import StaffRequest
from clew.routing.actions.ownership import import_ownership, plan_of
from clew.routing.ownership.files import MOST_BYTES, Plan
from clew.routing.queries.ownership import keeps_ownership
from clew.routing.views.ownership import TOLD, UNDO
from clew.tickets.views.doors import actor, in_words


@require_http_methods(["GET", "POST"])
@in_words
def importing(request: StaffRequest) -> HttpResponseBase:
    if not keeps_ownership(request.user):
        return refused(request, what="Import of ownership", who="leads and admins")
    if request.method == "GET":
        return _page(request, "", None)
    text, mistake = _text(request)
    if mistake or "take" not in request.POST:
        return _page(request, text, None if mistake else plan_of(text), mistake)
    plan = import_ownership(text=text, by=actor(request))
    if not plan.is_ready:
        return _page(request, text, plan)
    request.session.pop(UNDO, None)
    request.session[TOLD] = f"{len(plan.rows)} rows taken from the file"
    return redirect("ownership")


def _text(request: StaffRequest) -> tuple[str, str]:
    """What was pasted or uploaded, and what is wrong with it."""
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        return request.POST.get("text", ""), ""
    if (file.size or 0) > MOST_BYTES:
        return "", "The file is too large. A table of ownership has some kilobytes."
    try:
        return file.read().decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        return "", "This is no text in UTF-8. Save it as CSV UTF-8 and choose it again."


def _page(request: StaffRequest, text: str, plan: Plan | None, mistake: str = "") -> HttpResponse:
    context = {"text": text, "plan": plan, "mistake": mistake, "page": "areas"}
    return render(request, "routing/ownership/import.html", context)
