"""Takes the demo away again: a restart, not a deletion request, so it writes past the actions."""

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from clew.core.models import FactRecord
from clew.demo.activity.oddities import odd_ids
from clew.demo.company.cast import customers, visitors
from clew.demo.hiring import emails
from clew.demo.posting import forget_letters, letters
from clew.events.models import QuarantinedEvent
from clew.events.store.connection import event_store
from clew.events.store.topology import Topology
from clew.people.identity import announce_change, lock_environments
from clew.people.models import DistinctId, Environment, Group, Person, Staff
from clew.people.queries import default_environment
from clew.tickets.models import Ticket


class NotOnlyDemoError(RuntimeError):
    """There are customers or tickets of somebody else's; with words for the terminal."""


def refuse_other_data() -> None:
    """Raises NotOnlyDemoError."""
    people = _strangers(default_environment()).values("person").distinct().count()
    if people:
        raise NotOnlyDemoError(
            f"Production has customers who are not the demo's ({people} found), and a reset "
            "removes everybody there. If that is what you want, say --force."
        )


def remove() -> None:
    """All customers, tickets and events of production, and the demo's staff."""
    environment = default_environment()
    with transaction.atomic():
        lock_environments([environment.pk])
        forget_letters()
        Ticket.objects.filter(environment=environment).delete()
        Person.objects.filter(environment=environment).delete()
        Group.objects.filter(environment=environment).delete()
        QuarantinedEvent.objects.filter(environment=environment).delete()
        FactRecord.objects.filter(
            Q(subject__startswith="ticket/") | Q(subject__startswith="person/")
        ).delete()
        _demo_staff().delete()
        announce_change([environment.pk])
        _count_tickets_anew()
    _remove_events(environment)


def _strangers(environment: Environment) -> QuerySet[DistinctId]:
    everybody = [*customers(), *visitors()]
    ids = {who.distinct_id for who in everybody} | odd_ids()
    ids |= {letter.sender for letter in letters()}
    ids |= {device.anonymous_id for who in everybody for device in who.devices}
    return DistinctId.objects.filter(environment=environment).exclude(distinct_id__in=ids)


def _demo_staff() -> QuerySet[Staff]:
    """Without those who chose a password: somebody is signed in as them."""
    return Staff.objects.filter(email__in=emails(), password__startswith=UNUSABLE_PASSWORD_PREFIX)


def _count_tickets_anew() -> None:
    """From 1001 again, unless another environment has tickets."""
    if not Ticket.objects.exists():
        with connection.cursor() as cursor:
            cursor.execute("ALTER SEQUENCE tickets_number RESTART")


def _remove_events(environment: Environment) -> None:
    store = event_store()
    table = Topology(store.cluster).local("events")
    with store.writer() as client:
        client.command(
            f"ALTER TABLE {table} DELETE WHERE environment_id = {int(environment.pk)}",
            settings={"mutations_sync": 2},
        )
