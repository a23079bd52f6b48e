"""How an account is doing: a score from weighted parts, each with its reason."""

from django.db import models

from clew.people.models import Environment, Group


class Band(models.TextChoices):
    HEALTHY = "healthy", "Healthy"
    FAIR = "fair", "Fair"
    POOR = "poor", "Poor"


class HealthPart(models.Model):
    """One part of the score as an admin weighs it. ``kind`` is a registered part's name."""

    environment = models.ForeignKey(Environment, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    weight = models.PositiveSmallIntegerField()  # 0: left out
    settings = models.JSONField(default=dict, blank=True)  # {"healthy": 5, "poor": 10, …}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["environment", "kind"], name="health_part_once")
        ]


class Health(models.Model):
    """As it is now. ``parts``: [{"kind", "label", "score", "weight", "reason"}], worst first.

    ``values``: {kind: number} of every part that has data, also of those that do not count, so
    that other weights can be tried without counting again.
    """

    group = models.OneToOneField(
        Group, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    environment = models.ForeignKey(Environment, on_delete=models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField()  # 0 to 100
    band = models.CharField(max_length=8, choices=Band)
    before = models.PositiveSmallIntegerField(null=True)  # a week ago
    parts = models.JSONField(default=list)
    values = models.JSONField(default=dict, db_default={}, blank=True)
    scored_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["environment", "score", "group"], name="health_by_score")]


class HealthDay(models.Model):
    """The last score of a day (UTC). A day without a row had the score of the day before."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    score = models.PositiveSmallIntegerField()
    parts = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "day"], name="one_health_of_a_day")]


class HealthRun(models.Model):
    """How far the latest scoring of all accounts is."""

    environment = models.OneToOneField(
        Environment, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
