"""Any order and any grouping: pages without gaps, neighbours that agree, counts that are right."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from clew.core import clock
from clew.core.actors import Actor
from clew.tickets import actions
from clew.tickets.models import Ticket
from clew.tickets.queries import (
    EVERYTHING,
    group_counts,
    page_of_view,
    row_page,
    tickets_in,
    view_counts,
    views_for,
)
from clew.tickets.queries.neighbours import neighbours
from clew.tickets.queries.orders import GROUPINGS, ORDERS
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya():
    return cast.staff()


@pytest.fixture
def tickets(maya):
    """Eleven that agree in much, so that ties have to be broken."""
    by, now = Actor.staff(maya), clock.now()
    oskar = cast.staff("Oskar Berg")
    cast.account("Heron", members=(cast.person(),))
    cast.account("Crane", members=(cast.person("Bo Berg"),), plan="free")
    people = [cast.person(), cast.person("Bo Berg"), cast.person("Cy Dahl")]
    made = [
        cast.ticket(requester=people[index % 3], created_at=now - timedelta(hours=index // 4))
        for index in range(11)
    ]
    for index, ticket in enumerate(made):
        if index % 2:
            actions.assign(ticket=ticket, staff=maya if index % 4 == 1 else oskar, by=by)
        if index % 3 == 0:
            actions.set_property(ticket=ticket, field="severity", value="high", by=by)
        if index % 5 == 0:
            actions.set_status(ticket=ticket, status="solved", by=by)
    return made


SORTS = [f"{sign}{name}" for name in ORDERS if name != "solved_at" for sign in ("", "-")]


@pytest.mark.parametrize(
    ("sort", "group"),
    [
        *((sort, "") for sort in SORTS),
        *(("-updated", each) for each in GROUPINGS),
        ("status", "plan"),
    ],
)
def test_pages_and_neighbours_agree_in_every_order(maya, tickets, sort, group):
    view = EVERYTHING.narrowed(sort=sort, group_by=group)
    inside = cast.environment()
    whole = [ticket.number for ticket in row_page(maya, inside, view, limit=50).items]
    assert sorted(whole) == sorted(ticket.number for ticket in tickets)
    seen, cursor = [], ""
    while True:
        page = row_page(maya, inside, view, cursor, 3)
        seen += [ticket.number for ticket in page.items]
        if not (cursor := page.next_cursor):
            break
    assert seen == whole
    middle = page_of_view(maya, inside, view).items[5]
    around = neighbours(maya, Ticket.objects.get(pk=middle.pk), view)
    assert (around.before, around.after) == (whole[4], whole[6])


@pytest.mark.parametrize("group", GROUPINGS)
def test_groups_are_counted_in_one_statement(maya, tickets, group, django_assert_num_queries):
    inside, view = cast.environment(), EVERYTHING.narrowed(group_by=group)
    with django_assert_num_queries(1):
        counts = group_counts(maya, inside, view)
    assert sum(counts.values()) == len(tickets)
    keys = GROUPINGS[group].keys
    page = page_of_view(maya, inside, view)
    assert {tuple(key.of(each) for key in keys) for each in page.items} == set(counts)


def test_a_cursor_of_another_order_is_refused(maya, tickets):
    inside = cast.environment()
    cursor = row_page(maya, inside, EVERYTHING.narrowed(sort="severity"), limit=2).next_cursor
    with pytest.raises(ValidationError, match="Not a cursor"):
        row_page(maya, inside, EVERYTHING.narrowed(sort="created"), cursor)


def test_saved_views_are_counted_with_the_rest_in_one_statement(
    maya, tickets, django_assert_num_queries
):
    items = [{"field": "severity", "operator": "is", "value": ["high"]}]
    for index in range(5):
        actions.create_view(
            staff=maya, by=Actor.staff(maya), name=f"V{index}", conditions={"all": items}
        )
    inside, views = cast.environment(), views_for(maya)
    with django_assert_num_queries(1):
        counts = view_counts(maya, inside, views)
    assert [counts[f"v{index}"] for index in range(5)] == [4] * 5
    assert counts["open"] == 8


def test_the_rail_asks_once_for_views_teams_and_arrangement(maya, django_assert_num_queries):
    maya.teams.add(cast.team())
    with django_assert_num_queries(1):
        assert [view.slug for view in views_for(maya)][-1] == "team-delivery"


def test_a_view_whose_field_is_gone_holds_nothing(maya, tickets):
    view = actions.create_view(staff=maya, by=Actor.staff(maya), name="Old", conditions={})
    view.conditions = {"all": [{"field": "gone", "operator": "is", "value": ["x"]}]}
    view.save()
    inside = cast.environment()
    assert not tickets_in(maya, inside, "old").exists()
    assert view_counts(maya, inside, views_for(maya))["old"] == 0


def test_bulk_jobs_get_the_tickets_of_a_filtered_view(maya, tickets):
    inside = cast.environment()
    found = tickets_in(maya, inside, "open", "severity:is:high")
    assert found.count() == 3
    for view, text in (("nope", ""), ("open", "nope:is:x")):
        with pytest.raises(ValidationError):
            tickets_in(maya, inside, view, text)
    assert not tickets_in(maya, cast.environment("staging"), "open").exists()
