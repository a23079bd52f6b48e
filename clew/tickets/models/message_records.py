"""What is kept about a message beside it: how it came in, and what a note said before."""

from django.db import models

from clew.people.models import Staff
from clew.tickets.models.messages import Message


class OriginalKind(models.TextChoices):
    MAIL = "mail", "Mail"
    FORM = "form", "Form"
    API = "api", "API request"


class MessageOriginal(models.Model):
    """The bytes a customer's message came as, before anything read them."""

    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="original")
    kind = models.CharField(max_length=10, choices=OriginalKind)
    content = models.BinaryField()
    size = models.PositiveBigIntegerField()  # bytes that came; more than were kept, if it was cut
    received_at = models.DateTimeField()

    @property
    def is_cut(self) -> bool:
        return self.size > len(self.content)


class MessageEdit(models.Model):
    """What an internal note said until ``at``. ``deleted`` when it went away altogether."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="edits")
    staff = models.ForeignKey(
        Staff, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    staff_name = models.CharField(max_length=200)
    before = models.TextField()
    deleted = models.BooleanField(default=False)
    at = models.DateTimeField()
