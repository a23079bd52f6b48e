"""Environments keep production and staging customers apart; capture keys open them to SDKs."""

import secrets

from django.db import models


def new_capture_key() -> str:
    """A public token; SDKs send it in the clear. At most 64 ASCII characters, never ``phx_…``."""
    return f"clew_{secrets.token_urlsafe(30)}"


class Environment(models.Model):
    """The same distinct id in two environments is two persons."""

    name = models.SlugField(max_length=40, unique=True)
    is_default = models.BooleanField(default=False)
    # Counts changes to who is who here: what another process remembers of it is then out of date.
    # Only identity.announce_change writes it; save other fields by update_fields.
    identity_version = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"],
                condition=models.Q(is_default=True),
                name="one_default_environment",
            )
        ]

    def __str__(self) -> str:
        return self.name


class CaptureKey(models.Model):
    """The token a product's SDK sends events with, and its widget opens tickets with."""

    key = models.CharField(max_length=64, unique=True, default=new_capture_key)
    name = models.CharField(max_length=100)
    environment = models.ForeignKey(Environment, on_delete=models.PROTECT, related_name="keys")
    # Signs widget identities: HMAC-SHA256(identity_secret, distinct_id). Never leaves the server.
    identity_secret = models.CharField(max_length=64, default=secrets.token_hex)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.environment})"
