"""What a member of staff sets for themselves."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from clew.people import staff_actions
from clew.people.forms import ProfileForm
from clew.people.requests import StaffRequest


def profile(request: StaffRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        staff_actions.save_profile(staff=request.user, **form.cleaned_data)
        messages.success(request, "Profile saved")
        return redirect("profile")
    return render(request, "people/profile.html", {"form": form})


@require_POST
def theme(request: StaffRequest) -> HttpResponse:
    staff_actions.choose_theme(staff=request.user, theme=request.POST.get("theme", ""))
    return redirect("profile")
