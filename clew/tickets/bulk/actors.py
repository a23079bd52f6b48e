"""Who a job works for: it reads and changes what they may read and change, at that moment."""

from django.contrib.auth.models import AnonymousUser

from clew.core.actors import Actor
from clew.people.models import ApiToken, Staff
from clew.tickets.models import BulkJob
from clew.tickets.queries.doors import Reader


def actor_of(job: BulkJob) -> Actor:
    return Actor(job.actor_kind, job.actor_id, job.actor_name)


def reader_of(job: BulkJob) -> Reader:
    """Nobody, who reads nothing, once the person or token is gone."""
    kinds: dict[str, type[Staff | ApiToken]] = {"staff": Staff, "token": ApiToken}
    kind = kinds.get(job.actor_kind)
    found = kind.objects.filter(pk=int(job.actor_id)).first() if kind else None
    return found or AnonymousUser()


def may_see(reader: Reader, job: BulkJob) -> bool:
    """One's own jobs; an admin's eyes see everybody's, so that any can be stopped."""
    kind = "staff" if isinstance(reader, Staff) else "token"
    is_own = (job.actor_kind, job.actor_id) == (kind, str(reader.pk))
    return is_own or (isinstance(reader, Staff) and reader.is_admin)
