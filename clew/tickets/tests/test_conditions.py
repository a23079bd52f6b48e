"""What conditions find is what a plain reading of them says, whatever they are."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from clew.core import clock
from clew.core.actors import Actor
from clew.people.models import Group, Person
from clew.tickets import conditions
from clew.tickets.actions import add_note, assign, follow, set_status, set_team
from clew.tickets.models import Status, Ticket
from tests import cast
from tests.plain_conditions import holds

pytestmark = pytest.mark.django_db

SPANS = ["1h", "2d", "5d", "30d"]
ITEMS = st.one_of(
    st.tuples(
        st.just("status"),
        st.sampled_from(["is", "is_not"]),
        st.lists(st.sampled_from(Status.values), min_size=1, max_size=3),
    ),
    st.tuples(
        st.just("assignee"),
        st.sampled_from(["is", "is_not"]),
        st.lists(st.sampled_from(["me", "nobody"]), min_size=1),
    ),
    st.tuples(st.sampled_from(["assignee", "team", "area", "tags", "plan", "person.role"]),
              st.sampled_from(["set", "not_set"]), st.just("")),
    st.tuples(st.just("tags"), st.sampled_from(["includes", "not_includes"]),
              st.lists(st.sampled_from(["vip", "bug", "none"]), min_size=1)),
    st.tuples(st.sampled_from(["subject", "requester_name", "account"]),
              st.sampled_from(["contains", "not_contains"]),
              st.sampled_from(["web", "ADA", "heron", "%", "_"])),
    st.tuples(st.sampled_from(["plan", "account_key", "person.role", "account.mrr"]),
              st.sampled_from(["is", "is_not"]),
              st.lists(st.sampled_from(["scale", "SCALE", "heron", "cto", "5"]), min_size=1)),
    st.tuples(st.sampled_from(["account.mrr", "person.role", "person.0", "messages"]),
              st.sampled_from(["gt", "lt"]), st.sampled_from([0, 1, 5, 5.5])),
    st.tuples(st.sampled_from(["created", "updated", "solved", "status_changed", "customer_wrote"]),
              st.sampled_from(["within", "ago"]), st.sampled_from(SPANS)),
    st.tuples(st.sampled_from(["waiting", "followed", "attachment", "verified"]),
              st.sampled_from(["yes", "no"]), st.just("")),
)  # fmt: skip
NODES = st.recursive(
    ITEMS.map(lambda item: dict(zip(["field", "operator", "value"], item, strict=True))),
    lambda inner: st.dictionaries(
        st.sampled_from(["all", "any"]), st.lists(inner, max_size=3), max_size=2
    ),
    max_leaves=8,
)


@pytest.fixture
def maya():
    return cast.staff()


@pytest.fixture
def tickets(maya):
    by = Actor.staff(maya)
    now = clock.now()
    ada = cast.person(properties={"role": "CTO", "0": 7})
    cast.account("Heron", members=(ada,))
    Group.objects.update(properties={"mrr": 5})
    bo = cast.person("Bo Berg", properties={"role": None})
    cy = cast.person("Cy Adams", properties={"role": ["cto"]})
    cast.account("Web % Works", members=(cy,), plan="")
    first = cast.ticket(requester=ada, account=Group.objects.get(name="Heron"), tags=["vip"])
    old = cast.ticket("Old news", requester=bo, created_at=now - timedelta(days=6))
    quiet = cast.ticket("100% slow", requester=cy, created_at=now - timedelta(days=3))
    done = cast.ticket(requester=ada, tags=["bug", "vip"], area="Hooks")
    assign(ticket=first, staff=maya, by=by)
    add_note(ticket=first, staff=maya, body="A note")
    set_team(ticket=old, team=cast.team(), by=by)
    follow(ticket=quiet, by=by, staff=maya)
    set_status(ticket=done, status="solved", by=by, at=now - timedelta(days=3))
    set_status(ticket=old, status="pending", by=by, at=now - timedelta(hours=30))
    return list(Ticket.objects.select_related("requester", "account"))


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(NODES, max_size=3), st.lists(NODES, max_size=2))
def test_what_is_found_is_what_a_plain_reading_finds(tickets, maya, every, either):
    data = {"all": every, "any": either}
    try:
        parsed = conditions.parse(data)
    except ValidationError:
        assume(False)  # noqa: FBT003  nested too deep
    found = set(Ticket.objects.filter(parsed.q(maya)).values_list("number", flat=True))
    assert found == {ticket.number for ticket in tickets if holds(data, ticket, maya)}
    again = conditions.parse(parsed.data())
    assert again.data() == parsed.data()


def test_words_are_looked_for_in_subjects_and_messages(maya, tickets):
    def numbers(operator, words):
        item = {"field": "words", "operator": operator, "value": words}
        q = conditions.parse({"all": [item]}).q(maya)
        return {ticket.subject for ticket in Ticket.objects.filter(q)}

    assert numbers("matches", "webhook") == {"Webhooks arrive twice"}
    assert numbers("not_matches", "webhook") == {"Old news", "100% slow"}
    assert "Webhooks arrive twice" in numbers("matches", "noted OR note")


def test_a_person_in_two_environments_is_asked_by_ticket(maya, tickets):
    Person.objects.update(properties={})
    item = {"field": "person.role", "operator": "is", "value": ["cto"]}
    assert not Ticket.objects.filter(conditions.parse({"all": [item]}).q(maya)).exists()


WRONG = [
    ([], "conditions", "object"),
    ({"none": []}, "conditions", "nothing else"),
    ({"all": {}}, "conditions", "lists"),
    ({"all": [{"field": "colour", "operator": "is", "value": "x"}]}, "all.0", "no field “colour”"),
    ({"all": [{"field": 3}]}, "all.0", "no field"),
    ({"any": [{"field": "status", "operator": "gt", "value": 1}]}, "any.0", "is, is_not"),
    ({"any": [{"field": "status", "operator": "is", "value": ["odd"]}]}, "any.0", "Status: “odd”"),
    ({"all": [{"field": "created", "operator": "within", "value": "3 weeks"}]}, "all.0", "3d"),
    ({"all": [{"field": "created", "operator": "after", "value": "soon"}]}, "all.0", "2026-11-01"),
    ({"all": [{"field": "messages", "operator": "gt", "value": "nan"}]}, "all.0", "a number"),
    ({"all": [{"field": "subject", "operator": "contains", "value": "\x00"}]}, "all.0", "write"),
    ({"all": [{"field": "person.", "operator": "set"}]}, "all.0", "no field"),
    ({"all": [{"all": [{"any": [{"all": [{"any": []}]}]}]}]}, "all.0.all.0.any.0.all.0", "deep"),
    ({"all": [{"all": [{}] * 40}, {"any": [{"field": "tags", "operator": "set"}] * 51}]}, "", "50"),
]


@pytest.mark.parametrize(("data", "where", "said"), WRONG)
def test_each_mistake_is_named_where_it_stands(data, where, said):
    with pytest.raises(ValidationError) as refused:
        conditions.parse(data)
    messages = refused.value.message_dict
    assert where in messages or not where
    assert said in " ".join(text for texts in messages.values() for text in texts)


def test_fifty_conditions_are_enough():
    item = {"field": "tags", "operator": "set", "value": ""}
    with pytest.raises(ValidationError, match="has 51"):
        conditions.parse({"all": [{"any": [item] * 26}], "any": [{"all": [item] * 25}]})


@pytest.mark.parametrize(
    "text",
    [
        "status:is:open,pending",
        "tags:includes:a%2Cb,c;created:within:3d",
        "subject:contains:half%3B past 3%3A30",
        "waiting:yes:;person.role:is:cto",
        "messages:gt:5",
        "",
    ],
)
def test_a_filter_survives_its_address(text):
    found = conditions.from_text(text)
    assert conditions.to_text(found.items()) == text


@pytest.mark.parametrize(
    "text", ["status", "status:is:", "nope:is:x", "a:b:c:d", ";".join("x" * 60)]
)
def test_a_broken_filter_is_refused_in_words(text):
    with pytest.raises(ValidationError):
        conditions.from_text(text)


def test_a_condition_is_said_in_words():
    items = conditions.from_text(
        "severity:is:critical,high;created:within:3d;updated:ago:1h;waiting:yes:;tags:set:"
    ).items()
    assert [conditions.words(item, {"critical": "Critical", "high": "High"}) for item in items] == [
        "Severity is Critical or High",
        "Created within the last 3 days",
        "Last change more than 1 hour ago",
        "Waits for us: yes",
        "Tags are set",
    ]
