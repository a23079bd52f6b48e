"""Why a view is empty, what will fill it, and one way on."""

from dataclasses import dataclass, replace

from clew.tickets.queries import VIEWS, View


@dataclass(frozen=True)
class Emptiness:
    title: str
    text: str
    way_on: View | None = None


_VIEWS = {view.slug: view for view in VIEWS}
_KNOWN = {
    "unassigned": Emptiness(
        "Everything has an owner",
        "New tickets appear here by themselves until somebody takes them.",
        _VIEWS["mine"],
    ),
    "mine": Emptiness(
        "Nothing is assigned to you",
        "Tickets you take or are given appear here until they are solved.",
        _VIEWS["unassigned"],
    ),
    "open": Emptiness(
        "No open tickets",
        "Every ticket is solved. New ones appear here by themselves.",
        _VIEWS["solved"],
    ),
    "solved": Emptiness(
        "Nothing solved in the last 7 days",
        "Tickets appear here when somebody solves them.",
        _VIEWS["open"],
    ),
}


def emptiness_of(view: View) -> Emptiness:
    if view.filter:
        return Emptiness(
            "Nothing fits the filter",
            "Tickets that come to fit it appear here by themselves.",
            replace(view, filter=""),
        )
    if view.is_counted_apart:
        return Emptiness(
            "No ticket fits this view now",
            view.description or "Tickets that come to fit its conditions appear here.",
            _VIEWS["open"],
        )
    text = f"Unsolved tickets of {view.label} appear here by themselves."
    return _KNOWN.get(view.slug) or Emptiness("No open tickets", text, _VIEWS["unassigned"])
