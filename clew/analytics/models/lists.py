"""Saved lists of customers, and the events that the dashboard goes by."""

from django.db import models

from clew.people.models import Environment, Staff


class CustomerList(models.Model):
    """Columns, filters and order by name. Without an owner it is everybody's."""

    environment = models.ForeignKey(Environment, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=80)
    owner = models.ForeignKey(
        Staff, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=210)  # "people", or ":" and a group type's name
    columns = models.JSONField(default=list)  # names of columns, in order
    filters = models.JSONField(default=dict)  # {"all": [{"field", "operator", "value"}]}
    sort = models.CharField(max_length=210, default="", blank=True)  # a column; "-" for descending
    position = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["position", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["environment", "owner", "slug"],
                name="list_slug_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return self.name


class DashboardEvent(models.Model):
    """What counts as activity, as signing up, as paying. Several rows of a role are OR-ed."""

    class Role(models.TextChoices):
        ACTIVITY = "activity", "Activity"
        SIGNUP_PAGE = "signup_page", "Signup page view"
        SIGNUP = "signup", "Signup"
        SUBSCRIPTION = "subscription", "Subscription"
        PAYMENT = "payment", "Payment"

    environment = models.ForeignKey(Environment, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=14, choices=Role)
    event = models.CharField(max_length=200)
    filters = models.JSONField(default=list, blank=True)  # as a usage metric's

    class Meta:
        ordering = ["pk"]
