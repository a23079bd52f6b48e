"""What counts as what, in words; what was guessed is said to be."""

from clew.analytics.dashboard.roles import Chosen, Role, Roles
from clew.analytics.metrics.matching import EventMatcher
from clew.analytics.metrics.wording import filter_words

_PLURAL = {
    Role.SIGNUP_PAGE: "views of the signup page",
    Role.SIGNUP: "signups",
    Role.SUBSCRIPTION: "subscriptions",
    Role.PAYMENT: "payments",
}


def chosen_words(chosen: Chosen) -> str:
    if chosen.matchers:
        return " or ".join(matcher_words(one) for one in chosen.matchers)
    return "Any event that a customer sent" if chosen.role == Role.ACTIVITY else "No event yet"


def matcher_words(matcher: EventMatcher) -> str:
    name = matcher.event or "any event"
    filters = " and ".join(filter_words(one) for one in matcher.filters)
    return f"{name} where {filters}" if filters else name


def _briefly(chosen: Chosen) -> str:
    filtered = any(one.filters for one in chosen.matchers)
    names = " or ".join(f"“{one.event}”" for one in chosen.matchers)
    return f"{names} at some addresses" if filtered else names


def guess_words(roles: Roles) -> str:
    """One or two sentences; "" when admins chose everything."""
    asked = [one for one in roles.all if one.role != Role.ACTIVITY]
    guessed = [
        f"{_PLURAL[one.role]} by {_briefly(one)}" for one in asked if one.guessed and one.matchers
    ]
    missing = [_PLURAL[one.role] for one in asked if not one.is_known]
    said = []
    if guessed:
        said.append(f"Guessed from your events: {_listed(guessed)}.")
    if missing:
        said.append(f"No event looks like {_listed(missing, 'or')}.")
    return " ".join(said)


def _listed(parts: list[str], last: str = "and") -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {last} {parts[-1]}"
