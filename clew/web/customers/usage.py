"""Usage metrics of a customer, on the profile and beside a ticket."""

from dataclasses import dataclass

from clew.analytics.metrics.counting import measured
from clew.analytics.metrics.measured import Measured
from clew.analytics.sparklines import Sparkline
from clew.core import clock
from clew.people.models import Environment
from clew.people.requests import StaffRequest
from clew.web.customers.subject import Subject

_AREA_FLOOR = 24  # the height of a tile's drawing


@dataclass(frozen=True, slots=True)
class Line:
    """A sparkline in the frame of the design system: a path, its area, where its last dot is."""

    path: str
    area: str
    end: float  # per cent from the top
    sentence: str


def usage_of(request: StaffRequest, subject: Subject) -> list[Measured]:
    """What became worse first. One statement of each engine."""
    return measured(_environment(request, subject), subject.whose, now=clock.now())


def line(spark: Sparkline) -> Line:
    """``spark`` is 100 by 24."""
    pairs = spark.points.split()
    if not pairs:
        return Line("", "", 100, spark.sentence)
    path = "M" + " ".join(pair.replace(",", " ") for pair in pairs)
    first, last = pairs[0].partition(",")[0], pairs[-1].partition(",")
    area = f"{path} L{last[0]} {_AREA_FLOOR} L{first} {_AREA_FLOOR}z"
    return Line(path, area, round(100 * float(last[2]) / spark.height, 1), spark.sentence)


def _environment(request: StaffRequest, subject: Subject) -> Environment:
    """The request's own costs no statement."""
    if subject.customer.environment_id == request.environment.pk:
        return request.environment
    return subject.customer.environment
