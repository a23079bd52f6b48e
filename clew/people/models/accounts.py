"""What is known of an account beside its properties: its money, its owners, its history."""

from django.db import models

from clew.people.models.customers import Person
from clew.people.models.environments import Environment
from clew.people.models.groups import Group
from clew.people.models.staff import Staff


class AccountField(models.TextChoices):
    """What Clew itself understands of an account. ``plan`` is kept on the group."""

    PLAN = "plan", "Plan"
    MRR = "mrr", "MRR"
    ARR = "arr", "ARR"
    CURRENCY = "currency", "Currency"
    TRIAL_ENDS = "trial_ends_at", "Trial ends"
    RENEWS = "renews_at", "Renews"
    SEATS = "seats", "Seats"
    SEATS_USED = "seats_used", "Seats used"
    REGION = "region", "Region"
    RISK = "risk", "Risk"


class Account(models.Model):
    """One for each group of the account type. ``group.plan`` is its plan.

    ``given`` holds what was set by hand, the API or a CSV file ({field: value}); it wins over
    properties and metrics. ``known`` is what policies, views and macros ask beside the product's
    own properties: ``{"$mrr": 1200, "$health": 72, "$health_band": "fair", "$csm": "Ada"}``.
    """

    group = models.OneToOneField(
        Group, on_delete=models.CASCADE, primary_key=True, related_name="account"
    )
    environment = models.ForeignKey(Environment, on_delete=models.CASCADE, related_name="+")
    mrr = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    arr = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="", blank=True)
    trial_ends_at = models.DateTimeField(null=True, blank=True)
    renews_at = models.DateTimeField(null=True, blank=True)
    seats = models.PositiveIntegerField(null=True, blank=True)
    seats_used = models.PositiveIntegerField(null=True, blank=True)
    region = models.CharField(max_length=80, default="", blank=True)
    risk = models.CharField(max_length=80, default="", blank=True)
    given = models.JSONField(default=dict, db_default={}, blank=True)
    known = models.JSONField(default=dict, db_default={}, blank=True)
    figures = models.JSONField(default=dict, db_default={}, blank=True)  # {metric's slug: value}
    links = models.JSONField(default=list, db_default=[], blank=True)  # [{"label", "url"}]
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["environment", "-mrr", "group"], name="accounts_by_mrr"),
            models.Index(fields=["environment", "-arr", "group"], name="accounts_by_arr"),
        ]

    def __str__(self) -> str:
        return str(self.group)


class OwnerKind(models.TextChoices):
    CSM = "csm", "Customer success"
    TAM = "tam", "Technical account manager"
    AE = "ae", "Account executive"


class AccountOwner(models.Model):
    """Who looks after an account, one of each kind. ``name`` is for somebody without a sign-in."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="owners")
    kind = models.CharField(max_length=4, choices=OwnerKind)
    staff = models.ForeignKey(
        Staff, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=120, default="", blank=True)
    email = models.CharField(max_length=320, default="", blank=True)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "kind"], name="one_owner_of_each_kind")
        ]

    def __str__(self) -> str:
        return str(self.staff) if self.staff else self.name or self.email


class AccountSource(models.Model):
    """Where a field (or the owner of a kind) of every account comes from, as an admin chose."""

    class Kind(models.TextChoices):
        PROPERTY = "property", "A property of the group"
        METRIC = "metric", "A usage metric"
        NONE = "none", "Only by hand, API or CSV"

    environment = models.ForeignKey(Environment, on_delete=models.CASCADE, related_name="+")
    field = models.CharField(max_length=20)  # an AccountField or an OwnerKind
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=200, default="", blank=True)  # property key or metric slug

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["environment", "field"], name="one_source_of_a_field")
        ]


class PlanChange(models.Model):
    """An account's plan became another one."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="plan_changes")
    before = models.TextField(default="", blank=True)
    after = models.TextField(default="", blank=True)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200, default="", blank=True)  # empty: an event said so

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["group", "-at"], name="plans_of_account")]


class CustomerNote(models.Model):
    """What staff wrote down about a person or a group; customers never see it."""

    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, null=True, blank=True, related_name="notes"
    )
    group = models.ForeignKey(
        Group, on_delete=models.CASCADE, null=True, blank=True, related_name="notes"
    )
    text = models.TextField()  # Markdown
    pinned = models.BooleanField(default=False)
    author = models.ForeignKey(Staff, on_delete=models.SET_NULL, null=True, related_name="+")
    author_name = models.CharField(max_length=120)
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)  # can be undone

    class Meta:
        ordering = ["-pinned", "-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=True, group__isnull=False)
                | models.Q(person__isnull=False, group__isnull=True),
                name="note_of_one_customer",
            )
        ]
