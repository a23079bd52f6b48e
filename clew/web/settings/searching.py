"""One box above the settings nav: pages and single options by label and help."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from clew.people.requests import StaffRequest
from clew.web.settings.pages import find

MAX_TEXT = 100  # characters


@require_GET
def settings_search(request: StaffRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:MAX_TEXT]
    context = {"found": find(request.user, text), "text": text}
    return render(request, "settings/found.html", context)
