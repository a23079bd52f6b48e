import pytest

from clew.core.actors import SYSTEM
from clew.core.facts import record, run_reaction
from clew.people.facts import PersonsMerged
from clew.tickets.models import Ticket
from clew.tickets.reactions import tickets_follow_the_survivor
from tests import cast

pytestmark = pytest.mark.django_db
KEY = f"{tickets_follow_the_survivor.__module__}.{tickets_follow_the_survivor.__qualname__}"


def merged(*pairs):
    fact = PersonsMerged(
        environment_id=pairs[0][0].environment_id,
        pairs=[[str(absorbed.pk), str(survivor.pk)] for absorbed, survivor in pairs],
    )
    return record(fact, by=SYSTEM).pk


def absorb(person, survivor):
    person.merged_into, person.merged_at = survivor, cast.JOINED
    person.save()


def test_tickets_and_words_follow_the_survivor():
    anonymous, ada = cast.person("Anon One"), cast.person()
    ticket = cast.ticket(requester=anonymous)
    absorb(anonymous, ada)
    fact = merged((anonymous, ada))
    run_reaction(fact, KEY)
    run_reaction(fact, KEY)
    assert Ticket.objects.get(requester=ada) == ticket
    assert ticket.messages.get().person == ada


def test_a_chain_of_merges_may_be_told_in_any_order():
    one, two, ada = cast.person("One"), cast.person("Two"), cast.person()
    ticket = cast.ticket(requester=one)
    absorb(two, ada)
    absorb(one, two)
    first, second = merged((one, two)), merged((two, ada))
    run_reaction(second, KEY)
    run_reaction(first, KEY)
    assert Ticket.objects.get(requester=ada) == ticket


def test_a_ticket_opened_by_somebody_just_absorbed_is_the_survivors():
    anonymous, ada = cast.person("Anon One"), cast.person()
    stale = cast.person("Anon One")
    absorb(anonymous, ada)
    assert cast.ticket(requester=stale).requester == ada
