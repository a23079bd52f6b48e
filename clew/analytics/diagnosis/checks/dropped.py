"""Events that could not be stored."""

from collections import Counter
from datetime import timedelta

from clew.analytics.diagnosis.check import Check, Seen, fine, several, table
from clew.analytics.diagnosis.evidence import Case
from clew.analytics.diagnosis.finding import Weight
from clew.analytics.diagnosis.words import at, listed

MANY = 10  # of one reason within a week
WEEK = timedelta(days=7)


def look(case: Case) -> Seen | None:
    if not case.own_ids:
        return None
    if not case.aside:
        return fine("No event of this customer was set aside")
    newest = max(each.at for each in case.aside)
    latest = Counter(each.reason for each in case.aside if newest - each.at <= WEEK)
    rows = [(at(each.at), each.event or "?", each.reason) for each in case.aside]
    return Seen(
        Weight.BAD if max(latest.values()) >= MANY else Weight.WARN,
        f"{several(len(case.aside), 'event')} could not be stored",
        f"They were kept aside: {listed(latest)}. They are in no count and on no page.",
        table("Received, Event, Why", rows, url="/settings/quarantine"),
    )


CHECK = Check(
    slug="dropped",
    title="Events dropped or set aside",
    asks="Were events of this customer refused or set aside?",
    cause="The product sends events that break the rules: too large, a uuid used twice, or not of"
    " the right form.",
    fix="Open the events that were set aside, and correct the code that sends them. Where only a"
    " retry used a uuid again, nothing is lost.",
    look=look,
)
