"""The tabs over a timeline."""

from dataclasses import dataclass

from clew.events.records import Kind


@dataclass(frozen=True, slots=True)
class Tab:
    slug: str
    label: str
    part: str  # of the page; see subject.PARTS
    kind: Kind = Kind.ALL


TABS = (
    Tab("all", "All", "timeline"),
    Tab("events", "Events", "timeline", Kind.EVENTS),
    Tab("errors", "Errors", "errors", Kind.ERRORS),
    Tab("llm", "LLM traces", "traces", Kind.LLM),
    Tab("tickets", "Tickets", "tickets"),
)


def tab_named(slug: str) -> Tab:
    """The first one for anything unknown: a link from an old page still opens the page."""
    return next((tab for tab in TABS if tab.slug == slug), TABS[0])
