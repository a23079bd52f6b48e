"""Product areas: the list that tickets, the help form and macros offer."""

from django.db import models

from clew.people.models import Team


class Area(models.Model):
    """Tickets keep the area's name as text, so a retired area still reads well on old tickets."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    description = models.CharField(max_length=300, default="", blank=True)
    team = models.ForeignKey(  # who owns it
        Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    active = models.BooleanField(default=True)  # False: retired, no longer offered
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name
