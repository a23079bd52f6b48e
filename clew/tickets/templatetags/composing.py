"""What a message and the composer show of files, and of replies that have not left."""

import math
from collections.abc import Sequence

from django import template

from clew.core import clock
from clew.core.templatetags.ui import instant
from clew.tickets.actions.uploads import max_bytes
from clew.tickets.models import Attachment, Message, Status

register = template.Library()
THUMBNAIL = 3 * 1024 * 1024  # bytes; a larger picture is a chip, for it is loaded whole
PICTURES = {"image/png", "image/jpeg", "image/gif", "image/webp"}


@register.filter
def seconds_left(message: Message) -> int:
    """Until a held reply leaves; 0 when it should have."""
    if message.releases_at is None:
        return 0
    return max(0, math.ceil((message.releases_at - clock.now()).total_seconds()))


@register.filter
def message_rev(message: Message) -> str:
    """Changes with what is shown of the message beside its text."""
    sent = (f"{each.state}{each.attempts}{len(each.error)}" for each in message.sendings)
    storm = message.body[:12] if (message.mail or {}).get("storm") else ""
    state = "h" * message.is_held + "d" * message.is_deleted
    return f"{''.join(sent)}{storm}{instant(message.edited_at)}{state}"


@register.filter
def then(message: Message) -> str:
    """``then Pending``: what a held reply does to the ticket when it leaves."""
    return f", then {Status(message.then_status).label}" if message.then_status else ""


@register.filter
def loose_files(message: Message) -> Sequence[Attachment]:
    """Those that the text does not show already, and no logos of a signature that is folded."""
    shown = message.body_html
    aside = (message.mail or {}).get("aside", ())
    loose = [
        each
        for each in message.files
        if f"/attachments/{each.secret}/" not in shown and each.pk not in aside
    ]
    return sorted(loose, key=has_thumbnail, reverse=True)  # pictures first: they are higher


@register.filter
def has_thumbnail(file: Attachment) -> bool:
    return file.content_type in PICTURES and file.size <= THUMBNAIL


@register.simple_tag
def most_bytes() -> int:
    """Of one file, so that a larger one is refused before it travels."""
    return max_bytes()
