"""The first words of a message, as a row or a notification shows them."""

from clew.tickets.models import Message
from clew.tickets.rendering import SNIPPET, shortened, snippet_of


def snippet_of_message(message: Message) -> str:
    """What came by mail is no Markdown: its stars and hashes are the sender's own."""
    if message.is_from_customer and (message.mail or {}).get("inbound"):
        return shortened(" ".join(message.body.split()), SNIPPET)
    return snippet_of(message.body)
