"""What a rule does too often is stopped, and does not take the rule from everybody else."""

import pytest

from clew.core.actors import SYSTEM
from clew.people.models import Sees, Staff
from clew.routing.actions.assigning import assign_next
from clew.routing.automations import reaching_out
from clew.routing.models import (
    AreaOwnership,
    Firing,
    FiringState,
    ProductGroup,
    Region,
    Sme,
    TeamAssignment,
    Way,
)
from clew.routing.tests.rule_acts import react, rule, told
from clew.tickets import actions, channels
from clew.tickets.actions.macros import MacroWords, create_macro
from clew.tickets.models import Area, AuthorKind, Delivery, Message
from tests import cast

pytestmark = pytest.mark.django_db


class Post:
    """A channel that reaches everybody."""

    name, label = "post", "Post"

    def addresses(self, ticket, message):
        return [ticket.requester.email]


@pytest.fixture(autouse=True)
def outbox_channel(monkeypatch):
    monkeypatch.setattr(channels, "_channels", {"post": Post()})


def answering(trigger):
    macro = create_macro(words=MacroWords(name="Got it", text="We read it."), by=SYSTEM)
    return rule(trigger=trigger, actions=[{"field": "reply", "value": str(macro.pk)}])


def sent():
    return Message.objects.filter(author_kind=AuthorKind.SYSTEM).count()


def test_a_customer_who_writes_and_writes_does_not_pause_the_rule():
    made, ticket = answering("customer_replied"), cast.ticket()
    for _ in range(10):
        actions.receive_message(
            ticket=ticket, person=ticket.requester, body="And?", channel="email"
        )
        react()
    made.refresh_from_db()
    assert (made.paused_at, made.failures, sent()) == (None, 0, 3)
    assert Firing.objects.filter(state=FiringState.STOPPED).count() == 7
    assert "at most 3 automatic messages a day" in told(ticket)[-1]


def test_nobody_is_flooded_by_tickets_opened_in_their_name(monkeypatch):
    monkeypatch.setattr(reaching_out, "MOST_TO_ADDRESS", 2)
    made = answering("opened")
    for count in range(4):
        victim = cast.person(f"made-up-{count}", email="Ada@heron.example")
        cast.ticket(f"Ticket {count}", requester=victim)
    other = cast.ticket("Another", requester=cast.person("bo", email="bo@heron.example"))
    react()
    made.refresh_from_db()
    assert made.paused_at is None
    to = list(Delivery.objects.values_list("address", flat=True))
    assert to.count("Ada@heron.example") == 2
    assert other.messages.filter(author_kind=AuthorKind.SYSTEM).exists()


def test_an_expert_kept_to_their_teams_is_not_given_what_is_another_teams():
    team, area = cast.team(), Area.objects.get_or_create(name="Exports", slug="exports")[0]
    group = ProductGroup.objects.create(name="Switches", slug="switches")
    AreaOwnership.objects.update_or_create(area=area, defaults={"group": group})
    expert = cast.staff("Edda Expert")
    region = Region.objects.create(name="Somewhere", slug="somewhere")
    Sme.objects.create(group=group, region=region, staff=expert)
    TeamAssignment.objects.create(team=team, way=Way.SME)
    for sees, given in ((Sees.OWN_TEAMS, None), (Sees.ALL, expert)):
        Staff.objects.filter(pk=expert.pk).update(sees=sees)
        ticket = cast.ticket(f"For {sees}", area="Exports")
        actions.set_team(ticket=ticket, team=team, by=SYSTEM)
        assert assign_next(ticket) == given
