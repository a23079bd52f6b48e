"""SQL shows of tickets what the product shows, to each reader alike."""

from itertools import product

import pytest

from clew.analytics.mirror import mirror_changes
from clew.analytics.sql.access import access_of
from clew.analytics.sql.tables import TABLES
from clew.core import clock
from clew.events.store.rows import insert, instant
from clew.people.models import Environment, Person, Sees, Team
from clew.tickets.models import Follower, Ticket
from clew.tickets.queries import tickets_readable_by
from tests import cast

pytestmark = pytest.mark.django_db


def read(store, reader, table="tickets", column="number", where="1"):
    environment = Environment.objects.get(is_default=True)
    source = TABLES[table].source(access_of(reader, environment))
    with store.reader() as client:
        found = client.query(f"SELECT {column} FROM ({source}) WHERE {where}").result_rows
    return sorted(row[0] for row in found)


@pytest.fixture
def readers(mirror):
    """Tickets of every kind of owner, and everybody who may ask."""
    first, own = cast.team("Delivery"), cast.team("Billing")
    private, other = cast.team("Abuse"), cast.team("Legal")
    Team.objects.filter(pk__in=[private.pk, other.pk]).update(private=True)
    agent = cast.staff("Ines Ferreira")
    agent.teams.add(own, private)
    kept = cast.staff("Kim Kept", sees=Sees.OWN_TEAMS)
    kept.teams.add(own)
    admin = cast.staff("Maya Lindholm", role="admin")
    ada = cast.person()
    for team, assignee, follower in product(
        (None, first, own, private, other), (None, agent, kept), (None, agent, kept)
    ):
        ticket = cast.ticket(requester=ada)
        Ticket.objects.filter(pk=ticket.pk).update(team=team, assignee=assignee)
        if follower:
            Follower.objects.create(ticket=ticket, staff=follower, created_at=clock.now())
    mirror_changes()
    return {"agent": agent, "kept to own teams": kept, "admin": admin}


def test_the_fence_is_the_same(store, readers):
    for who, reader in readers.items():
        numbers = sorted(tickets_readable_by(reader).values_list("number", flat=True))
        assert read(store, reader) == numbers, who
        messages = read(store, reader, "ticket_messages", "DISTINCT ticket")
        assert set(messages) <= set(numbers), who
    assert len(read(store, readers["admin"])) == 45
    assert 0 < len(read(store, readers["kept to own teams"])) < len(read(store, readers["agent"]))


def test_clews_own_events_of_hidden_tickets_and_of_the_house_are_hidden(store, readers):
    environment = Environment.objects.get(is_default=True)
    person = Person.objects.get()

    def own(subject, n):
        text = f'{{"subject": "{subject}"}}'
        return {
            "environment_id": environment.pk, "distinct_id": "ada", "event": subject, "lib": "clew",
            "timestamp": instant(clock.now()), "received_at": instant(clock.now()),
            "uuid": f"00000000-0000-4000-8000-{n:012}", "person_id": person.pk,
            "person_mode": "full", "properties_text": text,
        }  # fmt: skip

    agent = readers["agent"]
    shown = set(tickets_readable_by(agent).values_list("number", flat=True))
    hidden = set(Ticket.objects.values_list("number", flat=True)) - shown
    about = [f"ticket/{min(shown)}", f"ticket/{min(hidden)}", "option/x", "impersonation/1"]
    insert(store, [own(subject, n) for n, subject in enumerate(about)], token="own")
    seen = read(store, agent, "events", "event")
    assert seen == sorted([f"ticket/{min(shown)}", "impersonation/1"])
    assert len(read(store, readers["admin"], "events", "event")) == 4
