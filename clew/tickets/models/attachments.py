"""Files that came or went with a message; stored under their digest, never served inline."""

import secrets

from django.db import models

from clew.tickets.models.messages import Message


def new_secret() -> str:
    return secrets.token_urlsafe(24)


class Attachment(models.Model):
    """``message`` is empty while an upload waits for its message; such rows expire."""

    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, null=True, blank=True, related_name="attachments"
    )
    secret = models.CharField(max_length=40, unique=True, default=new_secret)
    filename = models.CharField(max_length=255)
    content_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()  # bytes
    digest = models.CharField(max_length=64)  # SHA-256, also the name in storage
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.filename

    @property
    def storage_name(self) -> str:
        return f"attachments/{self.digest[:2]}/{self.digest}"
