"""Usage metrics as admins define them, and what they came to for each account."""

from django.db import models

from clew.people.models import Environment, Group


class UsageMetric(models.Model):
    """A number about what a customer did; README.md of ``metrics/`` says what ``events`` holds."""

    class Math(models.TextChoices):
        COUNT = "count", "Number of events"
        SUM = "sum", "Sum of a property"
        PEOPLE = "people", "People"
        LAST = "last", "Latest value of a property"

    class Display(models.TextChoices):
        NUMBER = "number", "Number"
        SPARKLINE = "sparkline", "Sparkline"

    class Format(models.TextChoices):
        NUMBER = "number", "Number"
        CURRENCY = "currency", "Money"
        PERCENT = "percent", "Per cent"
        BYTES = "bytes", "Bytes"
        SECONDS = "seconds", "Time"

    environment = models.ForeignKey(Environment, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=80)
    description = models.CharField(max_length=300, default="", blank=True)
    events = models.JSONField(default=list)  # [{"event", "filters": [{"property", "operator", …}]}]
    filters = models.JSONField(default=list, blank=True)  # of all of them
    math = models.CharField(max_length=8, choices=Math, default=Math.COUNT)
    math_property = models.CharField(max_length=200, default="", blank=True)
    days = models.PositiveSmallIntegerField(default=30)  # 7, 30 or 90
    display = models.CharField(max_length=10, choices=Display, default=Display.NUMBER)
    format = models.CharField(max_length=10, choices=Format, default=Format.NUMBER)
    currency = models.CharField(max_length=3, default="", blank=True)
    more_is_better = models.BooleanField(default=True)
    position = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["environment", "slug"],
                condition=models.Q(deleted_at__isnull=True),
                name="metric_slug_once",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Figure(models.Model):
    """What a metric came to for an account, counted now and then for lists and health.

    Profiles count afresh. ``previous`` is the period before; both are empty for a metric of
    latest values without one.
    """

    metric = models.ForeignKey(UsageMetric, on_delete=models.CASCADE, related_name="figures")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    value = models.FloatField(null=True)
    previous = models.FloatField(null=True)
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["metric", "group"], name="one_figure_of_a_metric")
        ]
        indexes = [models.Index(fields=["metric", "-value", "group"], name="figures_by_value")]
