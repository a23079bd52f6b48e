"""Where mail comes in and goes out: our addresses, the mailboxes we read, the keys we sign with."""

from django.db import models

from clew.people.models import Team


class MailAddress(models.Model):
    """An address of ours. Mail to it is its team's, and replies on such tickets come from it.

    Without any row ``CLEW_MAIL_FROM`` is the only address.
    """

    address = models.EmailField(max_length=320, unique=True)  # in small letters
    name = models.CharField(max_length=120, blank=True)  # as customers see it
    team = models.ForeignKey(
        Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    is_default = models.BooleanField(default=False)  # what has no address of its own goes from here
    signature = models.TextField(default="", blank=True)  # Markdown; used when the agent has none
    quotes_history = models.BooleanField(default=True)
    acknowledges = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-is_default", "address"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"],
                condition=models.Q(is_default=True),
                name="one_default_address",
            )
        ]

    def __str__(self) -> str:
        return self.address


class Security(models.TextChoices):
    TLS = "tls", "TLS"
    STARTTLS = "starttls", "STARTTLS"
    PLAIN = "plain", "None"


class Mailbox(models.Model):
    """An IMAP folder we read. The position is UIDVALIDITY and the highest UID, never flags."""

    name = models.CharField(max_length=120)
    host = models.CharField(max_length=255)
    port = models.PositiveIntegerField(default=993)
    security = models.CharField(max_length=10, choices=Security, default=Security.TLS)
    user = models.CharField(max_length=320)
    password = models.TextField()  # sealed, see clew.core.sealing
    folder = models.CharField(max_length=255, default="INBOX")
    team = models.ForeignKey(
        Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    imports_existing = models.BooleanField(default=False)  # else only what comes after the start
    active = models.BooleanField(default=True)
    uid_validity = models.BigIntegerField(null=True, blank=True)
    # Every message up to ``last_uid`` is stored, but those above ``backlog_uid`` up to
    # ``backlog_until``: many that waited at once, read while newer ones come first.
    last_uid = models.BigIntegerField(default=0)
    backlog_uid = models.BigIntegerField(default=0, db_default=0)
    backlog_until = models.BigIntegerField(default=0, db_default=0)  # 0: no backlog
    # What has a smaller UID was there when we first looked: ours if it came after ``created_at``.
    first_uid = models.BigIntegerField(default=0)
    leased_by = models.CharField(max_length=80, default="", blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    error = models.TextField(default="", blank=True)  # in words
    told_at = models.DateTimeField(null=True, blank=True)  # when admins heard that it fails
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class SigningKey(models.Model):
    """DKIM: what we sign mail of a domain with, and what its DNS must say.

    At most one of a domain is active. Its successor waits beside it until DNS knows it.
    """

    domain = models.CharField(max_length=255)
    selector = models.CharField(max_length=63)
    private_key = models.TextField()  # sealed PEM
    public_key = models.TextField()  # base64, as in the DNS record
    active = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["domain", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["domain", "selector"], name="signing_selector_once"),
            models.UniqueConstraint(
                fields=["domain"], condition=models.Q(active=True), name="one_active_signing_key"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.selector}._domainkey.{self.domain}"


class AddressCheck(models.Model):
    """The setup page sent a mail to one of our addresses, and waits for it to come in."""

    address = models.ForeignKey(MailAddress, on_delete=models.CASCADE, null=True, related_name="+")
    to = models.CharField(max_length=320)
    token = models.CharField(max_length=40, unique=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    send_error = models.TextField(default="", blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    findings = models.JSONField(default=list)  # what DNS says: [{what, state, said, advice}]
    created_at = models.DateTimeField()
