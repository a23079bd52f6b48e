"""Phantom persons: one error each, and nothing else."""

from clew.analytics.diagnosis.check import Check, Seen, fine, several, table
from clew.analytics.diagnosis.evidence import Case, Place, Use
from clew.analytics.diagnosis.finding import Weight
from clew.analytics.diagnosis.words import at, listed

MANY = 3


def look(case: Case) -> Seen | None:
    if not case.uses and not case.addresses:
        return None
    rows = [(use.distinct_id, use.lib, at(use.last_at)) for use in _uses(case)]
    rows += [(place.distinct_id, place.lib, at(place.last_at)) for place in _places(case)]
    if not rows:
        return fine("No people who are one error and nothing else")
    return Seen(
        Weight.WARN if len(rows) >= MANY else Weight.INFO,
        f"{several(len(rows), 'phantom person', 'phantom people')} with one error each",
        f"{listed(row[0] for row in rows)} sent one error and nothing else, ever. Such errors stand"
        " on nobody's page, and every one of them counts as a person affected.",
        table("Id, SDK, When", rows),
    )


def _uses(case: Case) -> list[Use]:
    alone = [uses[0] for uses in case.by_id.values() if len(uses) == 1]
    return [use for use in alone if use.ours and use.events == use.errors == 1]


def _places(case: Case) -> list[Place]:
    """At this customer's addresses."""
    known = set(case.by_id)
    seen: dict[str, list[Place]] = {}
    for place in case.addresses:
        if place.distinct_id not in known:
            seen.setdefault(place.distinct_id, []).append(place)
    alone = [places[0] for places in seen.values() if len(places) == 1]
    return [place for place in alone if place.events == place.errors == 1]


CHECK = Check(
    slug="phantoms",
    title="Phantom people",
    asks="Are there ids with a single error and nothing else?",
    cause="The server reports errors under an id that it makes up for each request.",
    fix="Report errors with the id of the user the request is for, or without a person profile"
    " ($process_person_profile: false).",
    look=look,
    needs=frozenset({"uses"}),
)
