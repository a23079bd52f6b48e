"""The page of a customer."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from clew.people.requests import StaffRequest
from clew.web.customers import page
from clew.web.customers.subject import address, subject_for


@require_GET
def customer(request: StaffRequest, **where: Any) -> HttpResponse:
    subject = subject_for(request, **where)
    person = subject.person
    if person and person.pk != where["person_id"]:  # absorbed by somebody since
        return redirect(f"{address(person)}?{request.GET.urlencode()}")
    if subject.group and subject.group.key != where["key"]:  # merged into another one since
        return redirect(f"{address(subject.group)}?{request.GET.urlencode()}")
    if person and person.environment_id != request.environment.pk:
        return redirect(f"{address(person)}?{urlencode({'environment': person.environment.name})}")
    return render(request, "customers/customer.html", page.context_of(request, subject))
