"""How staff accounts differ from allauth's defaults."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from clew.core import installation
from clew.web import known_browsers


class StaffAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "This email address and password do not belong together.",
        "too_many_login_attempts": "Too many attempts. Wait five minutes, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  allauth's signature
        """Staff are invited by an admin; nobody signs themselves up."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Whether it leads to a page of ours. What is no address at all leads nowhere."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """The account whose failures are counted: allauth's own asks the Host header, and anybody
        may send another one with each attempt.
        """
        return known_browsers.counted_as(request, credentials.get("email", ""))

    def post_login(self, request: HttpRequest, user: Any, **options: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **options)
        known_browsers.remember(response, user)
        return response

    def send_notification_mail(self, *args: object, **kwargs: object) -> None:
        """Changes show in Clew; its mail is for customers."""


class StaffMFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # likewise
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "This code is not the current one. Type the one your app shows now.",
    }

    def encrypt(self, text: str) -> str:
        """TOTP secrets and recovery seeds are useless without the secret key."""
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _fernet().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        return installation.name()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        host: str = super().get_public_key_credential_rp_entity()["id"]
        return {"id": host, "name": installation.name()}


def _fernet() -> Fernet:
    key = hashlib.sha256(b"clew second step:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
