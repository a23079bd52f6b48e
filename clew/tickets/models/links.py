"""What a ticket has to do with another ticket, or with a page elsewhere."""

from django.db import models

from clew.tickets.models.tickets import Ticket


class LinkKind(models.TextChoices):
    RELATED = "related", "Related"
    DUPLICATE = "duplicate", "Duplicate"
    FOLLOW_UP = "follow_up", "Follow-up"


class TicketLink(models.Model):
    """Stored once, read from both sides: ``ticket`` is the duplicate or follow-up of ``other``."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="links_out")
    other = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="links_in")
    kind = models.CharField(max_length=12, choices=LinkKind)
    by_name = models.CharField(max_length=200, default="", blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "other", "kind"], name="link_tickets_once"),
            models.CheckConstraint(
                condition=~models.Q(ticket=models.F("other")), name="link_two_tickets"
            ),
        ]


class ExternalKind(models.TextChoices):
    GITHUB_ISSUE = "github_issue", "GitHub issue"
    GITHUB_PR = "github_pr", "GitHub pull request"
    OTHER = "other", "Page"


class TitleState(models.TextChoices):
    WAITING = "waiting", "Looking up the title"
    KNOWN = "known", "Known"
    UNKNOWN = "unknown", "The page told no title"


class ExternalLink(models.Model):
    """``title`` is the page's own once a job has read it; until then, and if not, the URL."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="external_links")
    url = models.URLField(max_length=2000)
    kind = models.CharField(max_length=12, choices=ExternalKind)
    title = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=TitleState, default=TitleState.WAITING)
    by_name = models.CharField(max_length=200, default="", blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "url"], name="link_page_once")]
