"""Somebody the product never identified."""

from clew.analytics.diagnosis.check import Check, Seen, fine, table
from clew.analytics.diagnosis.evidence import Case
from clew.analytics.diagnosis.finding import Weight
from clew.analytics.diagnosis.naming import is_named
from clew.analytics.diagnosis.words import at, total


def look(case: Case) -> Seen | None:
    if case.is_account or not case.ours:
        return None
    person = case.ours[0]
    uses = list(case.uses_of(person))
    if is_named(case, person):
        return fine("The product said who this is")
    rows = [(use.distinct_id, use.lib, f"{use.events:,}", at(use.last_at)) for use in uses]
    if not uses:
        return Seen(
            Weight.INFO,
            "No events of this person",
            "They are known only from what they wrote to you. The product never sent an event with"
            " their id or their email.",
            cause="They never used the product, or the product knows them by another email.",
            fix="Ask with which email they sign in, and join the two profiles.",
        )
    return Seen(
        Weight.WARN,
        "The product never said who this is",
        f"{total(uses):,} events came under an anonymous id. Another browser, or another day, may"
        " be somebody else to Clew.",
        table("Id, SDK, Events, Last", rows),
    )


CHECK = Check(
    slug="unidentified",
    title="Never identified",
    asks="Did the product say who the person is?",
    cause="No identify call reached Clew: none is made after sign-in, or it failed.",
    fix="Call identify(user id) after every sign-in, and on each page load of somebody signed in.",
    look=look,
    needs=frozenset({"uses"}),
)
