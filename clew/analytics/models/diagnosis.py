"""What the checks found about a customer, kept for the ticket that made us look."""

from django.db import models

from clew.people.models import Environment, Group, Person


class Diagnosis(models.Model):
    """``findings``: see ``diagnosis/finding.py``; worst first. One for each ticket, the latest."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    environment = models.ForeignKey(Environment, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    group = models.ForeignKey(
        Group, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    ticket = models.PositiveBigIntegerField(null=True, blank=True, unique=True)  # its number
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    findings = models.JSONField(default=list)
    checks = models.PositiveSmallIntegerField(default=0)  # how many looked
    about_at = models.DateTimeField()  # the time looked around: when the ticket was opened
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True, blank=True)
    took_ms = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(
                fields=["about_at"], name="diagnosis_waiting", condition=models.Q(state="waiting")
            )
        ]
