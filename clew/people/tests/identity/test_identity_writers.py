"""Several writers at once: nobody waits for ever, and all agree in the end."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from msgspec.structs import replace
from stories import identify, sent

from clew.people.actions import find_or_create_requester
from clew.people.identity import IdentityCache, resolve
from clew.people.models import DistinctId, Environment, Person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def places():
    return [Environment.objects.get_or_create(name=name)[0] for name in ("one", "two")]


def story(places, *, backwards):
    """The same logins in both environments, told from either end."""
    told = [
        replace(event, environment_id=place.pk)
        for number in range(40)
        for place in places
        for event in (
            sent("x", f"anon{number}", groups={"company": f"c{number % 3}"}),
            sent("x", f"user{number % 10}", set={f"k{number}": number}),
            identify(f"user{number % 10}", f"anon{number}"),
        )
    ]
    return told[::-1] if backwards else told


def write(events):
    cache = IdentityCache()
    try:
        for start in range(0, len(events), 16):
            with transaction.atomic():
                resolve(events[start : start + 16], cache=cache)
    finally:
        connection.close()


def test_writers_from_both_ends_agree(places):
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write, [story(places, backwards=False), story(places, backwards=True)]))
    assert Person.objects.living().count() == 2 * 10
    for place in places:
        for number in range(40):
            ids = DistinctId.objects.filter(environment=place).select_related("person")
            anon, user = (
                ids.get(distinct_id=i).person for i in (f"anon{number}", f"user{number % 10}")
            )
            assert anon == user
            assert user.properties[f"k{number}"] == number


def test_one_new_customer_writing_twice_at_once_is_one_customer(places):
    def ask(_):
        try:
            return find_or_create_requester(environment=places[0], email="a@mail.example").pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(ask, range(8)))) == 1
