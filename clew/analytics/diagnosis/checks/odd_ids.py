"""Ids that look wrong: placeholders, spellings that differ, an email here and a number there."""

from collections import defaultdict
from collections.abc import Iterator

from clew.analytics.diagnosis.check import Check, Seen, fine, several, table
from clew.analytics.diagnosis.evidence import Case, Known
from clew.analytics.diagnosis.finding import Weight
from clew.analytics.diagnosis.words import libs, listed
from clew.people.identity.ids import is_illegal
from clew.people.identity.merging import ILLEGAL_ID

Row = tuple[str, str, str]  # id, sent by, what is wrong


def look(case: Case) -> Seen | None:
    ids = sorted(case.own_ids)
    if not ids:
        return None
    nothing = list(_placeholders(case, ids))
    spelled = list(_spellings(case))
    mixed = [] if spelled else list(_mixed(case))
    rows = [*nothing, *spelled, *mixed]
    if not rows:
        return fine(f"{several(len(ids), 'id')}, none of them odd")
    evidence = table("Id, Sent by, What is wrong", rows)
    if nothing:
        return Seen(
            Weight.BAD,
            f"An id that stands for nobody: {nothing[0][0]}",
            "The product sent a placeholder where a user's id belongs. Events of many people may"
            " stand under it, and nothing can be joined on it.",
            evidence,
        )
    if spelled:
        return Seen(
            Weight.BAD,
            "The same id, spelled differently",
            f"{listed(row[0] for row in rows)} differ only in letter case or spaces. To Clew they"
            " are different ids.",
            evidence,
            cause="One SDK is given the id as typed, another one as stored.",
            fix="Trim the id and use one letter case before it is given to any SDK.",
        )
    return Seen(
        Weight.WARN,
        "One SDK sends an email, another one an id",
        f"{listed(row[0] for row in rows)} are the same human's. They are one person only as long"
        " as something joins them, and an email can change.",
        evidence,
        cause="The two SDKs were set up by different teams, or at different times.",
        fix="Use the user's id everywhere, and send the email as a property of the person.",
    )


def _placeholders(case: Case, ids: list[str]) -> Iterator[Row]:
    for each in ids:
        if is_illegal(each):
            yield each or "(empty)", libs(case.by_id.get(each, ())), "stands for “no id”"
    for refused in case.refused:
        if refused.kind == ILLEGAL_ID:
            odd = refused.other_id if is_illegal(refused.other_id) else refused.distinct_id
            yield odd or "(empty)", refused.distinct_id, "was to be joined"


def _spellings(case: Case) -> Iterator[Row]:
    alike: dict[str, set[str]] = defaultdict(set)
    for each in {*case.own_ids, *(i for p in case.people for i in p.distinct_ids)}:
        alike["".join(each.lower().split())].add(each)
    for same in alike.values():
        if len(same) > 1 and same & case.own_ids:
            for each in sorted(same):
                yield each, libs(case.by_id.get(each, ())), "differs in case or spaces"


def _mixed(case: Case) -> Iterator[Row]:
    """Of one human: the email as id in one SDK, something else in another."""
    for same in case.by_email.values():
        ids = [each for person in same for each in person.distinct_ids if each in case.by_id]
        emails = [each for each in ids if "@" in each]
        others = [each for each in ids if "@" not in each and _is_chosen(case, same, each)]
        sent_by = {use.lib for each in emails for use in case.by_id[each]}
        differ = [each for each in others if not sent_by & {use.lib for use in case.by_id[each]}]
        if emails and differ:
            for each in [*emails, *differ]:
                what = "an email" if "@" in each else "an id"
                yield each, libs(case.by_id[each]), what


def _is_chosen(case: Case, people: list[Known], distinct_id: str) -> bool:
    """Not an anonymous id that the SDK made up and identify joined."""
    joined = {call.other_id for call in case.calls}
    return distinct_id not in joined and len(people) > 0


CHECK = Check(
    slug="odd-id",
    title="Id that looks wrong",
    asks="Are there placeholders among the ids, or spellings that differ?",
    cause="Identify was called before the user was loaded, and the text “undefined”, “null” or an"
    " empty id was sent.",
    fix="Call identify only once the id is known, as text. Until then the SDK's own anonymous id is"
    " the right one.",
    look=look,
)
