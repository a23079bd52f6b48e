"""What an installation adds to tickets: fields of its own, and tags with a colour."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from clew.people.models import Staff


class FieldKind(models.TextChoices):
    TEXT = "text", "Text"
    NUMBER = "number", "Number"
    CHOICE = "choice", "Choice"
    DATE = "date", "Date"
    PERSON = "person", "Person of staff"
    CHECKBOX = "checkbox", "Checkbox"


class TicketField(models.Model):
    """A field admins defined; its values are in Ticket.fields under ``slug``."""

    slug = models.SlugField(max_length=40, unique=True)
    label = models.CharField(max_length=60)
    help = models.CharField(max_length=200, default="", blank=True)
    kind = models.CharField(max_length=10, choices=FieldKind, default=FieldKind.TEXT)
    # [{"value": "eu-west", "label": "EU west", "retired": false}], in the order they are shown
    choices = models.JSONField(default=list, blank=True)
    # Statuses a ticket may only move to when this is filled in.
    required_on = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    # Product areas it is shown for; empty is all.
    areas = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    shown_to_customer = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)
    active = models.BooleanField(default=True)  # retired fields keep their values
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.label


class Tone(models.TextChoices):
    """Names of the design's tones; "" is the plain tag."""

    NONE = "", "None"
    RED = "red", "Red"
    AMBER = "amber", "Amber"
    GREEN = "green", "Green"
    BLUE = "blue", "Blue"
    VIOLET = "violet", "Violet"


class Tag(models.Model):
    """What is known of a tag beyond its name; tickets hold the names themselves."""

    name = models.CharField(max_length=80, unique=True)
    tone = models.CharField(max_length=10, choices=Tone, default=Tone.NONE, blank=True)
    description = models.CharField(max_length=200, default="", blank=True)
    created_by = models.ForeignKey(
        Staff, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
