"""Whether a mail provider sent this: signed with the secret we share, within five minutes."""

import base64
import binascii
import hashlib
import hmac
import threading
from collections import OrderedDict
from collections.abc import Mapping

from django.conf import settings

from clew.core import clock

WINDOW = 300  # seconds a signature is good for, in both directions
REMEMBERED = 10_000


def is_standard(headers: Mapping[str, str], body: bytes) -> bool:
    """Standard Webhooks: HMAC-SHA256 over ``id.timestamp.body``; there may be several."""
    sent_id, at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not sent_id or not _is_fresh(at):
        return False
    signed = f"{sent_id}.{at}.".encode() + body
    right = base64.b64encode(hmac.new(_key(), signed, hashlib.sha256).digest()).decode()
    given = headers.get("webhook-signature", "").split()
    return any(_same(each.removeprefix("v1,"), right) for each in given if each.startswith("v1,"))


def is_of_token(*, timestamp: str, token: str, signature: str, body: bytes) -> bool:
    """HMAC-SHA256 over timestamp and token, in hexadecimal; a token is good for one mail only."""
    if not token or not _is_fresh(timestamp):
        return False
    key = settings.CLEW_INBOUND_MAIL_SECRET.encode()
    right = hmac.new(key, f"{timestamp}{token}".encode(), hashlib.sha256).hexdigest()
    return _same(signature, right) and _tokens.belongs(token, hashlib.sha256(body).digest())


def _key() -> bytes:
    secret = settings.CLEW_INBOUND_MAIL_SECRET
    if not secret.startswith("whsec_"):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error:
        return secret.encode()


def _is_fresh(timestamp: str) -> bool:
    if not timestamp.isascii() or not timestamp.isdecimal():
        return False
    return abs(clock.now().timestamp() - int(timestamp[:15])) <= WINDOW


def _same(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode(), right.encode())


class Tokens:
    """The signature does not cover the mail, so a token must not bring another one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._mails: OrderedDict[str, bytes] = OrderedDict()

    def belongs(self, token: str, digest: bytes) -> bool:
        with self._lock:
            known = self._mails.setdefault(token, digest)
            if len(self._mails) > REMEMBERED:
                self._mails.popitem(last=False)
        return known == digest


_tokens = Tokens()
