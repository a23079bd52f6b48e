"""How a team gives out its tickets, whose turn it is, and what waits for somebody."""

from django.db import models

from clew.coverage.models import OutOfOffice
from clew.people.models import Staff, Team
from clew.tickets.models import Ticket


class Way(models.TextChoices):
    MANUAL = "manual", "By hand"
    ROUND_ROBIN = "round_robin", "In turn"
    LEAST_LOADED = "least_loaded", "Who has the fewest"
    SME = "sme", "By expert"


class TeamAssignment(models.Model):
    """Its row is the lock: whoever decides holds it, so that two workers take turns."""

    team = models.OneToOneField(Team, on_delete=models.CASCADE, primary_key=True, related_name="+")
    way = models.CharField(max_length=12, choices=Way, default=Way.MANUAL)
    # New and open tickets somebody has at most before they are passed over; 0: no limit.
    capacity = models.PositiveSmallIntegerField(default=0)
    is_billing = models.BooleanField(default=False)  # its members are the billing specialists


class AssignmentSeat(models.Model):
    """Somebody's place in a team's turns. Without a row: takes part, at the team's capacity."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    takes_part = models.BooleanField(default=True)
    capacity = models.PositiveSmallIntegerField(null=True, blank=True)  # empty: as the team says
    last_turn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "staff"], name="one_seat_in_a_team")]


class AssignmentWait(models.Model):
    """A ticket that nobody could take, why, and since when; tried again as people come on."""

    ticket = models.OneToOneField(
        Ticket, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    reason = models.CharField(max_length=300)
    since = models.DateTimeField()
    tried_at = models.DateTimeField()


class ReturnedTicket(models.Model):
    """One that went back to its group while whoever had it was away."""

    absence = models.ForeignKey(
        OutOfOffice, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    because = models.CharField(max_length=10)  # reply, start, or woke
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["absence", "ticket", "at"], name="returned_once")
        ]
