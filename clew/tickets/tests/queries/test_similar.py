import pytest
from django.contrib.auth.models import AnonymousUser

from clew.core.actors import Actor
from clew.tickets.actions import assign, set_status, set_team
from clew.tickets.queries.similar import similar_tickets
from tests import cast

pytestmark = pytest.mark.django_db

BODY = "Deliveries to our endpoint time out behind the corporate proxy since Tuesday."


@pytest.fixture
def maya():
    return cast.staff()


def numbers(reader, ticket):
    return [similar.ticket.number for similar in similar_tickets(reader, ticket)]


def test_tickets_that_share_their_rarer_words(maya):
    first = cast.ticket("Webhooks time out", BODY)
    second = cast.ticket("Webhook deliveries time out", "Our proxy refuses the endpoint.")
    cast.ticket("Invoice for March", "Where can I download it?")
    asked = cast.ticket("Webhooks time out behind a proxy", BODY)
    assert numbers(maya, asked)[0] == first.number
    assert set(numbers(maya, asked)) == {first.number, second.number}
    assert similar_tickets(maya, asked)[0].score > similar_tickets(maya, asked)[1].score


def test_nothing_is_like_a_ticket_of_its_own(maya):
    cast.ticket("Invoice for March", "Where can I download it?")
    assert not numbers(maya, cast.ticket("Webhooks time out", BODY))
    assert not numbers(maya, cast.ticket("???", "12345 67890"))
    assert not numbers(maya, cast.ticket("مرحبا", "'); DROP TABLE \\ & | ! :*"))


def test_merged_other_and_hidden_tickets_stay_away(maya):
    asked = cast.ticket("Webhooks time out", BODY)
    merged, hidden = (cast.ticket("Webhooks time out", BODY) for _ in range(2))
    stranger = cast.person("Zoe Elsewhere", inside=cast.environment("staging"))
    cast.ticket("Webhooks time out", BODY, requester=stranger)
    merged.merged_into = asked
    merged.save()
    secret = cast.team("Security")
    secret.private = True
    secret.save()
    set_team(ticket=hidden, team=secret, by=Actor.staff(maya))
    assert numbers(maya, asked) == []
    assert numbers(cast.staff("Olga Owner", role="owner"), asked) == [hidden.number]
    assert numbers(AnonymousUser(), asked) == []


def test_the_page_shows_how_they_ended(client, maya, django_assert_max_num_queries):
    old, asked = cast.ticket("Webhooks time out", BODY), cast.ticket("Webhooks time out", BODY)
    assign(ticket=old, staff=maya, by=Actor.staff(maya))
    set_status(ticket=old, status="solved", by=Actor.staff(maya))
    client.force_login(maya)
    with django_assert_max_num_queries(14):
        page = client.get(f"/tickets/{asked.number}/similar").content.decode()
    assert f"/tickets/{old.number}" in page
    assert "Solved by Maya Lindholm" in page
    client.force_login(cast.light_agent())
    assert "Insert link" not in client.get(f"/tickets/{asked.number}/similar").content.decode()
