"""The rules against the real database: what is written, remembered, and forgotten again."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from msgspec.structs import replace
from stories import START, alias, group_identify, identify, merge_dangerously, sent

from clew.core.models import FactRecord
from clew.people.identity import IdentityCache, person_uuid, resolve
from clew.people.models import (
    DistinctId,
    Environment,
    Group,
    GroupType,
    IdentityWarning,
    Membership,
    Person,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def environment():
    # A flushed database has lost the environment its migration made.
    return Environment.objects.get_or_create(name="production", defaults={"is_default": True})[0]


@pytest.fixture
def write(environment):
    """Resolve one committed chunk, as the writer does."""
    cache = IdentityCache()

    def one_chunk(*events, cache=cache):
        chunk = [_in(environment, event) for event in events]
        with transaction.atomic():
            return resolve(chunk, cache=cache)

    return one_chunk


def _in(environment, event):
    return replace(event, environment_id=environment.pk) if event.environment_id == 1 else event


def ids_of(distinct_id):
    person = DistinctId.objects.get(distinct_id=distinct_id).person
    return set(person.distinct_ids.values_list("distinct_id", flat=True))


def test_a_first_event_makes_a_customer(write, environment):
    (resolved,) = write(
        sent(
            "order placed",
            "u1",
            set={"email": "Ann@mail.example", "first_name": "Ann", "last_name": "Lee"},
            groups={"company": "acme"},
        )
    )
    person = Person.objects.get()
    assert resolved.person_id == person.id == person_uuid(environment.pk, "u1")
    assert (person.name, person.email) == ("Ann Lee", "Ann@mail.example")
    assert person.created_at == person.last_seen_at == START
    assert Group.objects.get().display_name == "acme"
    assert Membership.objects.get().person == person
    assert GroupType.objects.get().is_account


def test_chunks_build_on_each_other(write):
    write(sent("x", "anon", set={"colour": "red"}))
    write(identify("user", "anon", minute=1, set={"plan": "pro"}))
    write(sent("x", "user", minute=5, set={"colour": "blue"}))
    person = Person.objects.get()
    assert ids_of("user") == {"anon", "user"}
    assert person.is_identified
    assert person.properties == {"colour": "blue", "plan": "pro"}
    assert person.last_seen_at == START + timedelta(minutes=5)


def test_a_merge_moves_everything_and_leaves_a_trail(write):
    write(
        sent("x", "anon", set={"colour": "red"}, groups={"company": "acme"}),
        sent("x", "user", minute=1, groups={"company": "acme", "project": "7"}),
        identify("anon", "undefined", minute=1),
    )
    write(identify("user", "anon", minute=2))
    survivor, absorbed = (
        Person.objects.get(merged_into=None),
        Person.objects.exclude(merged_into=None).get(),
    )
    assert absorbed.merged_into == survivor
    assert absorbed.merged_at is not None
    assert ids_of("anon") == {"anon", "user"}
    assert DistinctId.objects.get(distinct_id="anon").version == 1
    assert survivor.properties == {"colour": "red"}
    assert survivor.created_at == START
    assert set(survivor.memberships.values_list("group__key", flat=True)) == {"acme", "7"}
    assert not absorbed.memberships.exists()
    assert survivor.warnings.get().kind == "cannot_merge_with_illegal_distinct_id"
    (fact,) = FactRecord.objects.filter(name="people.PersonsMerged")
    assert fact.payload["pairs"] == [[str(absorbed.id), str(survivor.id)]]


def test_trails_always_lead_to_the_living_in_one_step(write):
    write(sent("x", "a"), sent("x", "b"), sent("x", "c"), sent("x", "d"))
    write(alias("b", "a"))
    write(merge_dangerously("c", "b"), merge_dangerously("d", "c"))
    living = Person.objects.get(merged_into=None)
    assert ids_of("a") == {"a", "b", "c", "d"}
    assert Person.objects.filter(merged_into=living).count() == 3


def test_events_of_somebody_absorbed_in_the_same_chunk_are_the_survivors(write):
    resolved = write(sent("x", "anon"), sent("x", "user"), identify("user", "anon"))
    assert {one.person_id for one in resolved} == {Person.objects.get().id}
    assert not FactRecord.objects.filter(name="people.PersonsMerged").exists()


def test_a_replayed_chunk_changes_nothing(write):
    story = [
        sent("x", "anon", groups={"company": "acme"}),
        identify("user", "anon", minute=1, set={"plan": "pro"}),
        identify("other", "anon", minute=2),
    ]
    first = write(*story)
    before = list(Person.objects.order_by("id").values())
    assert write(*story) == write(*story, cache=IdentityCache()) == first
    assert list(Person.objects.order_by("id").values()) == before
    assert IdentityWarning.objects.count() == 1


def test_a_rolled_back_chunk_leaves_no_trace(write, environment):
    cache = IdentityCache()
    write(sent("x", "anon"), cache=cache)
    with transaction.atomic():
        resolve([_in(environment, identify("user", "anon"))], cache=cache)
        transaction.set_rollback(True)
    assert not DistinctId.objects.filter(distinct_id="user").exists()
    write(identify("third", "anon", minute=1), cache=cache)
    assert ids_of("anon") == {"anon", "third"}


def test_another_writers_changes_are_seen(write):
    here, there = IdentityCache(), IdentityCache()
    write(sent("x", "anon"), sent("x", "user"), cache=here)
    write(identify("user", "anon", set={"plan": "pro"}), cache=there)
    (resolved,) = write(sent("x", "anon", minute=9, set={"colour": "red"}), cache=here)
    survivor = Person.objects.get(merged_into=None)
    assert resolved.person_id == survivor.id
    assert survivor.properties == {"plan": "pro", "colour": "red"}


def test_the_same_id_in_two_environments_is_two_persons(write):
    staging = Environment.objects.create(name="staging")
    first, second = write(sent("x", "u1"), sent("x", "u1", environment_id=staging.pk))
    assert first.person_id != second.person_id
    assert DistinctId.objects.filter(distinct_id="u1").count() == 2


def test_group_types_are_counted_in_each_environment(write):
    staging = Environment.objects.create(name="staging")
    write(sent("x", "u", groups={"project": "1", "Organization": "o"}))
    (resolved,) = write(sent("x", "u", environment_id=staging.pk, groups={"team": "t"}))
    assert resolved.group_columns[0] == "t"
    assert GroupType.objects.get(is_account=True).name == "Organization"


def test_a_described_group_shows_its_name_and_plan(write):
    write(sent("x", "u1", groups={"company": "acme"}))
    write(group_identify("$company_acme", "company", "acme", name="Acme Ltd", plan="pro", seats=3))
    group = Group.objects.get()
    assert (group.name, group.plan, group.properties["seats"]) == ("Acme Ltd", "pro", 3)
    assert Person.objects.count() == 1


def test_a_sixth_group_type_is_refused_with_one_warning(write):
    write(sent("x", "u", groups={f"t{number}": "k" for number in range(5)}))
    for minute in (1, 2):
        write(sent("x", "u", minute=minute, groups={"sixth": "k"}))
    assert GroupType.objects.count() == 5
    assert IdentityWarning.objects.get().kind == "group_type_limit_exceeded"


def test_what_postgresql_cannot_hold_is_left_out(write):
    write(
        sent("x", "u1", set={"email": "a\x00@mail.example", "note": ["\x00x", {"k\x00": 1}]}),
        sent("x", "bad\x00id"),
        identify("u1", "other\x00", minute=1),
        group_identify("u1", "company", "a\x00"),
        sent("$set", "long", set={"email": "e" * 5000, "name": "n" * 5000}),
    )
    person = DistinctId.objects.get(distinct_id="u1").person
    assert person.properties == {"email": "a@mail.example", "note": ["x", {"k": 1}]}
    assert Person.objects.count() == 2


def test_personless_traffic_writes_nothing(write):
    write(*(sent("$pageview", f"anon{n}", person_processing=False) for n in range(20)))
    assert not Person.objects.exists()
    assert not DistinctId.objects.exists()


def test_the_number_of_queries_does_not_grow_with_the_number_of_events(write):
    def story(start, size):
        return [
            event
            for n in range(start, start + size)
            for event in (
                sent("x", f"anon{n}", groups={"company": f"c{n % 9}"}),
                identify(f"user{n}", f"anon{n}", set={"n": n}),
                identify(f"user{n}", "null"),
            )
        ]

    with CaptureQueriesContext(
        connection,
    ) as few:
        write(*story(0, 2))
    with CaptureQueriesContext(connection) as many:
        write(*story(10, 200))
    assert len(many) <= len(few)


def test_a_known_customers_event_costs_two_queries_at_most(write):
    write(sent("x", "u1", groups={"company": "acme"}))
    with CaptureQueriesContext(connection) as queries:
        write(*(sent("x", "u1", groups={"company": "acme"}) for _ in range(50)))
    statements = [q["sql"] for q in queries if "people_" in q["sql"]]
    assert len(statements) <= 2


def test_resolving_needs_a_transaction(environment):
    with pytest.raises(transaction.TransactionManagementError):
        resolve([_in(environment, sent("x", "u1"))], cache=IdentityCache())


def test_what_is_forgotten_is_read_again(write):
    small = IdentityCache(size=1)
    for number in range(6):
        write(sent("x", f"u{number}", set={"n": number}), cache=small)
    write(*(sent("x", f"u{number}", minute=2, set={"m": 1}) for number in range(6)), cache=small)
    assert [p.properties["n"] for p in Person.objects.order_by("properties__n")] == [*range(6)]
    assert Person.objects.filter(properties__m=1).count() == 6
