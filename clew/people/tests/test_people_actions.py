import pytest
from django.core.exceptions import ValidationError

from clew.core.actors import SYSTEM, Actor
from clew.core.models import FactRecord
from clew.people.actions import (
    choose_account_type,
    create_capture_key,
    create_environment,
    find_or_create_requester,
    merge_persons,
    revoke_capture_key,
)
from clew.people.identity import IdentityCache, resolve
from clew.people.identity.incoming import Incoming
from clew.people.models import DistinctId, Environment, GroupType, Person
from clew.people.queries import default_environment, distinct_ids_of

pytestmark = pytest.mark.django_db


def facts():
    return list(FactRecord.objects.order_by("id").values_list("name", flat=True))


def test_an_installation_begins_with_production():
    assert default_environment().name == "production"


def test_an_environment_is_a_word_and_there_is_one_of_each_name():
    assert create_environment(name=" Staging ", by=SYSTEM).name == "staging"
    for wrong in ("staging", "no spaces", ""):
        with pytest.raises(ValidationError):
            create_environment(name=wrong, by=SYSTEM)
    assert facts() == ["people.EnvironmentCreated"]


def test_a_capture_key_opens_its_environment_until_it_is_revoked():
    key = create_capture_key(name="Web app", environment=default_environment(), by=SYSTEM)
    assert key.key.startswith("clew_")
    assert len(key.key) <= 64
    revoke_capture_key(key=key, by=SYSTEM)
    first = key.revoked_at
    revoke_capture_key(key=key, by=SYSTEM)
    assert key.revoked_at == first is not None
    assert facts() == ["people.CaptureKeyCreated", "people.CaptureKeyRevoked"]
    with pytest.raises(ValidationError):
        create_capture_key(name=" ", environment=default_environment(), by=SYSTEM)


def test_there_is_one_account_type_and_an_admin_chooses_it():
    production = default_environment()
    types = [
        GroupType.objects.create(environment=production, name=name, index=index)
        for index, name in enumerate(["project", "company"])
    ]
    for group_type in types:
        choose_account_type(group_type=group_type, by=SYSTEM)
    assert GroupType.objects.get(is_account=True).name == "company"


def requester(**who):
    return find_or_create_requester(environment=default_environment(), **who)


def test_who_writes_first_becomes_a_customer_and_stays_one():
    first = requester(email="Ann@mail.example", name="Ann")
    assert (first.name, first.email, first.is_identified) == ("Ann", "Ann@mail.example", True)
    assert DistinctId.objects.get(person=first).distinct_id == "Ann@mail.example"
    assert requester(email="ann@MAIL.example") == first
    assert facts() == ["people.PersonAdded"]


def test_a_known_distinct_id_counts_more_than_an_email():
    by_id = requester(distinct_id="u1", email="one@mail.example")
    by_mail = requester(email="two@mail.example")
    assert requester(distinct_id="u1", email="two@mail.example") == by_id
    assert requester(distinct_id="unknown", email="two@mail.example") == by_mail
    assert not DistinctId.objects.filter(distinct_id="unknown").exists()


def test_an_id_nobody_vouched_for_can_still_become_somebodys():
    assert not requester(distinct_id="visitor").is_identified
    assert requester(distinct_id="u2", verified=True).is_identified


def test_an_id_that_is_nobodys_is_not_used():
    assert requester(distinct_id="undefined", email="a@mail.example") == requester(
        email="a@mail.example"
    )
    for nobody in ({}, {"distinct_id": "null"}, {"distinct_id": "$company_acme"}):
        with pytest.raises(ValidationError):
            requester(**nobody)
    with pytest.raises(ValidationError):
        requester(email="not an address")


def test_the_same_email_in_another_environment_is_somebody_else():
    staging = create_environment(name="staging", by=SYSTEM)
    production = requester(email="a@mail.example")
    assert find_or_create_requester(environment=staging, email="a@mail.example") != production


def test_a_customer_who_wrote_before_their_product_did_keeps_their_id():
    person = requester(distinct_id="visitor", name="Ann")
    event = Incoming(
        environment_id=person.environment_id,
        uuid=person.id,
        event="$identify",
        distinct_id="u1",
        timestamp=person.created_at,
        properties={"$anon_distinct_id": "visitor"},
        set={"plan": "pro"},
    )
    resolve([event], cache=IdentityCache())
    person = Person.objects.get(pk=person.pk)
    assert set(person.distinct_ids.values_list("distinct_id", flat=True)) == {"visitor", "u1"}
    assert person.properties == {"name": "Ann", "plan": "pro"}
    assert Environment.objects.get().identity_version == 1


def test_staff_can_say_that_two_customers_are_one():
    kept = requester(email="work@mail.example", name="Ann")
    gone = requester(email="home@mail.example")
    merged = merge_persons(survivor=kept, absorbed=gone, by=Actor("staff", "1", "Sam"))
    assert merged == kept
    assert set(distinct_ids_of(merged)) == {"work@mail.example", "home@mail.example"}
    assert merged.email == "work@mail.example"
    fact = FactRecord.objects.get(name="people.PersonsMerged")
    assert fact.actor_name == "Sam"
    assert requester(distinct_id="home@mail.example") == kept
    for survivor, absorbed in ((kept, kept), (kept, gone)):
        with pytest.raises(ValidationError):
            merge_persons(survivor=survivor, absorbed=absorbed, by=SYSTEM)


def test_people_of_two_environments_stay_two():
    staging = create_environment(name="staging", by=SYSTEM)
    here = requester(email="a@mail.example")
    there = find_or_create_requester(environment=staging, email="a@mail.example")
    with pytest.raises(ValidationError):
        merge_persons(survivor=here, absorbed=there, by=SYSTEM)
