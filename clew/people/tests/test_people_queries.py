from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError

from clew.people import queries
from clew.people.identity import IdentityCache, Incoming, person_uuid, resolve
from clew.people.models import ApiToken, Environment, Group, Person, Scope, Staff

pytestmark = pytest.mark.django_db

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def staff():
    return Staff.objects.create(email="sam@clew.example", name="Sam")


@pytest.fixture
def production():
    return queries.default_environment()


@pytest.fixture
def tell(production):
    """Tell Clew an event of its product."""
    clock = iter(range(10_000))

    def one_event(event, distinct_id, **parts):
        incoming = Incoming(
            environment_id=parts.pop("environment_id", production.pk),
            uuid=uuid4(),
            event=event,
            distinct_id=distinct_id,
            timestamp=START + timedelta(minutes=next(clock)),
            **parts,
        )
        (resolved,) = resolve([incoming], cache=IdentityCache())
        return Person.objects.filter(pk=resolved.person_id).first()

    return one_event


@pytest.fixture
def ann(tell):
    tell("x", "anon-1", groups={"company": "acme"})
    tell("$identify", "ann-7", properties={"$anon_distinct_id": "anon-1"})
    who = {"name": "Ann Lee", "email": "Ann@mail.example"}
    return tell("$set", "ann-7", set=who, groups={"company": "acme"})


def test_a_person_is_found_by_id_distinct_id_or_email(staff, production, ann):
    ways = [
        {"id": ann.id},
        {"id": str(ann.id)},
        {"distinct_id": "anon-1"},
        {"email": "ANN@mail.example"},
    ]
    for way in ways:
        assert queries.person_for(staff, environment=production, **way) == ann


def test_the_id_of_somebody_absorbed_leads_to_the_survivor(staff, production, tell):
    absorbed, survivor = tell("x", "anon"), tell("x", "user")
    tell("$identify", "user", properties={"$anon_distinct_id": "anon"})
    assert queries.person_for(staff, id=absorbed.id) == survivor
    assert queries.person_for(staff, environment=production, distinct_id="anon") == survivor
    assert [*queries.persons_visible_to(staff)] == [survivor]
    assert queries.recent_people(staff, production).items == [survivor]


@pytest.mark.parametrize(
    "way",
    [{"id": "no uuid"}, {"id": uuid4()}, {"distinct_id": "a\x00"}, {"email": ""}, {"email": "x"}],
)
def test_nobody_is_behind_a_wrong_door(staff, production, ann, way):
    with pytest.raises(Person.DoesNotExist):
        queries.person_for(staff, environment=production, **way)


def test_a_group_is_found_by_type_and_key(staff, production, ann):
    group = queries.group_for(staff, environment=production, type="company", key="acme")
    assert queries.people_of(group).items == [ann]
    assert queries.account_of(ann) == group
    assert queries.groups_of(ann) == [group]
    with pytest.raises(Group.DoesNotExist):
        queries.group_for(staff, environment=production, type="company", key="other")


STRANGERS = [
    AnonymousUser(),
    Staff(email="gone@clew.example", is_active=False),
    ApiToken(scope=Scope.CAPTURE),
    ApiToken(scope=Scope.ADMIN, revoked_at=START),
]


@pytest.mark.parametrize("stranger", STRANGERS)
def test_strangers_see_nobody(stranger, production, ann):
    for way in ({"id": ann.id}, {"distinct_id": "ann-7"}, {"email": ann.email}):
        with pytest.raises(Person.DoesNotExist):
            queries.person_for(stranger, environment=production, **way)
    with pytest.raises(Group.DoesNotExist):
        queries.group_for(stranger, environment=production, type="company", key="acme")
    assert queries.search_customers(stranger, production, "ann").items == []
    assert queries.recent_people(stranger, production).items == []
    assert queries.recent_groups(stranger, production).items == []


def test_agents_tokens_see_customers(production, ann):
    token = ApiToken(scope=Scope.AGENT)
    assert queries.person_for(token, id=ann.id) == ann


@pytest.mark.parametrize(
    "text", ["ann@mail.example", "nn Le", "ann", "an", "MAIL.exam", "anon-1", "non-", "ann-7"]
)
def test_search_finds_a_person_by_any_part(staff, production, ann, text):
    assert ann in queries.search_customers(staff, production, text).items


def test_search_finds_groups_by_key_and_name(staff, production, ann, tell):
    about = {"$group_type": "company", "$group_key": "acme", "$group_set": {"name": "Anvil Works"}}
    tell("$groupidentify", "$company_acme", properties=about)
    for text in ("acme", "nvil"):
        (found,) = queries.search_customers(staff, production, text).items
        assert found.display_name == "Anvil Works"


def test_exact_hits_come_first_and_the_rest_by_when_they_were_seen(staff, production, tell):
    exact = tell("$set", "1", set={"email": "lee@mail.example"})
    first = tell("$set", "2", set={"email": "other-lee@mail.example"})
    later = tell("$set", "3", set={"email": "an-lee@mail.example"})
    found = queries.search_customers(staff, production, "LEE@mail.example").items
    assert found == [exact, later, first]


def test_search_takes_every_character_as_it_is(staff, production, ann, tell):
    odd = tell("$set", "100%_\\", set={"name": "100%_\\ odd"})
    for text in ("100%_\\", "0%_", "%_\\ o"):
        assert queries.search_customers(staff, production, text).items == [odd]
    for text in ("%%%", "___", "", "  ", "\x00"):
        assert queries.search_customers(staff, production, text).items == []


def test_search_stays_in_its_environment(staff, production, ann, tell):
    staging = Environment.objects.create(name="staging")
    twin = tell("$set", "ann-7", set={"name": "Ann Lee"}, environment_id=staging.pk)
    assert queries.search_customers(staff, staging, "ann lee").items == [twin]
    assert queries.search_customers(staff, production, "ann lee").items == [ann]


def test_search_and_lists_go_on_where_the_page_ended(staff, production, tell):
    people = [tell("x", f"user-{number}") for number in range(7)][::-1]
    for pages in (
        lambda cursor: queries.search_customers(staff, production, "user-", cursor, 3),
        lambda cursor: queries.recent_people(staff, production, cursor=cursor, limit=3),
    ):
        assert everything(pages) == people
    with pytest.raises(ValidationError):
        queries.recent_people(staff, production, cursor="nonsense")
    with pytest.raises(ValidationError):
        queries.search_customers(staff, production, "user", "nonsense")


def test_people_never_seen_come_last(staff, production, tell):
    seen = tell("x", "seen")
    never = [
        Person.objects.create(id=uuid4(), environment=production, created_at=START)
        for _ in range(5)
    ]
    listed = everything(
        lambda cursor: queries.recent_people(staff, production, cursor=cursor, limit=2)
    )
    assert listed[0] == seen
    assert listed[1:] == sorted(never, key=lambda person: person.id, reverse=True)


def everything(pages):
    """The items of every page, one after another."""
    found, cursor = [], ""
    while True:
        page = pages(cursor)
        found += page.items
        cursor = page.next_cursor
        if not cursor:
            return found


def test_lists_can_leave_visitors_out(staff, production, ann, tell):
    visitor = tell("x", "visitor")
    assert queries.recent_people(staff, production, identified=True).items == [ann]
    assert queries.recent_people(staff, production, identified=False).items == [visitor]
    assert queries.recent_groups(staff, production, type="company").items == queries.groups_of(ann)


def test_events_are_looked_for_under_every_id_they_may_have_been_stored_under(production, tell):
    absorbed, survivor = tell("x", "a"), tell("x", "b")
    tell("$identify", "b", properties={"$anon_distinct_id": "a"})
    tell("$identify", "b", properties={"$anon_distinct_id": "used-without-person"})
    assert set(queries.stored_person_ids(survivor)) == {
        survivor.id,
        absorbed.id,
        person_uuid(production.pk, "used-without-person"),
    }
    assert queries.stored_person_ids(survivor)[0] == survivor.id
    moved = queries.moved_ids(None)
    assert [(known, person) for _, known, person, _ in moved] == [
        ("a", survivor.id),
        ("used-without-person", survivor.id),
    ]
    assert queries.moved_ids(moved[-1][3] + timedelta(seconds=1)) == []


def test_refusals_are_shown_with_the_person(tell, ann):
    tell("$create_alias", "ann-7", properties={"alias": "undefined"})
    (warning,) = queries.warnings_of(ann)
    assert warning.other_id == "undefined"
