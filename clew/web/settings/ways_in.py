"""How somebody signs in, and where they are signed in now."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import QuerySet
from django.http import HttpRequest

from clew.people.models import Staff
from clew.web.settings.browsers import browser_in


@dataclass(frozen=True)
class WaysIn:
    totp: Authenticator | None
    codes_left: int
    has_codes: bool
    passkeys: QuerySet[Authenticator]


@dataclass(frozen=True)
class SignedIn:
    browser: str
    ip: str
    since: datetime
    current: bool


def ways_in(staff: Staff) -> WaysIn:
    kinds = Authenticator.Type
    known = Authenticator.objects.filter(user=staff).order_by("created_at")
    codes = known.filter(type=kinds.RECOVERY_CODES).first()
    return WaysIn(
        totp=known.filter(type=kinds.TOTP).first(),
        codes_left=len(codes.wrap().get_unused_codes()) if codes else 0,
        has_codes=codes is not None,
        passkeys=known.filter(type=kinds.WEBAUTHN),
    )


def sessions_of(staff: Staff, current: str | None) -> list[SignedIn]:
    """``current`` is the session key of this browser, which comes first; then newest first."""
    rows = sorted(UserSession.objects.purge_and_list(staff), key=lambda row: -row.pk)
    found = [
        SignedIn(browser_in(row.user_agent), row.ip, row.created_at, row.session_key == current)
        for row in rows
    ]
    return sorted(found, key=lambda each: not each.current)


def note_session(request: HttpRequest) -> None:
    """For sign-ins that do not go through allauth, which notes its own."""
    UserSession.objects.create_from_request(request)


def sign_out_elsewhere(staff: Staff, current: str | None) -> None:
    for session in UserSession.objects.filter(user=staff).exclude(session_key=current):
        session.end()
