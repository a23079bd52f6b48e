"""What routing does when other domains record a fact. Each is safe to run twice."""

from clew.routing import (
    ownership_reactions,  # noqa: F401  registers its reactions
    ownership_words,  # noqa: F401  registers what the history says
    telling_of_escalations,  # noqa: F401  registers its reactions
)
