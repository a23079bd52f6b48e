"""The list of product areas, and how many tickets name each."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from clew.tickets.models import Area
from clew.tickets.models.tickets import UNSOLVED, Ticket

UNLISTED = 20  # shown at most


@dataclass(frozen=True)
class Unlisted:
    """A name on tickets that is not in the list: written by hand, or older than it."""

    name: str
    tickets: int


def offered_areas() -> list[str]:
    """Names, in the order admins gave them. One statement."""
    return list(Area.objects.filter(active=True).values_list("name", flat=True))


def areas() -> QuerySet[Area]:
    """Retired ones last."""
    return Area.objects.select_related("team").order_by("-active", "position", "name")


def area_named(slug: str) -> Area:
    """Raises Area.DoesNotExist."""
    return Area.objects.select_related("team").get(slug=slug)


def is_on_tickets(area: Area) -> bool:
    """Also on solved ones."""
    return Ticket.objects.filter(area=area.name).exists()


def tickets_by_area() -> dict[str, int]:
    """Unsolved tickets by the area's name."""
    rows = Ticket.objects.filter(status__in=UNSOLVED).exclude(area="").order_by()
    return dict(rows.values_list("area").annotate(Count("pk")))


def unlisted_areas() -> list[Unlisted]:
    """The most used first."""
    rows = Ticket.objects.exclude(area="").exclude(area__in=Area.objects.values("name")).order_by()
    found = rows.values_list("area").annotate(tickets=Count("pk")).order_by("-tickets", "area")
    return [Unlisted(name, tickets) for name, tickets in found[:UNLISTED]]
