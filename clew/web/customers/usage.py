"""Usage metrics of a customer, on the profile and beside a ticket."""

from clew.analytics.metrics.counting import measured
from clew.analytics.metrics.measured import Measured
from clew.core import clock
from clew.people.models import Environment
from clew.people.requests import StaffRequest
from clew.web.customers.subject import Subject


def usage_of(request: StaffRequest, subject: Subject) -> list[Measured]:
    """What became worse first. One statement of each engine."""
    return measured(_environment(request, subject), subject.whose, now=clock.now())


def _environment(request: StaffRequest, subject: Subject) -> Environment:
    """The request's own costs no statement."""
    if subject.customer.environment_id == request.environment.pk:
        return request.environment
    return subject.customer.environment
