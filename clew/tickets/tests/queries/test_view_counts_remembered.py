"""On a large desk counts are those of before for a moment, and then right by themselves."""

import pytest

from clew.core.actors import Actor
from clew.tickets.actions import create_view, set_status
from clew.tickets.queries import arranged_views, remembering, view_counts, views_for
from clew.tickets.queries.remembering import Remembered
from tests import cast

OPEN = {"all": [{"field": "status", "operator": "is", "value": ["new", "open"]}]}


@pytest.fixture
def large(monkeypatch):
    monkeypatch.setattr(remembering, "LARGE", 2)
    fresh = Remembered()
    monkeypatch.setattr("clew.tickets.queries.counting.remembered", fresh)
    return fresh


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("role", ["owner", "agent"])
def test_a_change_is_counted_beside_the_page(large, role, django_assert_num_queries):
    maya = cast.staff(role=role)
    first, _, _ = (cast.ticket() for _ in range(3))
    create_view(staff=maya, by=Actor.staff(maya), name="Waiting", conditions=OPEN)
    inside, views = cast.environment(), views_for(maya)

    def counts():
        with django_assert_num_queries(1):
            found = view_counts(maya, inside, views)
        return found["waiting"], found["open"]

    assert [counts(), counts()] == [(3, 3), (3, 3)]
    set_status(ticket=first, status="solved", by=Actor.staff(maya))
    assert counts()[0] == 3
    large.wait()
    assert counts() == (2, 2)
    large.wait()


@pytest.mark.django_db(transaction=True)
def test_who_knows_the_newest_fact_asks_nothing(large, django_assert_num_queries):
    maya = cast.staff()
    first, *_ = (cast.ticket() for _ in range(3))
    inside = cast.environment()
    view_counts(maya, inside)
    view_counts(maya, inside)

    def counted():
        version = arranged_views(maya).version
        with django_assert_num_queries(0):
            return view_counts(maya, inside, version=version)["open"]

    assert counted() == 3
    set_status(ticket=first, status="solved", by=Actor.staff(maya))
    assert counted() == 3
    large.wait()
    assert counted() == 2
    large.wait()


@pytest.mark.django_db
def test_a_small_desk_is_counted_each_time():
    maya = cast.staff()
    ticket = cast.ticket()
    assert view_counts(maya, cast.environment())["open"] == 1
    set_status(ticket=ticket, status="solved", by=Actor.staff(maya))
    assert view_counts(maya, cast.environment())["open"] == 0
