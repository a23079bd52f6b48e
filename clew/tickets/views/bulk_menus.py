"""What can be done with many tickets at once: menus that load when somebody selects."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from clew.core import clock
from clew.people.requests import StaffRequest
from clew.people.staff_queries import team_choices
from clew.tickets.models import Priority, Severity
from clew.tickets.queries.areas import offered_areas
from clew.tickets.queries.macros import macros_for


@require_GET
def menus(request: StaffRequest) -> HttpResponse:
    context = {
        "severities": Severity.choices,
        "priorities": Priority.choices,
        "teams": team_choices(),
        "areas": offered_areas(),
        "macros": macros_for(request.user).exclude(actions=[]),
        "tomorrow": clock.now() + timedelta(days=1),
    }
    return render(request, "tickets/bulk/menus.html", context)
