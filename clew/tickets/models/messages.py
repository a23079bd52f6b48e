"""What was said on a ticket: public replies and internal notes."""

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.utils.functional import cached_property

from clew.people.models import Person, Staff
from clew.tickets.models.tickets import Ticket


class AuthorKind(models.TextChoices):
    CUSTOMER = "customer", "Customer"
    STAFF = "staff", "Staff"
    SYSTEM = "system", "Clew"


class MessageManager(models.Manager["Message"]):
    def get_queryset(self) -> models.QuerySet["Message"]:
        """Without the words: they are for searching only, and as large as the message."""
        return super().get_queryset().defer("words")


class Message(models.Model):
    """``body`` is Markdown as written; ``body_html`` is its sanitised HTML, safe to show as is."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="messages")
    public = models.BooleanField()  # False: an internal note, which customers never see
    author_kind = models.CharField(max_length=10, choices=AuthorKind)
    staff = models.ForeignKey(
        Staff, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    person = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    author_name = models.CharField(max_length=200)  # as it was when the message was written
    body = models.TextField()
    body_html = models.TextField()
    channel = models.CharField(max_length=20)  # the way it came or goes
    created_at = models.DateTimeField()
    # A reply that can still be taken back is held until then: not public, so nothing that serves
    # customers can show it, and nothing else on the ticket has moved. See actions/held.py.
    releases_at = models.DateTimeField(null=True, blank=True)
    then_status = models.CharField(max_length=10, null=True, blank=True)  # noqa: DJ001  quick to add
    then_hold_until = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)  # the words are gone, the place stays
    # How it came by mail: who sent it, whether that is proven, whether a machine wrote it. Empty
    # for all that did not come by mail; see clew.channels.email.marks for what it may hold.
    mail = models.JSONField(null=True, blank=True)
    mentions = models.ManyToManyField(Staff, related_name="+", blank=True)
    # Kept, not computed while searching: a common word would be looked for in thousands of bodies.
    words = models.GeneratedField(
        expression=SearchVector("body", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = MessageManager()

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [
            models.Index(fields=["ticket", "created_at"], name="messages_of_ticket"),
            GinIndex(fields=["words"], name="messages_words"),
            models.Index(
                fields=["releases_at"],
                condition=models.Q(releases_at__isnull=False),
                name="messages_held",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(public=True) | ~models.Q(author_kind="customer"),
                name="customers_write_in_public",
            )
        ]

    # Attachments and deliveries; queries.conversation fills both in, for all messages at once.
    @cached_property
    def files(self) -> list[Any]:
        return list(self.attachments.order_by("pk"))

    @cached_property
    def sendings(self) -> list[Any]:
        return list(self.deliveries.order_by("pk"))

    @property
    def is_note(self) -> bool:
        return not self.public and not self.is_held

    @property
    def is_held(self) -> bool:
        return self.releases_at is not None

    @property
    def is_deleted(self) -> bool:
        return self.deleted_at is not None

    @property
    def is_automatic(self) -> bool:
        """A customer's mailbox wrote it by itself: nobody waits for an answer."""
        return self.is_from_customer and bool(self.mail and self.mail.get("auto"))

    @property
    def is_from_customer(self) -> bool:
        return self.author_kind == AuthorKind.CUSTOMER
