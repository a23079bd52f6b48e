"""What somebody of staff is told, how they want to be told, and the mails that tell it."""

import uuid
from datetime import time

from django.contrib.postgres.fields import ArrayField
from django.db import models

from clew.people.models.staff import Staff


class NotificationKind(models.TextChoices):
    ASSIGNED = "assigned", "Assigned to you"
    MENTIONED = "mentioned", "Mentions"
    CUSTOMER_REPLIED = "customer_replied", "Customer replies"
    FOLLOW_UP_DUE = "follow_up_due", "Follow-ups due"
    TARGET_WARNING = "target_warning", "Targets about to breach"
    TARGET_BREACHED = "target_breached", "Breached targets"
    ESCALATED = "escalated", "Escalations"
    PLAN_UNKNOWN = "plan_unknown", "Unknown plans"
    RULE = "rule", "Automations"
    COVERAGE_GAP = "coverage_gap", "Gaps in coverage"
    AWAY = "away", "Being away, and standing in"
    BOUNCED = "bounced", "Replies that bounced"
    MAIL = "mail", "Mail that needs an admin"
    ACCESS = "access", "Your access"


class MailWhen(models.TextChoices):
    OFF = "off", "Off"
    AT_ONCE = "at_once", "At once"
    DIGEST = "digest", "In the digest"


class Digest(models.TextChoices):
    HOURLY = "hourly", "Every hour"
    DAILY = "daily", "Once a day"


class NotificationMail(models.Model):
    """The outbox: one mail with the notifications that name it, sent under a lease.

    ``stable_id`` is the Message-ID of every attempt. Rows without ``sent_at`` and ``dropped_at``
    wait; a mail whose notifications were all read in the meantime is dropped.
    """

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    digest = models.BooleanField()
    stable_id = models.UUIDField(default=uuid.uuid4, unique=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    next_attempt_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)  # read before it went, or given up
    error = models.TextField(default="", blank=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=models.Q(sent_at=None, dropped_at=None),
                name="notification_mails_due",
            )
        ]


class Notification(models.Model):
    """Several of one kind about one subject are one row as long as nobody read it."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=NotificationKind)
    subject = models.CharField(max_length=120)  # ticket/42, as facts name it
    text = models.CharField(max_length=300)
    snippet = models.CharField(max_length=200, default="", blank=True)
    url = models.CharField(max_length=300)
    by_name = models.CharField(max_length=200, default="", blank=True)
    count = models.PositiveIntegerField(default=1)
    # What it tells of, once each: a reaction that runs again adds nothing.
    keys = ArrayField(models.CharField(max_length=80), default=list)
    shown = models.BooleanField(default=True)  # False: for the mail only
    created_at = models.DateTimeField()
    at = models.DateTimeField()  # of the newest it tells of
    read_at = models.DateTimeField(null=True, blank=True)
    mail_due_at = models.DateTimeField(null=True, blank=True)  # empty: no mail, or in ``mail``
    mail_in_digest = models.BooleanField(default=False)
    mail = models.ForeignKey(
        NotificationMail,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="notifications",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "subject", "kind"],
                condition=models.Q(read_at=None),
                name="notifications_unread",
            )
        ]
        indexes = [
            models.Index(fields=["staff", "-at", "-id"], name="notifications_newest"),
            models.Index(
                fields=["mail_due_at"],
                condition=models.Q(mail_due_at__isnull=False),
                name="notifications_to_mail",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class NotificationChoices(models.Model):
    """How one person wants to be told; without a row everything is as here.

    ``kinds`` holds what differs from the defaults: ``{"mentioned": {"in_app": true, "mail":
    "at_once"}}``.
    """

    staff = models.OneToOneField(
        Staff, on_delete=models.CASCADE, primary_key=True, related_name="notification_choices"
    )
    kinds = models.JSONField(default=dict, blank=True)
    digest = models.CharField(max_length=10, choices=Digest, default=Digest.DAILY)
    digest_at = models.TimeField(default=time(9))  # in their time zone
    quiet = models.BooleanField(default=True)  # no mail outside working hours
    snippets = models.BooleanField(default=True)  # the first words of a message in mails
    desktop = models.BooleanField(default=False)
