"""The parts of a customer's page, each a request of its own: a slow one stays alone."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from clew.core import clock
from clew.events import queries as events
from clew.people.requests import StaffRequest
from clew.tickets.queries import ticket_counts_of
from clew.web.customers import feed, lists, opened
from clew.web.customers.activity import ruler as ruler_of
from clew.web.customers.connect import how_to
from clew.web.customers.members import members_of
from clew.web.customers.subject import Subject, part_of_a_page
from clew.web.customers.usage import usage_of

PERIODS = (7, 30, 90)  # days of activity to choose from


@part_of_a_page
def counts(request: StaffRequest, subject: Subject) -> HttpResponse:
    found = events.counts(subject.whose)
    tickets = ticket_counts_of(request.user, subject.customer).total
    kinds = {"events": found.events, "errors": found.errors, "llm": found.llm_traces}
    every = {"all": sum(kinds.values()) + tickets} | kinds | {"tickets": tickets}
    shown = [(slug, f"{count:,}") for slug, count in every.items()]
    return render(request, "customers/fragments/counts.html", {"counts": shown})


@part_of_a_page
def ruler(request: StaffRequest, subject: Subject) -> HttpResponse:
    asked = request.GET.get("days", "")
    days = int(asked) if asked in {str(period) for period in PERIODS} else 30
    now = clock.now()
    until = now + timedelta(days=1)  # clocks of customers run ahead
    tallies = events.daily_activity(subject.whose, since=now - timedelta(days=days), until=until)
    drawn = ruler_of(tallies, today=now.date(), days=days)
    return render(request, "customers/fragments/ruler.html", {"ruler": drawn})


@part_of_a_page
def timeline(request: StaffRequest, subject: Subject) -> HttpResponse:
    found = feed.timeline(request, subject)
    slug = found["shown"].slug
    return _part(request, "timeline", found, empty="" if found["days"] else slug)


@part_of_a_page
def newer(request: StaffRequest, subject: Subject) -> HttpResponse:
    return render(request, "customers/fragments/newer.html", feed.newer(request, subject))


@part_of_a_page
def errors(request: StaffRequest, subject: Subject) -> HttpResponse:
    found = lists.errors(request, subject)
    return _part(request, "errors", found, empty="" if found["errors"] else "errors")


@part_of_a_page
def traces(request: StaffRequest, subject: Subject) -> HttpResponse:
    found = lists.traces(request, subject)
    return _part(request, "traces", found, empty="" if found["traces"] else "llm")


@part_of_a_page
def tickets(request: StaffRequest, subject: Subject) -> HttpResponse:
    found = lists.tickets(request, subject)
    return _part(request, "tickets", found, empty="" if found["tickets"] else "tickets")


@part_of_a_page
def people(request: StaffRequest, subject: Subject) -> HttpResponse:
    return render(request, "customers/fragments/people.html", members_of(request, subject))


@part_of_a_page
def usage(request: StaffRequest, subject: Subject) -> HttpResponse:
    found = usage_of(request, subject)
    return render(request, "customers/fragments/usage.html", {"usage": found})


@part_of_a_page
def event(request: StaffRequest, subject: Subject) -> HttpResponse:
    return render(request, "customers/fragments/event.html", opened.event(request, subject))


@part_of_a_page
def trace(request: StaffRequest, subject: Subject) -> HttpResponse:
    return render(request, "customers/fragments/trace.html", opened.trace(request, subject))


def _part(request: StaffRequest, name: str, found: dict[str, Any], *, empty: str) -> HttpResponse:
    """With how to turn it on, where there is nothing."""
    connect = how_to(empty, request.environment) if empty and found["is_first_page"] else None
    return render(request, f"customers/fragments/{name}.html", found | {"connect": connect})
