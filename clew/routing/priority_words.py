"""How a ticket's history tells of its priority."""

from clew.routing.facts import PriorityFollowsPolicy
from clew.tickets.history import WORDS

WORDS[PriorityFollowsPolicy] = lambda _, by: f"{by} left the priority to the policy"
