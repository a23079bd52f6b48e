"""Who owns what: product areas in groups, the people who know them, and gaps between those."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from clew.people.models import Staff, Team
from clew.tickets.models import Area, Ticket


class ProductGroup(models.Model):
    """Areas that the same people know well. A shared one is everybody's work."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    shared = models.BooleanField(default=False)
    # Holds what has no area, or one that is in no group.
    unclassified = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["unclassified"],
                condition=models.Q(unclassified=True),
                name="one_unclassified_group",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def view(self) -> str:
        """The slug of its view in the inbox."""
        return f"group-{self.slug}"


class AreaOwnership(models.Model):
    """What routing knows of an area. An area without one is answered by support first."""

    area = models.OneToOneField(Area, on_delete=models.CASCADE, related_name="+", primary_key=True)
    label = models.CharField(max_length=80, default="", blank=True)  # a tag that its tickets get
    support_first = models.BooleanField(default=True)  # False: the owning team answers
    group = models.ForeignKey(
        ProductGroup, on_delete=models.SET_NULL, null=True, blank=True, related_name="areas"
    )
    page_rules = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    keywords = ArrayField(models.CharField(max_length=80), default=list, blank=True)


class Region(models.Model):
    """A part of the day that one person covers."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class Sme(models.Model):
    """The subject-matter expert of a product group in a region."""

    group = models.ForeignKey(ProductGroup, on_delete=models.CASCADE, related_name="smes")
    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="smes")
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "region"], name="one_sme_for_a_region")
        ]


class GapReason(models.TextChoices):
    NOBODY = "nobody", "Nobody"
    AWAY = "away", "Away"


class CoverageGap(models.Model):
    """A group that nobody covered in a region, from when to when."""

    group = models.ForeignKey(ProductGroup, on_delete=models.CASCADE, related_name="+")
    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=10, choices=GapReason)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "region"],
                condition=models.Q(ended_at=None),
                name="one_gap_at_a_time",
            )
        ]


class How(models.TextChoices):
    FORM = "form", "Chosen in the help form"
    PAGE = "page", "By the page"
    KEYWORD = "keyword", "By a keyword"
    SLACK = "slack", "Chosen in Slack"
    PERSON = "person", "Chosen by a person"
    API = "api", "Set through the API"
    RULE = "rule", "Set by an automation"


class Classification(models.Model):
    """How a ticket came to its area, and what it got with it.

    ``team`` and ``label`` are what the area gave: another team on the ticket was set by hand.
    """

    ticket = models.OneToOneField(
        Ticket, on_delete=models.CASCADE, related_name="+", primary_key=True
    )
    area = models.CharField(max_length=80, default="", blank=True)
    how = models.CharField(max_length=10, choices=How)
    rule = models.CharField(max_length=300, default="", blank=True)  # the one that matched
    reason = models.CharField(max_length=500, default="", blank=True)  # in words
    team = models.ForeignKey(
        Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    label = models.CharField(max_length=80, default="", blank=True)
    classified_at = models.DateTimeField()
