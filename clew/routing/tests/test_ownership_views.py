"""Product groups as views and conditions, counted on every page."""

import pytest

from clew.core.actors import SYSTEM
from clew.core.options import set_options
from clew.routing.models import AreaOwnership, ProductGroup, Region, Sme
from clew.routing.seeded_groups import seed_groups
from clew.tickets import conditions
from clew.tickets.actions import assign
from clew.tickets.models import Ticket
from clew.tickets.queries import row_page, tickets_in, view_counts, view_for, views_for
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    """A ticket for each of: Data, Replay, Analytics, an area in no group, no area."""
    seed_groups(ProductGroup.objects, Region.objects)
    for name, slug in (("Exports", "data"), ("Player", "replay"), ("Trends", "analytics")):
        group = ProductGroup.objects.get(slug=slug)
        AreaOwnership.objects.create(area=cast.area(name), group=group)
    cast.area("Docs")
    return {name: cast.ticket(area=name) for name in ("Exports", "Player", "Trends", "Docs", "")}


@pytest.fixture
def oskar():
    return cast.staff("Oskar Brandt")


def knows(staff, slug, region="europe"):
    group = ProductGroup.objects.get(slug=slug)
    Sme.objects.create(group=group, region=Region.objects.get(slug=region), staff=staff)


def areas_in(reader, slug):
    found = tickets_in(reader, cast.environment(), slug)
    return {ticket.area for ticket in found}


def test_an_sme_sees_their_groups_and_the_shared_ones(desk, oskar):
    knows(oskar, "data")
    assert areas_in(oskar, "my-groups") == {"Exports", "Trends", "Docs", ""}
    assert areas_in(cast.staff("Ben Hale"), "my-groups") == {"Trends", "Docs", ""}


def test_also_what_others_work_on(desk, oskar):
    knows(oskar, "data")
    assign(ticket=desk["Exports"], staff=cast.staff("Ben Hale"), by=SYSTEM)
    assert "Exports" in areas_in(oskar, "my-groups")


def test_an_admin_narrows_the_channels(desk, oskar):
    set_options(values={"routing.sme_channels": "slack, email"}, by=SYSTEM)
    Ticket.objects.filter(pk=desk[""].pk).update(channel="email")
    assert areas_in(oskar, "my-groups") == {""}
    set_options(values={"routing.sme_channels": ""}, by=SYSTEM)
    assert areas_in(oskar, "my-groups") == {"Trends", "Docs", ""}


def test_each_group_has_a_view(desk, oskar):
    assert areas_in(oskar, "group-replay") == {"Player"}
    assert areas_in(oskar, "group-unclassified") == {"Docs", ""}
    assert view_for(oskar, "group-nothing") is None


def test_unclassified_is_what_has_no_area(desk, oskar):
    assert areas_in(oskar, "unclassified") == {""}


def test_all_counts_are_one_statement(desk, oskar, django_assert_num_queries):
    knows(oskar, "replay")
    views, inside = views_for(oskar), cast.environment()
    with django_assert_num_queries(1):
        counts = view_counts(oskar, inside, views)
    assert (counts["my-groups"], counts["unclassified"], counts["open"]) == (4, 1, 5)


def test_conditions_ask_for_group_and_owner(desk, oskar):
    exports = cast.area("Exports")
    exports.team = cast.team()
    exports.save()
    AreaOwnership.objects.filter(area=exports).update(support_first=False)

    def areas(text):
        asked = conditions.from_text(text)
        return {ticket.area for ticket in Ticket.objects.filter(asked.q(oskar))}

    assert areas("group:is:data,replay") == {"Exports", "Player"}
    assert areas("group:is_not:mine") == {"Exports", "Player"}
    assert areas(f"owner:is:{cast.team().pk}") == {"Exports"}
    assert areas("owner:not_set:") == {"Player", "Trends", "Docs", ""}
    assert areas("support_first:no:") == {"Exports"}


def test_grouped_by_product_group(desk, oskar):
    view = view_for(oskar, "open").narrowed(group_by="group")
    page = row_page(oskar, cast.environment(), view, limit=3)
    rest = row_page(oskar, cast.environment(), view, page.next_cursor, limit=3)
    areas = [ticket.area for ticket in (*page.items, *rest.items)]
    assert areas[0] == "Trends"
    assert set(areas[1:3]) == {"Docs", ""}
    assert areas[3:] == ["Exports", "Player"]


def test_the_inbox_heads_the_groups(desk, client):
    maya = cast.staff()
    client.force_login(maya)
    page = client.get("/inbox/open?group=group").content.decode()
    assert page.index("<h2>Analytics</h2>") < page.index("<h2>Data</h2>")
    number = desk["Exports"].number
    ticket = client.get(f"/tickets/{number}?view=open&group=group").content.decode()
    assert "Previous ticket" in ticket
