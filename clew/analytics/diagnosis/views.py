"""A customer's diagnosis on their profile, looked at when it is asked for; and what checks mean."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from clew.analytics.diagnosis.actions import looked_at
from clew.analytics.diagnosis.queries import checks
from clew.analytics.diagnosis.showing import result
from clew.people.models import Group, Person
from clew.people.queries import account_of, group_for, person_for
from clew.people.requests import StaffRequest


@require_GET
def of_person(request: StaffRequest, person_id: UUID) -> HttpResponse:
    try:
        person = person_for(request.user, id=person_id)
    except Person.DoesNotExist:
        raise Http404("There is no such customer.") from None
    return _shown(request, person, account_of(person) if "account" in request.GET else None)


@require_GET
def of_group(request: StaffRequest, type: str, key: str) -> HttpResponse:  # noqa: A002  of the address
    try:
        group = group_for(request.user, environment=request.environment, type=type, key=key)
    except Group.DoesNotExist:
        raise Http404("There is no such customer.") from None
    return _shown(request, None, group)


@require_GET
def explained(request: StaffRequest) -> HttpResponse:
    return render(request, "diagnosis/checks.html", {"checks": checks()})


def _shown(request: StaffRequest, person: Person | None, group: Group | None) -> HttpResponse:
    looked = looked_at(person, group)
    context = {"result": result(looked.findings, looked.checks)}
    return render(request, "diagnosis/profile.html", context)
