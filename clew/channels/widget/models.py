"""Who is on the other side of a widget, and what they wrote through it."""

import hashlib

from django.db import models

from clew.people.models import CaptureKey
from clew.tickets.models import Message, Ticket


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


class WidgetSession(models.Model):
    """One browser that talks to support. Its secret opens what it wrote itself.

    The person is looked up by ``distinct_id`` each time, because identities merge later. Only a
    verified session sees what others wrote under its distinct id: distinct ids are no secret.
    """

    key = models.ForeignKey(CaptureKey, on_delete=models.CASCADE, related_name="+")
    secret_digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the secret
    distinct_id = models.CharField(max_length=200)
    verified = models.BooleanField(default=False)  # came with the right identity hash
    name = models.CharField(max_length=200, default="", blank=True)  # as the page said
    email = models.CharField(max_length=254, default="", blank=True)  # likewise
    plan = models.CharField(max_length=80, default="", blank=True)  # as the page proved
    created_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["last_seen_at"], name="widget_sessions_by_age")]


class WidgetPost(models.Model):
    """One message a session sent. The nonce makes a repeated request the same message."""

    session = models.ForeignKey(WidgetSession, on_delete=models.CASCADE, related_name="+")
    nonce = models.UUIDField()
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "nonce"], name="widget_post_once")
        ]
        indexes = [models.Index(fields=["session", "ticket"], name="widget_posts_of_session")]
