"""Merges that were refused because both ids are known people."""

from clew.analytics.diagnosis.check import Check, Seen, fine, several, table
from clew.analytics.diagnosis.checks.merge_order import wrong_aliases
from clew.analytics.diagnosis.evidence import Case, Refused
from clew.analytics.diagnosis.finding import Weight
from clew.analytics.diagnosis.words import at, who
from clew.people.identity.merging import ALREADY_IDENTIFIED


def look(case: Case) -> Seen | None:
    told = {(call.distinct_id, call.other_id) for call in wrong_aliases(case)}
    refused = [
        each
        for each in case.refused
        if each.kind == ALREADY_IDENTIFIED and (each.distinct_id, each.other_id) not in told
    ]
    if not refused:  # others are told by the checks that know their cause
        return None if case.refused or not case.calls else fine("No merge was refused")
    rows = [(at(e.at), e.distinct_id, e.other_id, _people(case, e)) for e in refused]
    return Seen(
        Weight.BAD if any(_same_human(case, each) for each in refused) else Weight.WARN,
        f"{several(len(refused), 'merge')} refused",
        "Both ids belong to known people, and joining them could show one the other's data. The SDK"
        " was not told.",
        table("When, Id, Other id, People", rows),
    )


def _people(case: Case, refused: Refused) -> str:
    owners = (case.owners.get(refused.distinct_id), case.owners.get(refused.other_id))
    return " and ".join(who(owner) if owner else "somebody else" for owner in owners)


def _same_human(case: Case, refused: Refused) -> bool:
    one, other = case.owners.get(refused.distinct_id), case.owners.get(refused.other_id)
    if not one or not other or not one.email or one.id == other.id:
        return False
    return one.email.strip().lower() == other.email.strip().lower()


CHECK = Check(
    slug="refused-merge",
    title="Refused merge",
    asks="Did identify or alias try to join two known people?",
    cause="A second user signed in on a device where the first had not signed out; or one"
    " human has two ids, and both were identified before they were joined.",
    fix="Two people: call reset() at sign-out. One human: send $merge_dangerously once, then use"
    " one id everywhere.",
    look=look,
)
