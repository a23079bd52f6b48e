"""A ticket: one customer's need, from opening to solution."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models

from clew.people.models import Environment, Group, Person, Staff, Team


class Status(models.TextChoices):
    NEW = "new", "New"
    OPEN = "open", "Open"
    PENDING = "pending", "Pending"
    HOLD = "hold", "On hold"
    SOLVED = "solved", "Solved"
    CLOSED = "closed", "Closed"


UNRANKED = 2**62  # queue_rank of a ticket that routing has not seen yet: behind all others
UNSOLVED = (Status.NEW, Status.OPEN, Status.PENDING, Status.HOLD)
ACTIVE = (Status.NEW, Status.OPEN)
SOLVED = (Status.SOLVED, Status.CLOSED)


class Severity(models.TextChoices):
    CRITICAL = "critical", "Critical"
    HIGH = "high", "High"
    MEDIUM = "medium", "Medium"
    LOW = "low", "Low"


class Priority(models.TextChoices):
    HIGH = "high", "High"
    NORMAL = "normal", "Normal"
    LOW = "low", "Low"


class Kind(models.TextChoices):
    SUPPORT = "support", "Support"
    BUG = "bug", "Bug"
    FEEDBACK = "feedback", "Feedback"
    BILLING = "billing", "Billing"


class TicketQuerySet(models.QuerySet["Ticket"]):
    def unsolved(self) -> "TicketQuerySet":
        return self.filter(status__in=UNSOLVED)

    def active(self) -> "TicketQuerySet":
        return self.filter(status__in=ACTIVE)

    def unassigned(self) -> "TicketQuerySet":
        return self.filter(assignee__isnull=True)


class Ticket(models.Model):
    number = models.PositiveBigIntegerField(unique=True)
    environment = models.ForeignKey(Environment, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=300)
    status = models.CharField(max_length=10, choices=Status, default=Status.NEW)
    severity = models.CharField(max_length=10, choices=Severity, default=Severity.MEDIUM)
    priority = models.CharField(max_length=10, choices=Priority, default=Priority.NORMAL)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.SUPPORT)
    area = models.CharField(max_length=80, default="", blank=True)  # product area
    channel = models.CharField(max_length=20)  # widget, email, api, …: a registered channel's name
    team = models.ForeignKey(
        Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    assignee = models.ForeignKey(
        Staff, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    requester = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(
        Group, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # Where mail to the requester goes. Fixed when the ticket is opened: what the requester is known
    # by today comes from events, which anybody with the public capture key can send.
    reply_address = models.CharField(max_length=320, default="", blank=True)
    # The requester proved who they are: signed widget identity, authenticated mail, staff.
    verified = models.BooleanField(default=False)
    tags = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    # What an installation asks beside: {slug of a TicketField: value}.
    fields = models.JSONField(default=dict, db_default={}, blank=True)
    # Filled in by the channel: page URL, session id, browser, SDK version, recent errors.
    context = models.JSONField(default=dict, blank=True)
    # Denormalised for the list, so that a row is one row: the newest public or customer words.
    snippet = models.CharField(max_length=200, default="", blank=True)
    last_message_by = models.CharField(max_length=10, default="customer")  # customer or staff
    message_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    solved_at = models.DateTimeField(null=True, blank=True)
    status_changed_at = models.DateTimeField(null=True, blank=True)
    # What the clock goes by in one status, and empty in any other; see clew.tickets.passing_time.
    hold_until = models.DateTimeField(null=True, blank=True)  # then it wakes up by itself
    pending_since = models.DateTimeField(null=True, blank=True)  # our latest words, while pending
    pending_reminded_at = models.DateTimeField(null=True, blank=True)
    # What routing works out, kept here so that a list in queue order is one read of one index.
    # Only clew.tickets.actions.set_queue writes them.
    due_at = models.DateTimeField(null=True, blank=True)  # the next target; empty: none runs
    due_from = models.DateTimeField(null=True, blank=True)  # when that target's clock started
    due_metric = models.CharField(max_length=20, default="", db_default="", blank=True)
    due_state = models.CharField(max_length=10, default="", db_default="", blank=True)
    queue_rank = models.BigIntegerField(default=UNRANKED, db_default=UNRANKED)  # lowest first
    escalated_to = models.CharField(max_length=12, default="", db_default="", blank=True)
    plan_unknown = models.BooleanField(default=False, db_default=False)
    # The ticket that this one became part of. Never a chain: what merged earlier points on with it.
    merged_into = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )

    objects = TicketQuerySet.as_manager()

    first_message: Any = None  # of one that was opened just now: its Message

    class Meta:
        indexes = [
            models.Index(fields=["environment", "-updated_at", "-id"], name="tickets_recent"),
            models.Index(
                fields=["environment", "-updated_at", "-id"],
                condition=models.Q(status__in=UNSOLVED),
                name="tickets_unsolved",
            ),
            models.Index(
                fields=["environment", "queue_rank", "id"],
                condition=models.Q(status__in=UNSOLVED),
                name="tickets_queue",
            ),
            models.Index(fields=["assignee", "status", "-updated_at"], name="tickets_of_assignee"),
            models.Index(fields=["team", "status", "-updated_at"], name="tickets_of_team"),
            models.Index(fields=["requester", "-created_at"], name="tickets_of_person"),
            models.Index(fields=["account", "-created_at"], name="tickets_of_account"),
            models.Index(
                fields=["environment", "-solved_at", "-id"],
                condition=models.Q(status__in=SOLVED),
                name="tickets_solved",
            ),
            models.Index(
                fields=["environment", "team", "assignee"],
                condition=models.Q(status__in=UNSOLVED),
                name="tickets_load",
            ),
            models.Index(
                fields=["merged_into"],
                condition=models.Q(merged_into__isnull=False),
                name="tickets_merged",
            ),
            models.Index(
                fields=["hold_until"], condition=models.Q(status=Status.HOLD), name="tickets_held"
            ),
            models.Index(
                fields=["pending_since"],
                condition=models.Q(status=Status.PENDING),
                name="tickets_pending",
            ),
            models.Index(
                fields=["solved_at"],
                condition=models.Q(status=Status.SOLVED),
                name="tickets_not_closed",
            ),
            GinIndex(fields=["tags"], name="tickets_tags"),
            GinIndex(fields=["fields"], name="tickets_fields", opclasses=["jsonb_path_ops"]),
            GinIndex(SearchVector("subject", config="english"), name="tickets_words"),
        ]

    def __str__(self) -> str:
        return f"#{self.number} {self.subject}"

    def get_absolute_url(self) -> str:
        return f"/tickets/{self.number}"

    @property
    def is_solved(self) -> bool:
        return self.status in SOLVED

    @property
    def waits_for_us(self) -> bool:
        return self.status in ACTIVE and self.last_message_by == "customer"


class Follower(models.Model):
    """Somebody who wants to hear about a ticket without owning it; staff or a customer address."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="followers")
    staff = models.ForeignKey(
        Staff, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    email = models.EmailField(default="", blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "staff", "email"],
                name="follows_once",
                nulls_distinct=False,
            )
        ]
