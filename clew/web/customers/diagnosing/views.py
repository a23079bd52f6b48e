"""A customer's whole diagnosis: the page at once, what the checks say as it comes."""

from django.http import HttpResponse
from django.shortcuts import render

from clew.people.requests import StaffRequest
from clew.web.customers.diagnosing.about import about_of
from clew.web.customers.diagnosing.whole import whole
from clew.web.customers.subject import Subject, address, part_of_a_page


@part_of_a_page
def page(request: StaffRequest, subject: Subject) -> HttpResponse:
    about = about_of(request)
    return render(request, "customers/diagnosing/page.html", {
        "subject": subject,
        "customer": subject.customer,
        "customer_url": address(subject.customer),
        "found_url": f"{address(subject.customer, 'diagnosing/found')}?{about.query}",
        "funnel_url": about.funnel_url(subject.customer, part="funnel/part"),
        "funnel_page": about.funnel_url(subject.customer),
        "ticket": about.ticket,
    })  # fmt: skip


@part_of_a_page
def found(request: StaffRequest, subject: Subject) -> HttpResponse:
    context = whole(subject, about_of(request).at)
    return render(request, "customers/diagnosing/found.html", context)
