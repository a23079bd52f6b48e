"""How a member of staff signs in: password, second step, passkeys, and where they are signed in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from clew.people.requests import StaffRequest
from clew.web.settings import ways_in


def security(request: StaffRequest) -> HttpResponse:
    context = {
        "ways": ways_in.ways_in(request.user),
        "sessions": ways_in.sessions_of(request.user, request.session.session_key),
    }
    return render(request, "settings/security.html", context)


@require_POST
def other_sessions(request: StaffRequest) -> HttpResponse:
    """Signs out everywhere else."""
    ways_in.sign_out_elsewhere(request.user, request.session.session_key)
    messages.success(request, "Signed out everywhere else")
    return redirect("security")
