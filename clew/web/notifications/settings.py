"""The page on which somebody chooses how they are told."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from clew.people.notifications import choices_of, save_choices
from clew.people.requests import StaffRequest
from clew.web.notifications.forms import ChoicesForm, as_initial


def notification_settings(request: StaffRequest) -> HttpResponse:
    form = ChoicesForm(request.POST or None, initial=as_initial(choices_of(request.user)))
    if request.method == "POST" and form.is_valid():
        save_choices(staff=request.user, choices=form.choices())
        messages.success(request, "Notification settings saved")
        return redirect("notification-settings")
    context = {"form": form, "has_mail_server": bool(settings.EMAIL_URL)}
    return render(request, "notifications/settings.html", context)
