from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from clew.core import clock
from clew.core.actors import SYSTEM
from clew.core.models import FactRecord
from clew.people.models import Notification, Team
from clew.routing.automations.clockwork import run_time_rules
from clew.routing.automations.rehearsing import rehearse
from clew.routing.models import Firing, Rule
from clew.routing.tests.rule_acts import admin, react, rule
from clew.tickets import actions
from clew.tickets.models import Message, Ticket
from tests import cast

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def draft(trigger, *items, act=("tags.add", ["seen"])) -> Rule:
    given = [{"field": field, "operator": op, "value": value} for field, op, value in items]
    done = [{"field": act[0], "value": act[1]}]
    return Rule(name="Draft", trigger=trigger, conditions={"all": given}, actions=done)


def lives(mark: str, step=lambda: None):
    """Three tickets over twelve days; ``step`` happens every six hours."""
    begin = clock.now() - 12 * DAY
    tickets: dict[str, Ticket] = {}

    def opened(name):
        return lambda: tickets.setdefault(name, cast.ticket(f"{mark} {name}"))

    def on(name, act, **given):
        return lambda: act(ticket=tickets[name], by=SYSTEM, **given)

    plan = [
        (0.1, opened("calm")),
        (0.2, opened("upset")),
        (1.3, on("upset", actions.set_property, field="severity", value="critical")),
        (2.3, on("calm", actions.set_status, status="pending")),
        (3.3, on("upset", actions.assign, staff=cast.staff("Oskar Brandt"))),
        (4.3, on("upset", actions.set_status, status="pending")),
        (5.3, on("upset", actions.set_property, field="severity", value="low")),
        (6.3, opened("late")),
        (7.3, lambda: actions.receive_message(
            ticket=tickets["calm"], person=tickets["calm"].requester, body="Still", channel="widget"
        )),
        (8.3, on("late", actions.add_tags, tags=["vip"])),
        (9.3, on("late", actions.set_property, field="severity", value="critical")),
        (9.8, on("late", actions.remove_tags, tags=["vip"])),
    ]  # fmt: skip
    for quarter in range(48):
        for at, act in plan:
            if quarter / 4 <= at < (quarter + 1) / 4:
                with clock.moved_to(begin + at * DAY):
                    act()
        with clock.moved_to(begin + (quarter + 1) / 4 * DAY):
            step()
    return tickets


RULES = [
    draft("opened"),
    draft("property_changed", ("severity", "is", ["critical"])),
    draft("property_changed", ("severity", "is", ["critical"]), ("tags", "includes", ["vip"])),
    draft("status_changed", ("assignee", "set", "")),
    draft("customer_replied", ("messages", "gt", 1)),
    draft("customer_replied", ("created", "ago", "2d"), act=("severity", "high")),
    draft("time", ("status_changed", "ago", "2d"), ("status", "is", ["pending"])),
    draft("time", ("customer_wrote", "ago", "3d")),
    draft("time", ("severity", "is", ["critical"]), act=("severity", "high")),
    draft("time", ("created", "ago", "1d"), ("tags", "not_includes", ["seen", "vip"])),
]


@pytest.mark.parametrize("given", RULES, ids=lambda rule: f"{rule.trigger} {rule.conditions}"[:60])
def test_it_says_what_a_real_run_does(given):
    lives("Dry")
    would = rehearse(given, admin(), days=20, seconds=60)
    said = {one.ticket.subject.removeprefix("Dry "): one for one in would.found}
    Ticket.objects.update(status="closed")
    asked = [tuple(item.values()) for item in given.conditions["all"]]
    rule("Real", given.trigger, given.actions, all=asked)

    def step():
        react()
        run_time_rules()

    real = lives("Real", step)
    names = {ticket.pk: name for name, ticket in real.items()}
    fired = Firing.objects.filter(ticket__in=names).order_by("-at")
    first = {names[firing.ticket_id]: firing for firing in fired if firing.did}
    assert {name: one.did for name, one in said.items()} == {
        name: firing.did for name, firing in first.items()
    }
    for name, one in said.items():
        assert abs(first[name].at - one.at) < timedelta(hours=7)


def test_it_leaves_everything_as_it_was():
    tickets = lives("Dry")
    rows = [list(model.objects.order_by("pk").values()) for model in (Ticket, Message, FactRecord)]
    jobs = ProcrastinateJob.objects.count()
    notice = ("notify", {"to": "admins", "text": ""})
    for each in (*RULES, draft("opened", act=notice), draft("opened", act=("note", "Hello"))):
        rehearse(each, admin(), days=20, seconds=60)
    after = [list(model.objects.order_by("pk").values()) for model in (Ticket, Message, FactRecord)]
    assert after == rows
    assert ProcrastinateJob.objects.count() == jobs
    assert not any(model.objects.exists() for model in (Firing, Rule, Notification))
    assert len(tickets) == 3


def test_it_goes_on_where_its_time_was_over():
    lives("Dry")
    one = rehearse(draft("opened"), admin(), days=20, seconds=0)
    assert (one.looked_at, one.total, one.next) == (1, 3, 1)
    rest = rehearse(draft("opened"), admin(), days=20, start=1, seconds=60)
    assert (rest.looked_at, rest.next) == (3, None)
    assert len(one.found) + len(rest.found) == 3


def test_it_says_what_would_fail():
    lives("Dry")
    gone = cast.staff("Noor Vale")
    gone.is_active = False
    gone.save()
    would = rehearse(draft("opened", act=("assignee", gone.pk)), admin(), days=20, seconds=60)
    assert "cannot answer customers" in would.found[0].error


def test_it_tells_of_no_ticket_that_its_reader_may_not_see():
    tickets = lives("Dry")
    legal = cast.team("Legal")
    Team.objects.filter(pk=legal.pk).update(private=True)
    actions.set_team(ticket=tickets["calm"], team=legal, by=SYSTEM)
    would = rehearse(draft("opened"), cast.staff("Noor Vale"), days=20, seconds=60)
    assert {one.ticket.subject for one in would.found} == {"Dry upset", "Dry late"}
