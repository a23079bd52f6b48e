"""A ticket that needs more than whoever has it: to whom it was given, why, and what came of it."""

from django.db import models

from clew.people.models import Staff, Team
from clew.tickets.models import Message, Ticket


class EscalatedTo(models.TextChoices):
    SUPPORT = "support", "Support"
    ENGINEERING = "engineering", "Engineering"


class EscalationState(models.TextChoices):
    OPEN = "open", "Open"
    ENDED = "ended", "Ended"
    UNDONE = "undone", "Taken back"  # by whoever escalated, within minutes


class Outcome(models.TextChoices):
    FIXED = "fixed", "Fixed"
    BUG_LINKED = "bug_linked", "Bug linked"
    FEATURE_REQUEST = "feature_request", "Feature request"
    ANSWERED = "answered", "Answer given"
    NOT_OURS = "not_ours", "Not ours"


class Escalation(models.Model):
    """At most one is open on a ticket. ``note`` says why, what was tried and what was seen."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    to = models.CharField(max_length=12, choices=EscalatedTo)
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, related_name="+")
    # Whose it was, and becomes again. Empty: nobody's.
    previous_team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, related_name="+")
    note = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=300)  # why, in one line
    by = models.ForeignKey(Staff, on_delete=models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=200)  # an API token has only that
    opened_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=EscalationState, default=EscalationState.OPEN)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by_name = models.CharField(max_length=200, default="", blank=True)
    outcome = models.CharField(max_length=16, choices=Outcome, default="", blank=True)
    outcome_words = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"],
                condition=models.Q(state=EscalationState.OPEN),
                name="one_open_escalation",
            )
        ]

    def __str__(self) -> str:
        return f"{self.ticket} to {self.get_to_display()}"

    @property
    def is_open(self) -> bool:
        return self.state == EscalationState.OPEN

    @property
    def team_name(self) -> str:
        return self.team.name if self.team else "a team that is gone"
