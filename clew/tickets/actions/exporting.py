"""Taking tickets away is on record before the first one leaves."""

from collections.abc import Sequence

from clew.core import facts
from clew.core.actors import Actor
from clew.people.models import Environment
from clew.tickets.queries import Reader, View, exact_count
from clew.tickets.view_facts import TicketsExported


def record_export(
    *, reader: Reader, environment: Environment, view: View, columns: Sequence[str], by: Actor
) -> int:
    """Returns how many tickets there are now."""
    total = exact_count(reader, environment, view)
    fact = TicketsExported(
        slug=view.slug,
        view=view.label,
        tickets=total,
        filter=view.filter,
        columns=list(columns),
    )
    facts.record(fact, by=by)
    return total
