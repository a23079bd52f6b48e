"""Who a note can name, for the list that opens at an @."""

from django.http import HttpResponseBase, JsonResponse
from django.views.decorators.http import require_GET

from clew.core.templatetags.ui import hue, initials
from clew.people.requests import StaffRequest
from clew.people.staff_queries import active_staff


@require_GET
def mentionable(request: StaffRequest) -> HttpResponseBase:  # noqa: ARG001  all staff may ask
    people = [
        {"id": staff.pk, "name": staff.name, "initials": initials(staff.name),
         "hue": hue(staff.name), "role": staff.get_role_display()}
        for staff in active_staff() if staff.name
    ]  # fmt: skip
    return JsonResponse({"people": people})
