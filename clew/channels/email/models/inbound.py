"""Mail that came in: stored whole before anything reads it, and what became of it."""

import uuid

from django.db import models
from django.db.models import Q

from clew.channels.email.models.addresses import Mailbox
from clew.channels.email.vocabulary import REASONS, Outcome, Reason
from clew.tickets.models import Message, Ticket


class Source(models.TextChoices):
    IMAP = "imap", "Mailbox"
    SMTP = "smtp", "SMTP"
    LMTP = "lmtp", "LMTP"
    WEBHOOK = "webhook", "Mail provider"
    API = "api", "API"


class InboundMail(models.Model):
    """One delivery. ``outcome`` is empty while it waits.

    The bytes are here until the mail is filed; then they are its message's original, and only
    there, so that whoever deletes the message deletes them.
    """

    stable_id = models.UUIDField(default=uuid.uuid4, unique=True)
    source = models.CharField(max_length=10, choices=Source)
    mailbox = models.ForeignKey(
        Mailbox, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    uid_validity = models.BigIntegerField(null=True, blank=True)
    uid = models.BigIntegerField(null=True, blank=True)
    envelope_from = models.CharField(max_length=320, null=True, blank=True)  # noqa: DJ001  "" is <>
    envelope_to = models.JSONField(default=list, blank=True)
    client_ip = models.GenericIPAddressField(null=True, blank=True)
    helo = models.CharField(max_length=255, default="", blank=True)
    raw = models.BinaryField(null=True, blank=True)
    size = models.PositiveBigIntegerField()  # bytes that came
    digest = models.CharField(max_length=64)  # SHA-256 of the bytes
    is_backlog = models.BooleanField(default=False)  # old mail read in bulk waits behind live mail
    received_at = models.DateTimeField()
    # What reading it said; shown in lists.
    header_id = models.CharField(max_length=500, default="", blank=True)  # Message-ID, without <>
    identity = models.CharField(max_length=64, default="", blank=True)  # the same for each delivery
    from_name = models.CharField(max_length=200, default="", blank=True)
    from_address = models.CharField(max_length=320, default="", blank=True)
    to = models.CharField(max_length=500, default="", blank=True)
    subject = models.CharField(max_length=300, default="", blank=True)
    auto = models.CharField(max_length=20, default="", blank=True)  # see machines.Nature
    is_bounce = models.BooleanField(default=False)
    verdict = models.JSONField(default=dict, blank=True)  # see trust.Verdict
    # What became of it.
    outcome = models.CharField(max_length=12, choices=Outcome, default="", blank=True)
    reason = models.CharField(max_length=20, default="", blank=True)  # a slug of REASONS
    said = models.TextField(default="", blank=True)  # beside the reason: the error, the address …
    ticket = models.ForeignKey(
        Ticket, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    message = models.OneToOneField(
        Message, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # It opened a ticket, and its sender is to be told so; see machines/telling.py.
    to_acknowledge = models.BooleanField(default=False, db_default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    processed_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.CharField(
        max_length=200, default="", blank=True
    )  # who recovered or dropped
    handled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["header_id"], name="inbound_header_id"),
            models.Index(fields=["-received_at", "-id"], name="inbound_recent"),
            models.Index(fields=["outcome", "-received_at", "-id"], name="inbound_by_outcome"),
            models.Index(fields=["ticket"], name="inbound_of_ticket"),
            models.Index(fields=["from_address", "-received_at"], name="inbound_of_sender"),
            models.Index(
                fields=["is_backlog", "id"],
                condition=Q(outcome="") | Q(next_attempt_at__isnull=False),
                name="inbound_waiting",
            ),
            models.Index(
                fields=["id"], condition=Q(to_acknowledge=True), name="inbound_to_acknowledge"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["mailbox", "uid_validity", "uid"],
                condition=Q(uid__isnull=False),
                name="inbound_once_per_uid",
            ),
            models.UniqueConstraint(
                fields=["identity"],
                condition=~Q(identity="") & Q(outcome__in=["ticket", "reply"]),
                name="inbound_filed_once",
            ),
        ]

    def __str__(self) -> str:
        return self.subject or self.header_id or str(self.stable_id)

    @property
    def why(self) -> Reason | None:
        return REASONS.get(self.reason)


class MailDay(models.Model):
    """One day of one way in: what came, what became of it, and whether it adds up."""

    day = models.DateField()
    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, null=True, related_name="+")
    on_server = models.PositiveIntegerField(
        null=True, blank=True
    )  # mailboxes only: that we must have
    stored = models.PositiveIntegerField(default=0)
    parsed = models.PositiveIntegerField(default=0)
    ticketed = models.PositiveIntegerField(default=0)
    replies = models.PositiveIntegerField(default=0)
    suppressed = models.PositiveIntegerField(default=0)
    quarantined = models.PositiveIntegerField(default=0)
    duplicates = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)
    missing = models.PositiveIntegerField(default=0)  # on the server, and not stored
    checked_at = models.DateTimeField()

    class Meta:
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "mailbox"], name="mail_day_once", nulls_distinct=False
            )
        ]
