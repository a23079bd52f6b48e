"""Calendars as people keep them. ``clew.coverage.hours`` knows what follows from them."""

from typing import Any

from django.db import models

from clew.people.models import Team


class Calendar(models.Model):
    """When time counts: opening times by weekday in a zone, and days that are different.

    Targets name a calendar by its slug, which stays. Never deleted: a promise made by it is
    explained by it for ever.
    """

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=80, unique=True)
    description = models.CharField(max_length=300, default="", blank=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    weekly: Any = models.JSONField(default=dict)  # {"mon": [["09:00", "17:00"], …]}, see hours
    country = models.CharField(max_length=2, default="", blank=True)  # whose holidays; "" for none
    region = models.CharField(max_length=40, default="", blank=True)
    active = models.BooleanField(default=True)  # False: retired, no longer offered
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class DaySource(models.TextChoices):
    HAND = "hand", "Added by hand"
    HOLIDAYS = "holidays", "Public holidays"


class CalendarDay(models.Model):
    """A date whose opening times replace those of its weekday. No slots: closed all day."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()
    name = models.CharField(max_length=120, default="", blank=True)
    slots: Any = models.JSONField(default=list)
    source = models.CharField(max_length=10, choices=DaySource, default=DaySource.HAND)
    edited = models.BooleanField(default=False)  # by a person: importing again leaves it alone
    taken_out = models.BooleanField(default=False)  # an ordinary day after all

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["calendar", "day"], name="one_entry_per_calendar_day")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class TeamCalendar(models.Model):
    """The business hours of a team."""

    team = models.OneToOneField(Team, on_delete=models.CASCADE, related_name="+")
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="teams")
