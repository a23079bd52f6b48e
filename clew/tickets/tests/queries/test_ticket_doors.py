"""Every door, tried as a stranger."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile

from clew.core.actors import SYSTEM
from clew.people.models import ApiToken
from clew.tickets import queries
from clew.tickets.actions import add_note, receive_message, store_upload
from clew.tickets.models import Attachment, Ticket
from tests import cast

pytestmark = pytest.mark.django_db


def nobody():
    return AnonymousUser()


def dismissed():
    return cast.staff("Gone Girard", is_active=False)


def capture_token():
    return ApiToken.objects.create(name="sdk", scope="capture", digest="c")


def revoked_token():
    return ApiToken.objects.create(name="old", scope="admin", digest="r", revoked_at=cast.JOINED)


def agent_token():
    return ApiToken.objects.create(name="robot", scope="agent", digest="a")


STRANGERS = [nobody, dismissed, capture_token, revoked_token]
READERS = [cast.staff, cast.light_agent, agent_token]
DOORS = {
    "tickets_visible_to": lambda who, ticket: list(
        queries.tickets_visible_to(who, ticket.environment)
    ),
    "tickets_readable_by": lambda who, _: list(queries.tickets_readable_by(who)),
    "ticket_list": lambda who, ticket: queries.ticket_list(who, ticket.environment, "open").items,
    "search": lambda who, ticket: list(queries.search(who, ticket.environment, "webhooks").items),
    "tickets_of_person": lambda who, ticket: list(queries.tickets_of_person(who, ticket.requester)),
    "tickets_of_account": lambda who, ticket: list(queries.tickets_of_account(who, ticket.account)),
    "ticket_counts_of": lambda who, ticket: queries.ticket_counts_of(who, ticket.requester).total,
    "view_counts": lambda who, ticket: queries.view_counts(who, ticket.environment)["open"],
    "ticket_for": lambda who, ticket: queries.ticket_for(who, ticket.number),
    "attachment_for": lambda who, ticket: queries.attachment_for(
        who, Attachment.objects.get(message__ticket=ticket).secret
    ),
}


@pytest.fixture
def ticket():
    ada = cast.person()
    file = store_upload(file=ContentFile(b"log", name="log.txt"), by=SYSTEM)
    return cast.ticket(requester=ada, account=cast.account(members=(ada,)), attachments=[file])


def opened(door, who, ticket):
    try:
        return DOORS[door](who, ticket)
    except (Ticket.DoesNotExist, Attachment.DoesNotExist):
        return None


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("stranger", STRANGERS)
def test_no_door_opens_for_strangers(door, stranger, ticket):
    assert not opened(door, stranger(), ticket)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("reader", READERS)
def test_every_door_opens_for_staff_and_their_tokens(door, reader, ticket):
    assert opened(door, reader(), ticket)


def test_one_environment_hides_the_tickets_of_others(ticket):
    maya, staging = cast.staff(), cast.environment("staging")
    assert not queries.tickets_visible_to(maya, staging).exists()
    assert not queries.ticket_list(maya, staging).items
    assert not queries.search(maya, staging, "webhooks").items
    assert not queries.search(maya, staging, str(ticket.number)).items
    assert queries.view_counts(maya, staging)["open"] == 0


def test_a_customer_sees_no_notes(ticket):
    add_note(ticket=ticket, staff=cast.staff(), body="Between us")
    assert [message.body for message in queries.public_messages(ticket)] == ["Since this morning."]


def test_a_file_on_a_note_has_no_door_for_customers(ticket):
    secret = store_upload(file=ContentFile(b"x", name="x"), by=SYSTEM)
    shared = store_upload(file=ContentFile(b"y", name="y"), by=SYSTEM)
    add_note(ticket=ticket, staff=cast.staff(), body="Look", attachments=[secret])
    receive_message(
        ticket=ticket, person=cast.person(), body="See", channel="widget", attachments=[shared]
    )
    assert queries.attachment_by_secret(shared.secret) == shared
    with pytest.raises(Attachment.DoesNotExist):
        queries.attachment_by_secret(secret.secret)


def test_no_file_has_a_secret_that_cannot_be_stored():
    with pytest.raises(Attachment.DoesNotExist):
        queries.attachment_by_secret("a\x00b")
    with pytest.raises(Attachment.DoesNotExist):
        queries.attachment_for(cast.staff(), "a\x00b")
