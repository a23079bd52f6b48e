"""Files too large to travel: an address that nobody can guess, for a while."""

from datetime import datetime, timedelta
from urllib.parse import quote

from django.conf import settings
from django.core.signing import BadSignature, Signer

from clew.channels.email.options import LINKS_LAST
from clew.core import clock
from clew.tickets.models import Attachment

_signer = Signer(salt="clew.channels.email.files", sep=".")


class EndedError(Exception):
    """The link was ours, and its time is over."""


def link_to(attachment: Attachment, *, since: datetime) -> str:
    """``since`` is when the mail was written, so that each attempt says the same."""
    ends = int((since + timedelta(days=LINKS_LAST.value())).timestamp())
    name = quote(attachment.filename, safe="")
    return f"{settings.CLEW_BASE_URL}/m/files/{_signer.sign(f'{attachment.pk}-{ends}')}/{name}"


def attachment_of(token: str) -> Attachment:
    """Of a public message that is still there. Raises EndedError, Attachment.DoesNotExist."""
    try:
        pk, _, ends = _signer.unsign(token).partition("-")
    except BadSignature:
        raise Attachment.DoesNotExist from None
    if int(ends) < clock.now().timestamp():
        raise EndedError
    shown = Attachment.objects.filter(message__public=True, message__deleted_at__isnull=True)
    return shown.get(pk=int(pk))
