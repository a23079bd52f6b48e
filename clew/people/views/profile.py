"""What a member of staff sets for themselves."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from clew.core.actors import Actor
from clew.people import profile_actions, staff_actions
from clew.people.forms import ProfileForm, time_zones
from clew.people.models import Staff
from clew.people.pictures import picture_response
from clew.people.profile_actions import DENSITIES
from clew.people.requests import StaffRequest


def profile(request: StaffRequest) -> HttpResponse:
    # A copy of its own: a form that does not fit must not change the name in the rail.
    form = ProfileForm(request.POST or None, instance=Staff.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        by = Actor.staff(request.user)
        profile_actions.save_profile(staff=request.user, by=by, **form.cleaned_data)
        messages.success(request, "Profile saved")
        return redirect("profile")
    context = {"form": form, "zones": time_zones(), "densities": DENSITIES}
    return render(request, "people/profile.html", context)


@require_POST
def picture(request: StaffRequest) -> HttpResponse:
    """A new one, or none."""
    by, file = Actor.staff(request.user), request.FILES.get("picture")
    try:
        if file is None:
            profile_actions.remove_picture(staff=request.user, by=by)
        else:
            size = file.size or 0
            profile_actions.set_picture(staff=request.user, file=file, size=size, by=by)
        messages.success(request, "Picture saved" if file else "Picture removed")
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("profile")


@require_GET
def picture_file(request: StaffRequest, digest: str) -> FileResponse:  # noqa: ARG001  for the door
    try:
        return picture_response(digest)
    except FileNotFoundError:
        raise Http404("There is no such picture.") from None


@require_POST
def theme(request: StaffRequest) -> HttpResponse:
    staff_actions.choose_theme(staff=request.user, theme=request.POST.get("theme", ""))
    return redirect("profile")
