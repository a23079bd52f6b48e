"""What becomes of a reply's files: shown inside, attached, or left behind with a link."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.files.storage import default_storage

from clew.channels.email import addressing
from clew.channels.email.options import FILES_BY_LINK
from clew.tickets.attachments import image_type
from clew.tickets.channels import DeliveryError
from clew.tickets.models import Attachment, Message
from clew.tickets.pictures import address, without_pictures

OURS = re.compile(r'<img\b(?![^>]*\bsrc="cid:)[^>]*>')
MEGABYTE = 1024 * 1024


@dataclass
class Enclosed:
    """``shown`` are pictures that the text has in its place, with the type their bytes say."""

    shown: list[tuple[Attachment, str, bytes]] = field(default_factory=list)
    attached: list[tuple[Attachment, bytes]] = field(default_factory=list)
    linked: list[Attachment] = field(default_factory=list)


def enclosed(message: Message) -> Enclosed:
    """In the order they were added. Raises DeliveryError for one that storage does not give."""
    files = sorted(message.attachments.all(), key=lambda each: each.pk)
    travelling = _travelling(files, FILES_BY_LINK.value() * MEGABYTE)
    found = Enclosed()
    for file in files:
        if file not in travelling:
            found.linked.append(file)
            continue
        content = _content(file)
        kind = image_type(content[:16])
        if kind and f'src="{address(file)}"' in message.body_html:
            found.shown.append((file, kind, content))
        else:
            found.attached.append((file, content))
    return found


def _travelling(files: Iterable[Attachment], room: int) -> set[Attachment]:
    """The smallest first, so that as few as possible stay behind."""
    inside = set()
    for file in sorted(files, key=lambda each: (each.size, each.pk)):
        room -= file.size
        if room < 0:
            break
        inside.add(file)
    return inside


def _content(file: Attachment) -> bytes:
    try:
        with default_storage.open(file.storage_name) as stored:
            content: bytes = stored.read()
    except OSError as error:
        reason = f"The attachment “{file.filename}” cannot be read from storage."
        raise DeliveryError(reason) from error
    return content


def content_id(file: Attachment) -> str:
    """Of no use outside the mail: the secret is what opens the file in a browser."""
    return f"{file.digest[:32]}.{file.pk}@{addressing.domain()}"


def with_pictures(html: str, files: Enclosed) -> str:
    """Pictures that came along in their place, names for those that did not."""
    for file, _, _ in files.shown:
        html = html.replace(f'src="{address(file)}"', f'src="cid:{content_id(file)}"')
    return OURS.sub(lambda found: without_pictures(found[0]), html)
