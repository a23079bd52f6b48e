"""How many statements a page costs: the same for one customer and for many."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clew.core import clock
from clew.events import queries
from clew.people.models import DistinctId, Group, GroupType, Membership
from clew.web.customers.subject import PARTS, address
from tests import cast

pytestmark = pytest.mark.django_db

SHELL = 6  # session, staff, environment, and what the rail counts


@pytest.fixture
def reads(monkeypatch):
    """Statements sent to the event store."""
    sent = []
    read = queries._read

    def counted(file, /, *args, **kwargs):
        sent.append(file)
        return read(file, *args, **kwargs)

    monkeypatch.setattr(queries, "_read", counted)
    return sent


def statements(desk, path):
    desk.get(path)  # caches of templates and engines
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert desk.get(path).status_code == 200
    return [q["sql"] for q in seen.captured_queries if "SAVEPOINT" not in q["sql"]]


def own(found):
    """Without what every page of the staff side asks."""
    shell = (
        "django_session",
        "people_staff",
        'people_environment"',
        "tickets_ticket",
        "core_setting",
    )
    return [
        sql for sql in found if not any(f'FROM "{name.strip(chr(34))}"' in sql for name in shell)
    ]


def crowd(person, count):
    kind, _ = GroupType.objects.get_or_create(
        environment=person.environment, name="project", defaults={"index": 3}
    )
    for n in range(count):
        group = Group.objects.create(
            environment=person.environment, type=kind, key=f"g{n}", created_at=clock.now()
        )
        Membership.objects.create(person=person, group=group, last_seen_at=clock.now())
        DistinctId.objects.create(
            environment=person.environment, person=person, distinct_id=f"d{n}"
        )


def test_a_person_page_costs_the_same_however_many_groups_and_ids(desk, ada, heron, reads):
    few = statements(desk, address(ada))
    crowd(ada, 12)
    many = statements(desk, address(ada))
    assert len(many) == len(few)
    assert len(own(many)) <= 9
    assert reads == []


def test_a_group_page_costs_the_same_however_many_people(desk, ada, heron, reads):
    few = statements(desk, address(heron))
    cast.account(members=tuple(cast.person(f"n{n} Lund") for n in range(12)))
    assert len(statements(desk, address(heron))) == len(few)
    assert len(own(few)) <= 9
    assert reads == []


@pytest.mark.parametrize("part", [part for part in PARTS if part not in {"event", "trace"}])
def test_each_part_reads_the_event_store_once(desk, ada, heron, happened, reads, part):  # noqa: PLR0917
    happened(ada, times=70, group_0="heron")
    for customer in (ada, heron):
        if part == "people" and customer is ada:
            continue
        desk.get(address(customer, part))
        reads.clear()
        found = statements(desk, address(customer, part))
        assert len(reads) <= 4  # asked twice; two for errors, two for a quiet group's timeline
        assert len(own(found)) <= 5, found


def test_the_list_costs_the_same_for_one_and_for_fifty(desk, ada, heron):
    few = statements(desk, "/customers/")
    for n in range(48):
        person = cast.person(f"p{n} Lund")
        Membership.objects.create(person=person, group=heron, last_seen_at=clock.now())
        cast.ticket(requester=person)
    assert len(statements(desk, "/customers/")) == len(few)
    assert len(statements(desk, "/customers/?q=lund")) <= len(few) + 2
