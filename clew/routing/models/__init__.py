"""What was promised to customers, what came of it, and who has to do it."""

from clew.routing.models.assignment import (
    AssignmentSeat,
    AssignmentWait,
    ReturnedTicket,
    TeamAssignment,
    Way,
)
from clew.routing.models.automations import Firing, FiringState, Rule
from clew.routing.models.escalations import EscalatedTo, Escalation, EscalationState, Outcome
from clew.routing.models.ledger import LedgerEntry, Target
from clew.routing.models.ownership import (
    AreaOwnership,
    Classification,
    CoverageGap,
    GapReason,
    How,
    ProductGroup,
    Region,
    Sme,
)
from clew.routing.models.policies import PolicyVersion
from clew.routing.models.recomputing import RecomputeJob, RecomputeState
from clew.routing.models.standing import Standing

__all__ = [
    "AreaOwnership",
    "AssignmentSeat",
    "AssignmentWait",
    "Classification",
    "CoverageGap",
    "EscalatedTo",
    "Escalation",
    "EscalationState",
    "Firing",
    "FiringState",
    "GapReason",
    "How",
    "LedgerEntry",
    "Outcome",
    "PolicyVersion",
    "ProductGroup",
    "RecomputeJob",
    "RecomputeState",
    "Region",
    "ReturnedTicket",
    "Rule",
    "Sme",
    "Standing",
    "Target",
    "TeamAssignment",
    "Way",
]
