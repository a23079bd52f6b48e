"""The protocol of a channel. Each registers itself in its app's ``ready``; nothing lists them."""

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from typing import Protocol, runtime_checkable

from clew.tickets.models import Delivery, Message, Ticket


class DeliveryError(Exception):
    """Not sent, with the reason in words. ``permanent`` means trying again will not help."""

    def __init__(self, reason: str, *, permanent: bool = False) -> None:
        super().__init__(reason)
        self.permanent = permanent


class Channel(Protocol):
    name: str  # "email"
    label: str  # "Email": how the UI calls it

    def addresses(self, ticket: Ticket, message: Message) -> Sequence[str]:
        """Where a public reply on this ticket must be delivered to by this channel."""

    def deliver(self, delivery: Delivery) -> None:
        """Send one row. Raises DeliveryError; anything else is a passing fault."""


@runtime_checkable
class Batching(Protocol):
    """A channel that sends many rows more cheaply than each by itself."""

    def batch(self) -> AbstractContextManager[object]:
        """Around the sending of several rows."""

    def prepared(self, deliveries: Sequence[Delivery]) -> Collection[Delivery]:
        """Those of the leased rows whose turn it is; the others were given back."""


_channels: dict[str, Channel] = {}


def register(channel: Channel) -> None:
    _channels[channel.name] = channel


def channels() -> Sequence[Channel]:
    return list(_channels.values())


def channel_named(name: str) -> Channel:
    return _channels[name]


def label_of(name: str) -> str:
    return _channels[name].label if name in _channels else name.capitalize()
