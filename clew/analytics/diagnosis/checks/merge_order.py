"""Alias or identify in the wrong order, the Python alias trap among it."""

from clew.analytics.diagnosis.check import Check, Seen, fine, several, table
from clew.analytics.diagnosis.evidence import Call, Case
from clew.analytics.diagnosis.finding import Evidence, Weight
from clew.analytics.diagnosis.sdks import is_server
from clew.analytics.diagnosis.words import at
from clew.people.identity.merging import ALREADY_IDENTIFIED

ALIAS = "$create_alias"


def look(case: Case) -> Seen | None:
    wrong = wrong_aliases(case)
    if not wrong:
        right = sum(call.event == ALIAS for call in case.calls)
        return fine(f"{several(right, 'alias call')} in the right order") if right else None
    trapped = [call for call in wrong if _is_trap(case, call)]
    rows = [(at(c.at), c.lib, c.distinct_id, c.other_id, _why(case, c)) for c in wrong]
    evidence = table("When, SDK, Into, Other id, Why not", rows)
    return _trap(trapped, evidence) if trapped else _late(wrong, evidence)


def wrong_aliases(case: Case) -> list[Call]:
    """Alias calls that were refused, because both ids were known people by then."""
    refused = {
        (each.distinct_id, each.other_id)
        for each in case.refused
        if each.kind == ALREADY_IDENTIFIED
    }
    aliases = [call for call in case.calls if call.event == ALIAS and call.other_id]
    return [call for call in aliases if (call.distinct_id, call.other_id) in refused]


def _is_trap(case: Case, call: Call) -> bool:
    """alias(previous_id=anonymous, distinct_id=user): the user is the side to be absorbed."""
    into = case.owners.get(call.distinct_id)
    other = case.owners.get(call.other_id)
    anonymous = into is None or not into.identified
    return bool(anonymous and other and other.identified and is_server(call.lib))


def _why(case: Case, call: Call) -> str:
    before = [
        each.at
        for each in case.calls
        if each.event == "$identify" and each.distinct_id == call.other_id and each.at <= call.at
    ]
    if before:
        return f"{call.other_id} was identified on {at(min(before))}"
    return f"{call.other_id} was identified already"


def _trap(wrong: list[Call], evidence: Evidence) -> Seen:
    return Seen(
        Weight.BAD,
        "An alias call names the two ids the wrong way round",
        f"{wrong[0].distinct_id} was to absorb {wrong[0].other_id}, who is identified. That is"
        " refused, so the anonymous events stay apart. The SDK reported no error.",
        evidence,
        cause="In server SDKs alias(previous_id, distinct_id) makes the second id the side that is"
        " absorbed. Once it is identified, nothing may absorb it.",
        fix="Swap the two: alias(previous_id=user id, distinct_id=anonymous id); or send $identify"
        " with the user's id and $anon_distinct_id.",
    )


def _late(wrong: list[Call], evidence: Evidence) -> Seen:
    return Seen(
        Weight.BAD,
        f"{several(len(wrong), 'alias call')} came too late",
        "Both ids had been identified before alias joined them, so the call was refused and they"
        " stay two people.",
        evidence,
    )


CHECK = Check(
    slug="merge-order",
    title="Alias or identify in the wrong order",
    asks="Were alias calls sent before both ids were identified, and the right way round?",
    cause="Identify with the first id, identify with the second, then alias: by then both are known"
    " people, and no known person absorbs another.",
    fix="Identify with one id only, then alias the second onto it. What is split already is joined"
    " by one $merge_dangerously, after you made sure that it is one human.",
    look=look,
    needs=frozenset({"calls"}),
)
