"""What facts have set off and no reactor has run, for tests that run it themselves."""

from clew.core.models import WaitingFact


def waiting_reactions(*names: str) -> list[tuple[int, str]]:
    """Facts' ids and reactions with one of these in their names, in the order of the facts."""
    return [
        (row.fact_id, key)
        for row in WaitingFact.objects.order_by("fact_id")
        for key in row.reactions
        if any(name in key for name in names)
    ]
