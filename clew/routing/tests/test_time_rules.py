import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from clew.core import clock
from clew.core.actors import SYSTEM
from clew.core.options import set_options
from clew.people.models import Notification
from clew.routing.automations.clockwork import run_time_rules
from clew.routing.automations.falsifying import made_false
from clew.routing.models import Firing, FiringState
from clew.routing.tests.rule_acts import by_admin, pass_days, react, rule, told
from clew.tickets import actions
from clew.tickets.conditions import parse
from clew.tickets.models import Message, Ticket
from clew.tickets.passing_time import pass_time
from tests import cast

pytestmark = pytest.mark.django_db
NAG = [{"field": "notify", "value": {"to": "admins", "text": "Forgotten"}}]
OLD = [("status_changed", "ago", "3d")]


def test_it_fires_when_its_time_has_come_and_once():
    rule("Nag", "time", NAG, all=OLD)
    ticket = cast.ticket()
    assert pass_days(2) == 0
    assert pass_days(4) == 1
    assert pass_days(5) == 0
    assert told(ticket)[-1] == (
        "Rule “Nag” told the admins, because time passed: Status since more than 3 days ago"
    )
    assert Notification.objects.get().text.startswith("Forgotten: #")


def test_it_fires_again_when_the_time_began_anew():
    rule("Nag", "time", NAG, all=OLD)
    ticket = cast.ticket()
    pass_days(4)
    actions.set_status(ticket=ticket, status="open", by=SYSTEM)
    assert pass_days(2) == 0
    assert pass_days(4) == 1


def test_it_is_a_statement_for_many_tickets(django_assert_max_num_queries):
    rule("Nag", "time", NAG, all=OLD)
    for count in range(5):
        cast.ticket(f"Ticket {count}")
    pass_days(4)
    with django_assert_max_num_queries(4):
        assert pass_days(5) == 0


@pytest.mark.parametrize(
    ("conditions", "done"),
    [
        ([], [{"field": "tags.add", "value": ["old"]}]),
        ([("status", "is", ["open"])], NAG),
        ([("updated", "within", "2h")], [{"field": "note", "value": "Again"}]),
        ([("tags", "not_includes", ["old"])], [{"field": "tags.add", "value": ["new"]}]),
        ([("status", "is", ["open", "pending"])], [{"field": "status", "value": "pending"}]),
    ],
)
def test_what_would_fire_again_and_again_is_refused(conditions, done):
    with pytest.raises(ValidationError, match="again and again"):
        rule("Endless", "time", done, all=conditions)


@pytest.mark.parametrize(
    ("conditions", "done"),
    [
        ([("tags", "not_includes", ["old"])], [{"field": "tags.add", "value": ["old"]}]),
        ([("status", "is", ["open"])], [{"field": "status", "value": "pending"}]),
        ([("status", "is", ["open"])], [{"field": "hold_until", "value": "+2d"}]),
        ([("assignee", "set", "")], [{"field": "assignee", "value": ""}]),
        ([("updated", "ago", "2h")], NAG),
    ],
)
def test_what_comes_to_rest_is_taken(conditions, done):
    assert rule("Ends", "time", done, all=conditions).pk


def test_a_rule_without_a_time_comes_to_rest_by_what_it_does():
    unmarked = [("tags", "not_includes", ["seen"])]
    rule("Mark", "time", [{"field": "tags.add", "value": ["seen"]}], all=unmarked)
    ticket = cast.ticket()
    assert run_time_rules() == 1
    assert run_time_rules() == 0
    actions.remove_tags(ticket=ticket, tags=["seen"], by=SYSTEM)
    assert run_time_rules() == 1


def test_two_time_rules_that_undo_each_other_are_stopped():
    up, down = [("severity", "is", ["low"])], [("severity", "is_not", ["low"])]
    rule("Up", "time", [{"field": "severity", "value": "high"}], all=up)
    rule("Down", "time", [{"field": "severity", "value": "low"}], all=down)
    cast.ticket()
    for _ in range(8):
        run_time_rules()
    assert Firing.objects.filter(state=FiringState.DONE).count() <= 3
    assert Firing.objects.filter(state=FiringState.STOPPED).exists()


def test_me_means_nothing_to_a_rule():
    with pytest.raises(ValidationError, match="nobody"):
        rule(all=[("assignee", "is", ["me"])])
    with pytest.raises(ValidationError, match="nobody"):
        rule(actions=[{"field": "assignee", "value": "me"}])


def test_a_failed_firing_is_tried_again_and_done_once():
    upset = [{"field": "assignee", "value": cast.staff("Oskar Brandt").pk}]
    made = rule(actions=upset)
    person = cast.staff("Oskar Brandt")
    person.is_active = False
    person.save()
    ticket = cast.ticket()
    react()
    assert Firing.objects.get().state == FiringState.FAILED
    person.is_active = True
    person.save()
    assert run_time_rules() == 0  # not yet
    assert pass_days(0.1) == 1
    assert pass_days(0.2) == 0
    ticket.refresh_from_db()
    assert ticket.assignee == person
    firing = Firing.objects.get(rule=made)
    assert (firing.state, firing.attempts) == (FiringState.DONE, 1)


def test_what_never_works_is_given_up():
    made = rule(actions=[{"field": "assignee", "value": cast.staff("Oskar Brandt").pk}])
    set_options(values={"routing.rule_failures": 100}, by=by_admin())
    person = cast.staff("Oskar Brandt")
    person.is_active = False
    person.save()
    cast.ticket()
    react()
    for day in range(1, 8):
        pass_days(day)
    firing = Firing.objects.get(rule=made)
    assert (firing.state, firing.attempts) == (FiringState.GIVEN_UP, 5)


@pytest.mark.django_db(transaction=True)
def test_two_workers_do_it_once():
    rule(
        "Note", "time", [{"field": "note", "value": "Forgotten"}], all=[("created", "within", "1d")]
    )
    for count in range(4):
        cast.ticket(f"Ticket {count}")
    start = threading.Barrier(2)

    def work():
        start.wait()
        run_time_rules()
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert Firing.objects.count() == 4
    assert Message.objects.filter(public=False).count() == 4


def test_rules_of_the_lifecycle_tell_what_they_did():
    ticket = cast.ticket()
    actions.set_status(ticket=ticket, status="pending", by=SYSTEM)
    with clock.moved_to(clock.now() + timedelta(days=8)):
        pass_time()
    react(again=1)
    firing = Firing.objects.get(rule__system="solve")
    assert firing.did == ["set status to Solved"]
    assert firing.because == "after 7 days without an answer"
    assert told(ticket)[-1] == "Clew solved it after 7 days without an answer"


TAGS = st.lists(st.sampled_from(["a", "b", "c"]), unique=True, min_size=1)
ITEMS = st.one_of(
    st.builds(lambda tags: ("tags", "includes", tags), TAGS),
    st.builds(lambda tags: ("tags", "not_includes", tags), TAGS),
    st.builds(
        lambda op, values: ("severity", op, values),
        st.sampled_from(["is", "is_not"]),
        st.lists(st.sampled_from(["low", "high", "medium"]), unique=True, min_size=1),
    ),
)
ACTS = st.one_of(
    st.builds(lambda tags: {"field": "tags.add", "value": tags}, TAGS),
    st.builds(lambda tags: {"field": "tags.remove", "value": tags}, TAGS),
    st.builds(
        lambda value: {"field": "severity", "value": value}, st.sampled_from(["low", "high"])
    ),
)


@given(
    items=st.lists(ITEMS, min_size=1, max_size=3),
    match=st.sampled_from(["all", "any"]),
    acts=st.lists(ACTS, min_size=1, max_size=3),
    tags=st.lists(st.sampled_from(["a", "b", "c"]), unique=True),
    severity=st.sampled_from(["low", "high", "medium"]),
)
def test_untrue_afterwards_is_promised_only_when_it_is_certain(items, match, acts, tags, severity):
    """Against the conditions themselves, asked of a ticket after the changes."""
    given_items = [{"field": f, "operator": op, "value": value} for f, op, value in items]
    conditions = parse({match: given_items})
    if not made_false(conditions, acts):
        return
    for act in acts:
        if act["field"] == "tags.add":
            tags = [*tags, *act["value"]]
        elif act["field"] == "tags.remove":
            tags = [tag for tag in tags if tag not in act["value"]]
        else:
            severity = act["value"]

    def holds(item):
        field, op, value = item
        if field == "severity":
            return (severity in value) == (op == "is")
        return bool(set(value) & set(tags)) == (op == "includes")

    asked = all if match == "all" else any
    assert not asked(holds(item) for item in items)


def test_tickets_that_are_over_are_left_alone():
    rule("Nag", "time", NAG, all=OLD)
    ticket = cast.ticket()
    Ticket.objects.filter(pk=ticket.pk).update(status="closed")
    assert pass_days(4) == 0
