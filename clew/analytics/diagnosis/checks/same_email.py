"""Several persons with one email."""

from clew.analytics.diagnosis.check import Check, Seen, fine, several, table
from clew.analytics.diagnosis.evidence import Case, Known
from clew.analytics.diagnosis.finding import Weight
from clew.analytics.diagnosis.words import libs, listed, total, who


def look(case: Case) -> Seen | None:
    asked = case.by_email
    if not asked:
        return None
    split = {email: found for email, found in asked.items() if len(found) > 1}
    if not split:
        return fine("Each email belongs to one person")
    return _told(case, split, len(asked))


def _told(case: Case, split: dict[str, list[Known]], asked: int) -> Seen:
    email, people = next(iter(split.items()))
    both_active = any(sum(any(case.uses_of(p)) for p in found) > 1 for found in split.values())
    if len(split) == 1:
        title = f"One email, {several(len(people), 'person', 'people')}"
        told = (
            f"{email} stands on {len(people)} profiles: their events, flags and tickets are apart."
        )
    else:
        title = f"{len(split)} of {asked} emails stand on several profiles"
        told = f"Among them {listed(split)}. Their events, flags and tickets are apart."
    rows = [
        (email, who(person), listed(person.distinct_ids, 2), libs(uses), f"{total(uses):,}")
        for email, found in split.items()
        for person in found
        for uses in [list(case.uses_of(person))]
    ]
    weight = Weight.BAD if both_active else Weight.WARN
    if len(split) == 1:  # the title says which
        return Seen(weight, title, told, table("Person, Ids, SDKs, Events", [r[1:] for r in rows]))
    return Seen(weight, title, told, table("Email, Person, Ids, SDKs, Events", rows))


CHECK = Check(
    slug="same-email",
    title="One email, several people",
    asks="Does the customer's email stand on more than one profile?",
    cause="Two parts of the product call the same human by different ids, and nothing ever said"
    " that the ids belong together.",
    fix="Use one id everywhere: the user's id in your database, in the browser and on the server."
    " Join what is there already with one alias call, or $merge_dangerously when both are"
    " identified.",
    look=look,
    needs=frozenset({"uses"}),
)
