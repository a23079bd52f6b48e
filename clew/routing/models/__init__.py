"""What was promised to customers, what came of it, and who has to do it."""

from clew.routing.models.ledger import LedgerEntry, Target
from clew.routing.models.policies import PolicyVersion
from clew.routing.models.standing import Standing

__all__ = ["LedgerEntry", "PolicyVersion", "Standing", "Target"]
