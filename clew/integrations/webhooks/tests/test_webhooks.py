import json
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from standardwebhooks import Webhook, WebhookVerificationError

from clew.core import clock
from clew.core.actors import SYSTEM, Actor
from clew.core.facts import run_reaction
from clew.core.outgoing import RefusedError, allowed_address
from clew.integrations.webhooks import actions, posting, sending
from clew.integrations.webhooks.forgetting import forget_old_webhooks
from clew.integrations.webhooks.models import DeliveryState, Endpoint, WebhookDelivery
from clew.integrations.webhooks.tests.receiving import Receiver
from clew.people.models import Role
from clew.routing.actions.rules import create_rule
from clew.routing.automations.checking import RuleWords
from clew.tickets import actions as tickets
from tests import cast
from tests.reactions import waiting_reactions

pytestmark = pytest.mark.django_db
SECRET = "the password is kestrel"


@pytest.fixture
def receiver(settings):
    settings.CLEW_WEBHOOKS_TO = ["127.0.0.0/8"]
    found = Receiver()
    yield found
    found.close()


def by_admin() -> Actor:
    return Actor.staff(cast.staff("Ines Ortega", role=Role.ADMIN))


def endpoint(receiver, *facts, **more) -> Endpoint:
    return actions.create_endpoint(
        name="Warehouse", url=receiver.url, facts=list(facts), by=by_admin(), **more
    )


def react(*names) -> None:
    for fact_id, key in waiting_reactions(*names or ["webhooks"]):
        run_reaction(fact_id, key)


def test_a_fact_arrives_signed_with_the_ticket(receiver):
    made = endpoint(receiver, "tickets.TicketOpened")
    ticket = cast.ticket()
    react()
    react()  # at least once is told once
    assert sending.send_due() == 1
    (headers, body), *more = receiver.came
    assert not more
    said = Webhook(made.secret).verify(body, headers)
    assert (said["type"], said["version"]) == ("tickets.TicketOpened", 1)
    assert said["data"]["ticket"]["number"] == ticket.number
    assert said["data"]["actor"] == {"kind": "customer", "name": "Ada Quist"}
    delivery = WebhookDelivery.objects.get()
    assert headers["webhook-id"] == f"msg_{delivery.stable_id.hex}"
    assert (delivery.state, delivery.status, delivery.answer) == ("sent", 200, "thank you")


def test_a_forged_body_does_not_pass(receiver):
    made = endpoint(receiver, "tickets.TicketOpened")
    cast.ticket()
    react()
    sending.send_due()
    headers, body = receiver.came[0]
    with pytest.raises(WebhookVerificationError):
        Webhook(made.secret).verify(body.replace("Ada", "Eve"), headers)


def test_what_failed_is_sent_again_under_the_same_id(receiver):
    endpoint(receiver, "tickets.TicketOpened")
    cast.ticket()
    react()
    receiver.answers = [500, 503]
    sending.send_due()
    assert WebhookDelivery.objects.get().state == DeliveryState.FAILED
    assert sending.send_due() == 0  # not yet
    for minutes in (2, 10):
        with clock.moved_to(clock.now() + timedelta(minutes=minutes)):
            sending.send_due()
    ids = {headers["webhook-id"] for headers, _ in receiver.came}
    assert (len(receiver.came), len(ids)) == (3, 1)
    assert WebhookDelivery.objects.get().state == DeliveryState.SENT


def test_it_is_given_up_and_can_be_sent_by_hand(receiver):
    endpoint(receiver, "tickets.TicketOpened")
    cast.ticket()
    react()
    receiver.answers = [500] * 8
    for day in range(10):
        with clock.moved_to(clock.now() + timedelta(days=2 * day)):
            sending.send_due()
    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, delivery.attempts) == (DeliveryState.DEAD, 8)
    assert actions.send_again(delivery=delivery, by=by_admin())
    sending.send_due()
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENT


def test_redirects_are_not_followed(receiver):
    endpoint(receiver, "tickets.TicketOpened")
    cast.ticket()
    react()
    receiver.answers, receiver.headers = [302], {"Location": "http://169.254.169.254/"}
    sending.send_due()
    delivery = WebhookDelivery.objects.get()
    assert (delivery.status, delivery.error) == (302, "It answered 302.")
    assert len(receiver.came) == 1


def test_it_never_reaches_into_our_own_network(receiver, settings):
    settings.CLEW_WEBHOOKS_TO = []
    endpoint(receiver, "tickets.TicketOpened")
    cast.ticket()
    react()
    sending.send_due()
    assert "private network" in WebhookDelivery.objects.get().error
    assert not receiver.came


@pytest.mark.parametrize("host", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "localhost"])
def test_private_addresses_are_refused(host):
    with pytest.raises(RefusedError):
        allowed_address(host, 80)
    assert allowed_address(host, 80, ["127.0.0.0/8", "10.0.0.0/8", host])


def test_the_words_of_notes_stay_here_unless_chosen(receiver):
    endpoint(receiver, "tickets.MessagePosted")
    loud = endpoint(receiver, "tickets.MessagePosted", with_notes=True)
    ticket = cast.ticket()
    tickets.add_note(ticket=ticket, staff=cast.staff(), body=SECRET)
    react()
    sent = WebhookDelivery.objects.filter(payload__icontains="kestrel")
    assert [each.endpoint for each in sent] == [loud]
    quiet = WebhookDelivery.objects.exclude(endpoint=loud).latest("pk")
    assert quiet.payload["data"]["message"]["body"] is None


def test_a_rule_calls_it(receiver):
    made = endpoint(receiver)
    words = RuleWords("Call", "opened", {}, [{"field": "webhook", "value": str(made.pk)}])
    create_rule(words=words, by=by_admin(), active=True)
    ticket = cast.ticket()
    react("automation_reactions")
    react()
    sending.send_due()
    said = json.loads(receiver.came[0][1])
    assert said["type"] == "routing.WebhookRequested"
    assert said["data"]["fact"]["rule"] == "Call"
    assert said["data"]["ticket"]["number"] == ticket.number


def test_whoever_answers_410_is_left_alone(receiver):
    made = endpoint(receiver, "tickets.TicketOpened")
    cast.ticket(), cast.ticket("Second")
    react()
    receiver.answers = [410]
    sending.send_due()
    made.refresh_from_db()
    assert not made.active
    assert sending.send_due() == 0


def test_one_that_hangs_does_not_hold_up_the_others(receiver, monkeypatch):
    monkeypatch.setattr(posting, "SECONDS", 0.3)
    dead = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)  # takes, and never answers
    url = f"http://127.0.0.1:{dead.server_port}/"
    actions.create_endpoint(name="A", url=url, facts=["tickets.TicketOpened"], by=by_admin())
    endpoint(receiver, "tickets.TicketOpened")
    for count in range(3):
        cast.ticket(f"Ticket {count}")
    react()
    assert sending.send_due() == 4  # one attempt there, three here
    assert len(receiver.came) == 3
    dead.server_close()


@pytest.mark.parametrize("url", ["ftp://a.example", "nowhere", "https://u:p@a.example", ""])
def test_an_address_must_be_one(url):
    with pytest.raises(ValidationError):
        actions.create_endpoint(name="X", url=url, by=by_admin())


def test_only_admins_set_them_up():
    with pytest.raises(PermissionDenied):
        actions.create_endpoint(
            name="X", url="https://a.example", by=Actor.staff(cast.staff("Oskar Brandt"))
        )


def test_what_arrived_long_ago_is_forgotten(receiver):
    endpoint(receiver, "tickets.TicketOpened")
    cast.ticket()
    react()
    sending.send_due()
    with clock.moved_to(clock.now() + timedelta(days=31)):
        forget_old_webhooks()
    assert not WebhookDelivery.objects.exists()
    assert actions.create_endpoint(name="Y", url="https://b.example/x", by=SYSTEM).secret
