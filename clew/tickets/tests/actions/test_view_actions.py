"""Who may make, change and delete which view, and what is on record of it."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from clew.core.actors import Actor
from clew.core.facts import facts_about
from clew.people.models import Role
from clew.tickets import actions
from clew.tickets.models import SavedView
from clew.tickets.queries import arranged_views, view_for
from tests import cast

pytestmark = pytest.mark.django_db
OPEN = {"all": [{"field": "status", "operator": "is", "value": ["open"]}]}


@pytest.fixture
def maya():
    return cast.staff()


@pytest.fixture
def lead():
    return cast.staff("Liv Lead", role=Role.LEAD)


def make(staff, name="Fires", **given):
    given = {"scope": "personal", "conditions": OPEN} | given
    return actions.create_view(staff=staff, by=Actor.staff(staff), name=name, **given)


def slugs(staff):
    return [view.slug for view in arranged_views(staff).shown if view.is_saved]


def test_a_personal_view_is_its_owners_alone(maya, lead):
    view = make(maya)
    assert slugs(maya) == ["fires"]
    assert slugs(lead) == []
    assert view_for(lead, "fires") is None
    with pytest.raises(PermissionDenied):
        actions.change_view(view=view, staff=lead, by=Actor.staff(lead), name="Ha", conditions=OPEN)
    with pytest.raises(PermissionDenied):
        actions.delete_view(view=view, staff=lead, by=Actor.staff(lead))


def test_shared_views_are_kept_by_leads(maya, lead):
    for given in ({"scope": "shared"}, {"scope": "team", "team": cast.team()}):
        with pytest.raises(PermissionDenied, match="Leads and admins"):
            make(maya, **given)
    view = make(lead, scope="shared")
    assert slugs(maya) == ["fires"]
    with pytest.raises(PermissionDenied):
        actions.delete_view(view=view, staff=maya, by=Actor.staff(maya))
    own = make(maya, "Mine")
    with pytest.raises(PermissionDenied):
        actions.change_view(
            view=own, staff=maya, by=Actor.staff(maya), name="x", scope="shared", conditions=OPEN
        )


def test_a_teams_view_is_in_the_rail_of_its_members(maya, lead):
    make(lead, scope="team", team=cast.team())
    assert slugs(maya) == []
    assert view_for(maya, "fires") is None
    maya.teams.add(cast.team())
    assert slugs(maya) == ["fires"]
    assert view_for(lead, "fires").team == "Delivery"


def test_light_agents_make_no_views():
    with pytest.raises(PermissionDenied):
        make(cast.light_agent())


def test_deleting_is_undone_and_all_of_it_is_on_record(lead):
    by = Actor.staff(lead)
    view = make(lead, scope="shared")
    changed = actions.change_view(
        view=view, staff=lead, by=by, name="Hot", scope="shared", conditions=OPEN, sort="created"
    )
    assert changed == ["name", "sort"]
    assert view.slug == "fires"
    actions.delete_view(view=view, staff=lead, by=by)
    assert view_for(lead, "fires") is None
    actions.restore_view(view=view, staff=lead, by=by)
    assert view_for(lead, "fires").label == "Hot"
    told = [type(fact.fact).__name__ for fact in facts_about("view/fires")]
    assert told == ["ViewCreated", "ViewChanged", "ViewDeleted", "ViewRestored"]


def test_the_same_again_records_nothing(lead):
    view = make(lead)
    given = {"name": "Fires", "scope": "personal", "conditions": OPEN}
    assert actions.change_view(view=view, staff=lead, by=Actor.staff(lead), **given) == []
    assert len(facts_about("view/fires")) == 1


def test_a_copy_is_ones_own(maya, lead):
    view = make(lead, scope="shared", group_by="status", columns=["plan"])
    copy = actions.duplicate_view(view=view, staff=maya, by=Actor.staff(maya))
    assert (copy.name, copy.owner, copy.scope) == ("Fires (copy)", maya, "personal")
    assert (copy.group_by, copy.columns, copy.conditions) == ("status", ["plan"], OPEN)


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Open", "view-open"), ("Team A", "view-team-a"), ("—", "view"), ("Fires", "fires-2")],
)
def test_addresses_are_free_and_never_ours(maya, name, slug):
    make(maya)
    assert make(maya, name).slug == slug


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": " "}, "name"),
        ({"scope": "world"}, "scope"),
        ({"sort": "luck"}, "sort"),
        ({"group_by": "luck"}, "group_by"),
        ({"columns": ["luck"]}, "columns"),
        ({"conditions": {"all": [{"field": "luck"}]}}, "all.0"),
    ],
)
def test_what_is_wrong_is_said_by_field(maya, given, field):
    with pytest.raises(ValidationError) as refused:
        make(maya, **given)
    assert field in refused.value.message_dict
    assert not SavedView.objects.exists()


def test_a_team_without_the_team_is_refused(lead):
    with pytest.raises(ValidationError, match="Choose the team"):
        make(lead, scope="team")


def test_everybody_arranges_their_own(maya, lead):
    make(lead, scope="shared")
    actions.arrange_views(staff=maya, order=["fires", "open"], hidden=["solved"])
    found = arranged_views(maya)
    assert [view.slug for view in found.views][:4] == ["fires", "open", "unassigned", "mine"]
    assert [view.slug for view in found.hidden] == ["solved"]
    assert arranged_views(lead).views[0].slug == "unassigned"


def test_a_lead_orders_shared_views_for_everybody(maya, lead):
    make(lead, "A", scope="shared")
    make(lead, "B", scope="shared")
    actions.order_shared_views(slugs=["b", "a"], staff=lead, by=Actor.staff(lead))
    assert slugs(maya) == ["b", "a"]
    with pytest.raises(PermissionDenied):
        actions.order_shared_views(slugs=["a", "b"], staff=maya, by=Actor.staff(maya))
