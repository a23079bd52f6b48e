"""Which fields of routing say something about a person."""

from clew.core.personal_data import register
from clew.routing.models import (
    AreaOwnership,
    Classification,
    CoverageGap,
    Escalation,
    Firing,
    LedgerEntry,
    PolicyVersion,
    ProductGroup,
    RecomputeJob,
    Region,
    Rule,
    Sme,
    Standing,
    Target,
    assignment,
)

register.declare(PolicyVersion, personal="by_name", other="id content note created_at")
register.declare(LedgerEntry, personal="data", other="id ticket position metric instance kind at")
register.declare(
    Target,
    personal="",
    other=(
        "id ticket metric instance state policy policy_name version calendar target_minutes"
        " started_at paused_minutes due_at fulfilled_at breached_at cancelled_at wakes_at warned"
        " explanation"
    ),
)
register.declare(
    Standing,
    personal="situation plan customer",
    other=(
        "ticket policy priority_by priority_reason version last_fact derived_at entries digest"
        " outcome reasons"
    ),
)
register.declare(ProductGroup, personal="", other="id name slug shared unclassified position")
register.declare(
    AreaOwnership, personal="", other="area label support_first group page_rules keywords"
)
register.declare(Region, personal="", other="id name slug position")
register.declare(Sme, personal="staff", other="id group region")
register.declare(CoverageGap, personal="", other="id group region reason began_at ended_at")
register.declare(
    Classification, personal="", other="ticket area how rule reason team label classified_at"
)
register.declare(
    Escalation,
    personal="note reason by by_name ended_by_name outcome_words",
    other="id ticket to team previous_team opened_at state ended_at outcome",
)
register.declare(
    Rule,
    personal="changed_by",
    other=(
        "id name trigger conditions actions active position system failures paused_at created_at"
        " changed_at deleted_at"
    ),
)
register.declare(
    Firing,
    personal="did",
    other=(
        "id rule rule_name ticket key state because cause moment after trace depth changes error"
        " attempts next_attempt_at at"
    ),
)
register.declare(
    RecomputeJob,
    personal="by_name",
    other=(
        "id version content state total done changed failed failures found reached created_at"
        " started_at finished_at"
    ),
)
register.declare(assignment.TeamAssignment, other="team way capacity is_billing")
register.declare(
    assignment.AssignmentSeat, personal="staff last_turn_at", other="id team takes_part capacity"
)
register.declare(assignment.AssignmentWait, other="ticket reason since tried_at")
register.declare(assignment.ReturnedTicket, other="id absence ticket because at")
