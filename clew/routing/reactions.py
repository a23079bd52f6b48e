"""What routing does when other domains record a fact. Each is safe to run twice."""

from clew.routing import (
    assignment_reactions,  # noqa: F401  registers its reactions and words
    automation_reactions,  # noqa: F401  registers rules and what they can do
    calendar_uses,  # noqa: F401  registers who goes by a calendar
    escalation_views,  # noqa: F401  registers views
    health_uses,  # noqa: F401  registers what can go by health
    ownership_conditions,  # noqa: F401  registers conditions and a grouping
    ownership_reactions,  # noqa: F401  registers its reactions
    ownership_views,  # noqa: F401  registers views
    ownership_words,  # noqa: F401  registers what the history says
    priority_words,  # noqa: F401  registers what the history says
    target_reactions,  # noqa: F401  registers its reactions
    target_words,  # noqa: F401  registers what the history says
    telling_of_escalations,  # noqa: F401  registers its reactions
)
