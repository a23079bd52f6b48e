"""Statements that are put together once: bound anew each time, and nobody gets another's."""

import pytest
from django.db import connection
from django.db.models import BigIntegerField, TextField
from django.test.utils import CaptureQueriesContext

from clew.core.kept import Given, kept, written
from clew.people.models import Environment, Team
from clew.tickets.models import Ticket
from clew.tickets.queries import ticket_for
from tests import cast

pytestmark = pytest.mark.django_db


def _named():
    return Team.objects.filter(name=Given("name", TextField()))


def _tickets():
    of = Ticket.objects.filter(number=Given("number", BigIntegerField()))
    return of.select_related("requester", "assignee")


def test_it_is_built_once_and_bound_each_time():
    built = []

    def build():
        built.append(1)
        return _named()

    for name in ("Red", "100 % blue", "Red"):
        cast.team(name)
        (found,) = kept("test teams", build).rows(name=name)
        assert found.name == name
    assert len(built) == 1


def test_rows_are_as_the_orm_gives_them():
    ticket = cast.ticket()
    (found,) = kept("test tickets", _tickets).rows(number=ticket.number)
    same = Ticket.objects.select_related("requester", "assignee").get(pk=ticket.pk)
    assert vars(found.requester).keys() == vars(same.requester).keys()
    assert (found.tags, found.context, found.created_at) == (
        same.tags,
        same.context,
        same.created_at,
    )
    with CaptureQueriesContext(connection) as asked:
        assert (found.requester, found.assignee) == (same.requester, None)
    assert not asked.captured_queries


def test_it_is_one_counted_statement_and_prepared_in_the_end():
    team = cast.team("Often asked")
    for _ in range(6):
        with CaptureQueriesContext(connection) as asked:
            assert kept("test often", _named).rows(name=team.name) == [team]
        assert len(asked) == 1
        assert "people_team" in asked.captured_queries[0]["sql"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        prepared = [text for (text,) in cursor.fetchall() if "people_team" in text]
    assert len(prepared) == 1


def test_what_nothing_can_meet_asks_nothing():
    with CaptureQueriesContext(connection) as asked:
        assert kept("test none", lambda: Team.objects.filter(pk__in=[])).rows() == []
    assert not asked.captured_queries
    assert not written(Team.objects.filter(pk__in=[]))


def test_what_is_fixed_is_in_its_text():
    text = written(Environment.objects.filter(name="50 %", is_default=True).values("pk"))
    assert "'50 %%'" in text


def test_who_may_read_less_gets_a_statement_of_their_own():
    fenced = cast.team("Fenced")
    fenced.private = True
    fenced.save()
    ticket = cast.ticket()
    ticket.team = fenced
    ticket.save()
    boss, other = cast.staff(), cast.staff("Ben Okafor")
    other.role = "agent"
    other.save()
    boss.role = "admin"
    boss.save()
    for _ in range(2):
        assert ticket_for(boss, ticket.number) == ticket
        with pytest.raises(Ticket.DoesNotExist):
            ticket_for(other, ticket.number)
    other.teams.add(fenced)
    assert ticket_for(other, ticket.number) == ticket


@pytest.mark.parametrize("number", [10**30, 2**63])
def test_a_number_beyond_all_is_nobodys(number):
    with pytest.raises(Ticket.DoesNotExist):
        ticket_for(cast.staff(), number)


def test_members_of_a_team_are_asked_for_in_the_team():
    team, inside, outside = cast.team("Inside"), cast.staff(), cast.staff("Ben Okafor")
    team.members.add(inside)
    assert type(inside).objects.get(pk=outside.pk) == outside
    assert team.members.get(pk=inside.pk) == inside
    with pytest.raises(type(inside).DoesNotExist):
        team.members.get(pk=outside.pk)
