"""Server events without browser events: a content blocker may be at work."""

from datetime import timedelta

from clew.analytics.diagnosis.check import Check, Seen, fine, several, table
from clew.analytics.diagnosis.evidence import Case, Known, Use
from clew.analytics.diagnosis.finding import Weight
from clew.analytics.diagnosis.naming import is_named
from clew.analytics.diagnosis.sdks import BROWSER, is_client, is_server
from clew.analytics.diagnosis.words import day, total, who

DAYS, EVENTS = 3, 10  # of the server about one person, before it is suspicious
QUIET = timedelta(days=7)


def look(case: Case) -> Seen | None:
    if not any(version.lib in BROWSER for version in case.versions):
        return None  # nobody here sends from browsers
    known = [person for person in case.ours if is_named(case, person)]
    served = [(p, uses) for p in known if _is_served(uses := list(case.uses_of(p)))]
    if not served:
        return None
    silent = [(p, uses) for p, uses in served if _is_silent(case, p, uses)]
    if not silent:
        return fine("Browser and server both report")
    rows = [
        (who(person), f"{total([u for u in uses if is_server(u.lib)]):,}", _last_client(uses))
        for person, uses in silent
    ]
    first = who(silent[0][0])
    return Seen(
        Weight.WARN if not case.is_account or len(silent) * 2 > len(served) else Weight.INFO,
        f"Only the server reports about {first}"
        if len(silent) == 1
        else f"Only the server reports about {several(len(silent), 'person', 'people')}",
        "The server says that they are at work, but their browser sends nothing. Page views,"
        " browser errors and recordings are missing for them.",
        table("Person, Server events, Last from a browser", rows),
    )


def _is_served(uses: list[Use]) -> bool:
    server = [use for use in uses if is_server(use.lib)]
    return total(server) >= EVENTS and sum(use.days for use in server) >= DAYS


def _is_silent(case: Case, person: Known, uses: list[Use]) -> bool:
    """No browser ever, or none for a week while the server went on. Under another person: no."""
    same = case.by_email.get(person.email.strip().lower(), [])
    elsewhere = [use for other in same for use in case.uses_of(other)]
    browser = [use.last_at for use in (*uses, *elsewhere) if is_client(use.lib)]
    server = max(use.last_at for use in uses if is_server(use.lib))
    return not browser or server - max(browser) > QUIET


def _last_client(uses: list[Use]) -> str:
    seen = [use.last_at for use in uses if is_client(use.lib)]
    return day(max(seen)) if seen else "never"


CHECK = Check(
    slug="blocked",
    title="Browser blocked",
    asks="Does the browser report about people of whom the server reports?",
    cause="A content blocker or a company network stops the browser's events, or the person works"
    " through the API only.",
    fix="Send the browser's events through a proxy on your own domain. Ask whether they use the API"
    " only: then nothing is missing.",
    look=look,
    needs=frozenset({"uses", "versions"}),
)
