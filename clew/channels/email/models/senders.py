"""What we know of those who write: blocked, away, unsubscribed, storming."""

from django.db import models

from clew.people.models import Person, Staff
from clew.tickets.models import Ticket


class BlockedSender(models.Model):
    """``pattern`` is an address, or ``@domain``; in small letters."""

    pattern = models.CharField(max_length=320, unique=True)
    by = models.ForeignKey(Staff, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()


class Unsubscribed(models.Model):
    """An address that wants no copies of a ticket any more; without a ticket, nothing automatic."""

    address = models.CharField(max_length=320)  # in small letters
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["address", "ticket"], name="unsubscribed_once", nulls_distinct=False
            )
        ]


class CustomerAway(models.Model):
    """A customer's mailbox said that they are out of office."""

    person = models.OneToOneField(
        Person, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    until = models.DateField(null=True, blank=True)
    said = models.CharField(max_length=300)  # the beginning of the automatic reply
    noted_at = models.DateTimeField()


class Storm(models.Model):
    """Many mails alike in a short time: one ticket, and a number on it."""

    key = models.CharField(max_length=64, unique=True)  # of sender and subject
    sender = models.CharField(max_length=320)
    subject = models.CharField(max_length=300)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, null=True, related_name="+")
    count = models.PositiveIntegerField(default=0)  # mails that were not filed because of it
    began_at = models.DateTimeField()
    last_at = models.DateTimeField()
