"""Identify and group calls that were ignored for reasons other than a refused merge."""

from clew.analytics.diagnosis.check import Check, Seen, fine, several, table
from clew.analytics.diagnosis.evidence import Case
from clew.analytics.diagnosis.finding import Weight
from clew.analytics.diagnosis.words import at
from clew.people.identity.grouping import TOO_MANY_GROUP_TYPES, UNUSABLE_GROUP
from clew.people.identity.rules import NEEDS_PERSON

WORDS = {
    NEEDS_PERSON: "Sent with person profiles off",
    UNUSABLE_GROUP: "The group has no usable type or key",
    TOO_MANY_GROUP_TYPES: "Five group types are in use already",
}


def look(case: Case) -> Seen | None:
    if not case.own_uses:
        return None
    ignored = [each for each in case.refused if each.kind in WORDS]
    if not ignored:
        return fine("No identify or group call was ignored")
    rows = [(at(each.at), each.distinct_id, WORDS[each.kind]) for each in ignored]
    return Seen(
        Weight.WARN,
        f"{several(len(ignored), 'call')} ignored",
        "The events are kept, but they changed nobody and no group.",
        table("When, Id, Why", rows),
    )


CHECK = Check(
    slug="ignored-call",
    title="Ignored identify or group call",
    asks="Were identify or group calls stored without effect?",
    cause="$process_person_profile was false on an identify call, or a group call had no key.",
    fix="Send identify, alias and group calls with person profiles on, and with a type and a key.",
    look=look,
)
