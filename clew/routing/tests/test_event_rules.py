import pytest

from clew.core.actors import SYSTEM, Actor
from clew.people.models import Notification, NotificationKind, Role, Team
from clew.routing.actions.rules import order_rules, switch_rule
from clew.routing.models import Firing, FiringState
from clew.routing.tests.rule_acts import by_admin, react, rule, told
from clew.tickets import actions, channels
from clew.tickets.actions.macros import MacroWords, create_macro
from clew.tickets.models import AuthorKind, Message
from tests import cast

pytestmark = pytest.mark.django_db


class Post:
    """A channel that reaches everybody."""

    name, label = "post", "Post"

    def addresses(self, ticket, message):
        return [ticket.requester.email]


@pytest.fixture
def outbox_channel(monkeypatch):
    monkeypatch.setattr(channels, "_channels", {"post": Post()})


def test_a_rule_acts_and_the_ticket_says_why():
    rule("Tag enterprise", all=[("severity", "is", ["high"])])
    ticket, other = cast.ticket(severity="high"), cast.ticket("Another")
    react()
    ticket.refresh_from_db(), other.refresh_from_db()
    assert (ticket.tags, other.tags) == (["vip"], [])
    assert told(ticket) == ["Rule “Tag enterprise” added tag vip, because the ticket opened"]


def test_a_job_that_runs_again_does_nothing_again():
    rule(actions=[{"field": "note", "value": "Look at {{ticket.subject}}"}])
    ticket = cast.ticket()
    react(again=2)
    note = Message.objects.get(ticket=ticket, public=False)
    assert (note.author_kind, note.body) == (AuthorKind.SYSTEM, "Look at Webhooks arrive twice")
    assert Firing.objects.count() == 1


def test_the_first_message_is_an_opening_and_no_reply():
    rule(trigger="customer_replied")
    ticket = cast.ticket()
    react()
    assert not Firing.objects.exists()
    actions.receive_message(ticket=ticket, person=ticket.requester, body="More", channel="widget")
    react()
    ticket.refresh_from_db()
    assert ticket.tags == ["vip"]


def test_rules_act_in_their_order():
    first = rule("First", actions=[{"field": "severity", "value": "high"}])
    second = rule("Second", all=[("severity", "is", ["high"])])
    order_rules(ids=[second.pk, first.pk], by=by_admin())
    ticket = cast.ticket()
    react()
    ticket.refresh_from_db()
    assert (ticket.severity, ticket.tags) == ("high", [])  # asked before the other had acted
    order_rules(ids=[first.pk, second.pk], by=by_admin())
    later = cast.ticket("Later")
    react()
    later.refresh_from_db()
    assert later.tags == ["vip"]


def test_what_a_rule_does_sets_others_off_and_is_traced():
    one = rule("One")
    two = rule("Two", "tags_changed", [{"field": "severity", "value": "high"}])
    ticket = cast.ticket()
    react()
    first, second = Firing.objects.order_by("pk")
    assert (first.rule, second.rule) == (one, two)
    assert second.after == first
    assert (second.trace, second.depth) == (first.trace, 1)
    assert told(ticket)[-1] == (
        "Rule “Two” set severity to High, because its tags changed by the rule “One”"
    )


def test_it_says_what_changed():
    rule(trigger="property_changed")
    ticket = cast.ticket()
    actions.set_property(ticket=ticket, field="area", value="Exports", by=SYSTEM)
    react()
    assert told(ticket)[-1].endswith("because its product area changed")


def test_a_circle_of_rules_is_stopped_and_shown():
    rule("Up", "property_changed", [{"field": "severity", "value": "high"}])
    low = [("severity", "is", ["high"])]
    rule("Down", "property_changed", [{"field": "severity", "value": "low"}], all=low)
    ticket = cast.ticket()
    actions.set_property(ticket=ticket, field="severity", value="critical", by=SYSTEM)
    react()
    states = list(Firing.objects.order_by("pk").values_list("rule_name", "state"))
    assert len(states) <= 5
    assert FiringState.STOPPED in dict(states).values()
    assert "went in a circle" in " ".join(told(ticket)).replace("have gone", "went")


def test_a_rule_that_sets_itself_off_without_changing_more_is_silent():
    rule(trigger="tags_changed")
    ticket = cast.ticket()
    actions.add_tags(ticket=ticket, tags=["bug"], by=SYSTEM)
    react()
    assert [firing.state for firing in Firing.objects.all()] == [FiringState.DONE]


def test_a_long_chain_ends():
    for place in reversed(range(14)):  # else one fact would do them all
        holds = [("tags", "includes", [f"t{place}"])]
        next_one = [{"field": "tags.add", "value": [f"t{place + 1}"]}]
        rule(f"Step {place}", "tags_changed", next_one, all=holds)
    ticket = cast.ticket()
    actions.add_tags(ticket=ticket, tags=["t0"], by=SYSTEM)
    react()
    assert Firing.objects.filter(state=FiringState.STOPPED).count() >= 1
    assert Firing.objects.filter(state=FiringState.DONE).count() == 11
    assert "longer than 10 rules" in told(ticket)[-1]


def test_too_many_changes_in_a_day_are_stopped():
    made = rule(trigger="noted", actions=[{"field": "note", "value": "Seen"}])
    ticket = cast.ticket()
    Firing.objects.create(
        rule=made, rule_name="x", ticket=ticket, key="k", state="done", because="b", changes=100,
        at=ticket.created_at,
    )  # fmt: skip
    actions.add_note(ticket=ticket, staff=cast.staff(), body="Hm")
    react()
    assert "most they may" in Firing.objects.latest("pk").error


def test_a_failing_action_takes_the_others_back():
    gone = create_macro(words=MacroWords(name="Welcome", text="Hello"), by=SYSTEM)
    made = rule(
        actions=[
            {"field": "tags.add", "value": ["vip"]},
            {"field": "reply", "value": str(gone.pk)},
        ]
    )
    gone.active = False
    gone.save()
    ticket = cast.ticket()
    react()
    ticket.refresh_from_db()
    firing = Firing.objects.get()
    assert ticket.tags == []
    assert (firing.state, firing.attempts) == (FiringState.FAILED, 1)
    assert "gone or inactive" in firing.error
    made.refresh_from_db()
    assert made.failures == 1


def test_a_rule_that_goes_on_failing_is_paused_and_admins_hear():
    macro = create_macro(words=MacroWords(name="Welcome", text="Hello"), by=SYSTEM)
    made = rule(actions=[{"field": "reply", "value": str(macro.pk)}])
    macro.active = False
    macro.save()
    for count in range(6):
        cast.ticket(f"Ticket {count}")
    react()
    made.refresh_from_db()
    assert made.paused_at is not None
    assert Firing.objects.count() == 5
    told_of = Notification.objects.get(kind=NotificationKind.RULE)
    assert "is paused: it failed 5 times" in told_of.text
    switch_rule(rule=made, on=True, by=by_admin())
    assert made.runs


def test_an_automatic_message_answers_nobody(outbox_channel):
    macro = create_macro(words=MacroWords(name="Got it", text="We read it."), by=SYSTEM)
    rule(actions=[{"field": "reply", "value": str(macro.pk)}])
    ticket = cast.ticket()
    react()
    ticket.refresh_from_db()
    said = Message.objects.get(ticket=ticket, author_kind=AuthorKind.SYSTEM)
    assert said.public
    assert (ticket.last_message_by, ticket.status) == ("customer", "new")
    assert said.deliveries.count() == 1


def test_programs_that_answer_each_other_are_stopped(outbox_channel):
    macro = create_macro(words=MacroWords(name="Got it", text="We read it."), by=SYSTEM)
    rule(trigger="customer_replied", actions=[{"field": "reply", "value": str(macro.pk)}])
    ticket = cast.ticket()
    for _ in range(5):
        told_us = {"person": ticket.requester, "body": "Out of office", "channel": "email"}
        actions.receive_message(ticket=ticket, **told_us)
        react()
    assert Message.objects.filter(author_kind=AuthorKind.SYSTEM).count() == 3


def test_only_who_may_read_the_ticket_is_told():
    legal = cast.team("Legal")
    Team.objects.filter(pk=legal.pk).update(private=True)
    inside, outside = (
        cast.staff("Oskar Brandt", role=Role.LEAD),
        cast.staff("Noor Vale", role=Role.LEAD),
    )
    inside.teams.add(legal)
    rule("Secret", "team_changed", [{"field": "notify", "value": {"to": "leads", "text": "Look"}}])
    ticket = cast.ticket()
    actions.set_team(ticket=ticket, team=legal, by=SYSTEM)
    react()
    mine = Notification.objects.filter(kind=NotificationKind.RULE)
    assert list(mine.values_list("staff", flat=True)) == [inside.pk]
    assert outside.pk not in mine.values_list("staff", flat=True)
    assert "Look: #" in mine.get().text


def test_rules_leave_closed_and_merged_tickets_alone():
    rule(trigger="status_changed")
    ticket = cast.ticket()
    actions.set_status(ticket=ticket, status="solved", by=SYSTEM)
    actions.set_status(ticket=ticket, status="closed", by=SYSTEM)
    react()
    ticket.refresh_from_db()
    assert ticket.tags == []
    assert not Firing.objects.exists()


def test_a_rule_that_is_off_costs_no_job():
    made = rule(active=False)
    cast.ticket()
    react()
    assert not Firing.objects.exists()
    switch_rule(rule=made, on=True, by=by_admin())
    cast.ticket("Second")
    react()
    assert Firing.objects.count() == 1


def test_a_person_may_take_back_what_a_rule_did():
    rule()
    ticket = cast.ticket()
    react()
    actions.remove_tags(ticket=ticket, tags=["vip"], by=Actor.staff(cast.staff()))
    react()
    ticket.refresh_from_db()
    assert ticket.tags == []
