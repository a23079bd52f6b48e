"""Which of the events seen look like signing up and paying. Pure; said openly on the page."""

import re
from collections.abc import Sequence

from clew.analytics.dashboard.names import SeenEvent
from clew.analytics.metrics.matching import EventMatcher, PropertyFilter
from clew.analytics.models import DashboardEvent

Role = DashboardEvent.Role
_WHO = r"(?:user |customer |account |new user )?"
_DONE = r"(?: (?:completed|complete|succeeded|successful|finished|submitted))?"
_VIEWED = r"(?: page)? (?:viewed|view|visited|opened|seen|loaded)"
NAMES = {
    Role.SIGNUP_PAGE: rf"(?:viewed )?(?:sign ?up|register|registration)(?:{_VIEWED}| page)",
    Role.SIGNUP: rf"{_WHO}(?:signed up|sign ?up|registered|registration|register){_DONE}"
    r"|(?:account|user) created|created account",
    Role.SUBSCRIPTION: rf"{_WHO}(?:subscribed|upgraded|upgraded plan)"
    r"|(?:subscription|plan|paid plan) (?:started|created|activated|upgraded|purchased)",
    Role.PAYMENT: rf"{_WHO}(?:paid|purchased|invoice paid|paid invoice)"
    r"|(?:invoice|payment|charge|purchase|order|checkout) "
    r"(?:paid|succeeded|received|completed|made|successful)"
    r"|(?:payment|purchase)",
}
SIGNUP_PATHS = ("/signup", "/sign-up", "/register")
# Reading the address of each page view costs too much where there are more, unless asked for.
MOST_PAGE_VIEWS = 200_000


def guesses(seen: Sequence[SeenEvent]) -> dict[Role, tuple[EventMatcher, ...]]:
    """The most frequent name of each kind; roles that no name suggests are left out."""
    found: dict[Role, tuple[EventMatcher, ...]] = {}
    for role, pattern in NAMES.items():
        named = (one.name for one in seen if re.fullmatch(pattern, plain(one.name)))
        if name := next(named, ""):
            found[role] = (EventMatcher(name),)
    if Role.SIGNUP_PAGE not in found and Role.SIGNUP in found:
        found.update(_signup_page(seen))
    return found


def plain(name: str) -> str:
    """``userSignedUp``, ``user_signed_up`` and ``User signed-up`` alike."""
    apart = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", name)
    return " ".join(re.findall(r"[a-z0-9]+", apart.lower()))


def _signup_page(seen: Sequence[SeenEvent]) -> dict[Role, tuple[EventMatcher, ...]]:
    views = next((one.times for one in seen if one.name == "$pageview"), 0)
    if not 0 < views <= MOST_PAGE_VIEWS:
        return {}
    path = PropertyFilter("$pathname", "contains", SIGNUP_PATHS)
    return {Role.SIGNUP_PAGE: (EventMatcher("$pageview", (path,)),)}
