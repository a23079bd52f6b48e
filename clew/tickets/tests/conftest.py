from collections.abc import Iterator

import pytest

from clew.tickets import channels


class Post:
    """A channel that delivers into a list, or fails as told."""

    name = "post"
    label = "Post"

    def __init__(self):
        self.sent = []
        self.errors = []
        self.during = None

    def addresses(self, ticket, message):
        return [ticket.requester.email] if ticket.requester.email else []

    def deliver(self, delivery):
        if self.during:
            self.during(delivery)
        if self.errors:
            raise self.errors.pop(0)
        self.sent.append(delivery.stable_id)


@pytest.fixture
def outbox_channel(monkeypatch) -> Iterator[Post]:
    """The only channel there is, during the test."""
    post = Post()
    monkeypatch.setattr(channels, "_channels", {"post": post})
    return post
