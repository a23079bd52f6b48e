"""Reset on every page: one human, a new id all the time."""

from collections import defaultdict
from datetime import date

from clew.analytics.diagnosis.check import Check, Seen, fine, several, table
from clew.analytics.diagnosis.evidence import Case, Known, Use
from clew.analytics.diagnosis.finding import Weight
from clew.analytics.diagnosis.sdks import MADE_UP, is_client
from clew.analytics.diagnosis.words import at, who

A_DAY, MANY = 4, 12  # new anonymous ids of one human: on one day, and in all


def look(case: Case) -> Seen | None:
    clients = [use for use in case.own_uses if is_client(use.lib)]
    if not clients:
        return None
    found = [(person, uses) for person in case.ours if (uses := _fresh(case, person))]
    worst = [(person, uses) for person, uses in found if _is_much(uses)]
    if not worst:
        return fine("Browsers keep their id")
    person, uses = max(worst, key=lambda pair: len(pair[1]))
    rows = [(use.distinct_id, at(use.first_at), f"{use.events:,}") for use in uses]
    return Seen(
        Weight.BAD if len(uses) >= MANY else Weight.WARN,
        f"{several(len(uses), 'anonymous id')} for {who(person)}",
        f"On one day {_most_a_day(uses)} new ids began for the same human. Each one begins with no"
        " history: flags may flip, first-touch data is lost, funnels see many visitors.",
        table("Id, Began, Events", rows),
    )


def _fresh(case: Case, person: Known) -> list[Use]:
    """Ids an SDK made up, that were used on one day only; oldest first."""
    uses = [
        use
        for use in case.uses_of(person)
        if is_client(use.lib) and use.days == 1 and MADE_UP.fullmatch(use.distinct_id)
    ]
    return sorted(uses, key=lambda use: use.first_at)


def _is_much(uses: list[Use]) -> bool:
    return len(uses) >= MANY or _most_a_day(uses) >= A_DAY


def _most_a_day(uses: list[Use]) -> int:
    days: dict[date, set[str]] = defaultdict(set)
    for use in uses:
        days[use.first_at.date()].add(use.distinct_id)
    return max(map(len, days.values()), default=0)


CHECK = Check(
    slug="resets",
    title="Reset on every page",
    asks="Does the same browser get a new anonymous id again and again?",
    cause="reset() runs on every page load or at every sign-in, or the browser may not keep the"
    " SDK's cookie (storage blocked, a page inside a frame).",
    fix="Call reset() at sign-out only. Check that the SDK may write cookies or local storage on"
    " this domain.",
    look=look,
    needs=frozenset({"uses"}),
)
