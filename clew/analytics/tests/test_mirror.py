"""Rows of PostgreSQL come to the event store as they are, in whatever order they changed."""

from uuid import uuid4

import pytest
from django.db import connection

from clew.analytics.mirror import backlog, mirror_changes
from clew.analytics.models import MirrorState
from clew.analytics.sql.access import Access
from clew.analytics.sql.tables import TABLES
from clew.core import clock
from clew.core.jobs import stopping
from clew.people.models import Account, Environment, Group, GroupType, Person
from clew.people.models.accounts import AccountOwner

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(mirror):
    return Environment.objects.get(is_default=True)


def person(place, **changes):
    given = {"id": uuid4(), "environment": place, "created_at": clock.now()}
    return Person.objects.create(**given | changes)


def rows(store, table, columns, place):
    source = TABLES[table].source(Access(place.pk, every_ticket=True, bodies=True, own_events=True))
    with store.reader() as client:
        return client.query(f"SELECT {columns} FROM ({source}) ORDER BY ALL").result_rows


def test_what_was_there_before_and_what_changes_later(store, place):
    ada = person(place, name="Ada", properties={"plan": "scale", "a": {"b": 1}})
    mirror_changes()
    assert rows(store, "persons", "name, toString(properties.a.b)", place) == [("Ada", "1")]
    Person.objects.filter(pk=ada.pk).update(name="Ada B.", properties={})
    person(place, name="Bo")
    mirror_changes()
    assert rows(store, "persons", "name", place) == [("Ada B.",), ("Bo",)]
    assert backlog() == 0


def test_a_process_that_stops_leaves_the_rest_for_the_next(place):
    """A first copy, or the rows of an import, may be hours of work."""
    mirror_changes()
    person(place)
    stopping.set()
    try:
        assert mirror_changes() == 0
    finally:
        stopping.clear()
    assert backlog() == 1
    assert mirror_changes() == 1


def test_deleted_and_merged_rows_are_gone(store, place):
    ada, bo = person(place, name="Ada"), person(place, name="Bo")
    person(place, name="Cy")
    mirror_changes()
    Person.objects.filter(pk=ada.pk).update(merged_into=bo)
    Person.objects.filter(name="Cy").delete()
    mirror_changes()
    assert rows(store, "persons", "name", place) == [("Bo",)]


def test_being_seen_within_the_hour_is_no_change(place):
    now = clock.now().replace(minute=10)
    ada = person(place, last_seen_at=now)
    mirror_changes()
    Person.objects.filter(pk=ada.pk).update(last_seen_at=now.replace(minute=50))
    assert backlog() == 0


def test_a_group_comes_with_its_account(store, place):
    kind = GroupType.objects.create(environment=place, name="company", index=0, is_account=True)
    group = Group.objects.create(environment=place, type=kind, key="k", created_at=clock.now())
    mirror_changes()
    Account.objects.create(group=group, environment=place, mrr="12.50", updated_at=clock.now())
    AccountOwner.objects.create(group=group, kind="csm", name="Ines", since=clock.now())
    AccountOwner.objects.create(group=group, kind="ae", email="o@k.example", since=clock.now())
    mirror_changes()
    told = rows(store, "groups", "key, is_account, mrr, csm, ae", place)
    assert told == [("k", True, 12.5, "Ines", "o@k.example")]


def test_new_columns_are_copied_anew(store, place):
    person(place, name="Ada")
    mirror_changes()
    MirrorState.objects.filter(table="persons").update(version=0)
    with store.writer() as client:
        client.command("TRUNCATE TABLE mirror_persons")
    mirror_changes()
    assert rows(store, "persons", "name", place) == [("Ada",)]


def test_a_change_rolled_back_is_none(place):
    mirror_changes()
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT before")
        person(place)
        cursor.execute("ROLLBACK TO before")
    assert backlog() == 0
