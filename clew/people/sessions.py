"""Sessions in the database, as Django keeps them, read by a kept statement: each request does."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import CharField, DateTimeField, QuerySet
from django.utils import timezone

from clew.core.kept import Given, kept


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        known = kept("session", _session)
        for found in known.rows(key=self.session_key, now=timezone.now()):
            return found
        self._session_key = None
        return None


def _session() -> QuerySet[Session]:
    key, now = Given("key", CharField()), Given("now", DateTimeField())
    return Session.objects.filter(session_key=key, expire_date__gt=now)
