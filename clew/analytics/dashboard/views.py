"""The dashboard of Insights: who is active, who comes and goes, who signs up and pays."""

from django.http import HttpResponse
from django.shortcuts import render

from clew.people.requests import StaffRequest


def dashboard(request: StaffRequest) -> HttpResponse:
    return render(request, "insights/dashboard/page.html", {"tab": "dashboard"})
