"""The outbox of replies: queued with the reply, sent by clew.tickets.deliveries."""

from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django import app

from clew.core import clock, facts
from clew.core.actors import Actor
from clew.core.inserting import insert
from clew.tickets.actions.addresses import fix_reply_address
from clew.tickets.actions.changing import refuse_light_agents
from clew.tickets.channels import channels
from clew.tickets.facts import DeliveryChanged
from clew.tickets.models import Delivery, DeliveryState, Message, Ticket
from clew.tickets.queries.conversation import followers_of

SENDING = "tickets.send_due_deliveries"
RETRIED = {DeliveryState.FAILED, DeliveryState.BOUNCED, DeliveryState.DEAD}


def queue_deliveries(ticket: Ticket, message: Message) -> list[Delivery]:
    """One row for every address of every channel; ``send_what_was_written`` sends them."""
    at = clock.now()
    fix_reply_address(ticket)
    followers_of(ticket)  # for the channels
    rows = [
        Delivery(
            message=message,
            channel=channel.name,
            address=address,
            next_attempt_at=at,
            created_at=at,
        )
        for channel in channels()
        for address in dict.fromkeys(channel.addresses(ticket, message))
    ]
    if rows:
        insert(*rows)
    message.sendings = rows
    return rows


def retry_delivery(*, delivery: Delivery, by: Actor) -> bool:
    """Try what failed, came back or was given up again now, with a fresh set of attempts."""
    refuse_light_agents(by, "send replies")
    with transaction.atomic():
        delivery.refresh_from_db(from_queryset=Delivery.objects.select_for_update())
        if delivery.state not in RETRIED:
            return False
        delivery.state = DeliveryState.WAITING
        delivery.attempts = 0
        delivery.next_attempt_at = clock.now()
        delivery.save(update_fields=["state", "attempts", "next_attempt_at"])
        record_delivery(delivery, by=by)
        send_soon()
        return True


@transaction.atomic
def give_up_waiting(*, before: datetime, error: str, by: Actor) -> int:
    """What was queued earlier and has not left; each is told on its ticket. Returns how many."""
    waiting = [DeliveryState.WAITING, DeliveryState.FAILED]
    found = Delivery.objects.select_for_update(of=("self",)).select_related("message__ticket")
    given_up = list(found.filter(state__in=waiting, created_at__lt=before))
    for each in given_up:
        each.state, each.error, each.leased_until = DeliveryState.DEAD, error, None
    Delivery.objects.bulk_update(given_up, ["state", "error", "leased_until"], batch_size=500)
    with facts.batched():
        for each in given_up:
            record_delivery(each, by=by)
    return len(given_up)


def record_delivery(delivery: Delivery, *, by: Actor) -> None:
    facts.record(
        DeliveryChanged(
            number=delivery.message.ticket.number,
            message_id=delivery.message_id,
            channel=delivery.channel,
            address=delivery.address,
            state=delivery.state,
            error=delivery.error,
        ),
        by=by,
    )


def send_soon() -> None:
    app.configure_task(SENDING, queue="deliveries").defer()
