"""Fields about what was said on a ticket, and who follows it."""

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Exists, OuterRef, Q

from clew.tickets.conditions.asking import Test
from clew.tickets.models import Attachment, Follower, Message, Ticket


def words(test: Test) -> Q:
    """In the subject or in a message, notes included, in any grammatical form."""
    asked = SearchQuery(test.value, config="english", search_type="websearch")
    subject = SearchVector("subject", config="english")
    subjects = Ticket.objects.annotate(found=subject).filter(found=asked)
    said = Message.objects.filter(words=asked).values("ticket_id")
    return Q(pk__in=subjects.values("pk").union(said))


def has_attachment(_: Test) -> Q:
    files = Attachment.objects.filter(message__ticket=OuterRef("pk"))
    return Q(Exists(files.order_by()))


def followed_by_me(test: Test) -> Q:
    mine = Follower.objects.filter(ticket=OuterRef("pk"), staff_id=test.me or 0)
    return Q(Exists(mine.order_by()))
