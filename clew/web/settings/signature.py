"""A signature as the reader of the mail will see it."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from clew.people.profile_actions import MAX_SIGNATURE
from clew.people.requests import StaffRequest
from clew.tickets.rendering import html_of


@require_POST
def signature_preview(request: StaffRequest) -> HttpResponse:
    return HttpResponse(html_of(request.POST.get("signature", "")[:MAX_SIGNATURE]))
