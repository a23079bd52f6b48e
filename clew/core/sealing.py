"""Passwords of others that we must be able to use: sealed with the installation's secret key."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def seal(text: str) -> str:
    return _fernet().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Raises ValueError when the secret key is another one now."""
    try:
        return _fernet().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise ValueError("This was sealed with another CLEW_SECRET_KEY. Enter it again.") from error


def _fernet() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str | bytes) -> bytes:
    secret = key if isinstance(key, bytes) else key.encode()
    return base64.urlsafe_b64encode(hashlib.sha256(b"clew.core.sealing:" + secret).digest())
