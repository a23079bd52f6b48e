"""Instants in rows that have passed: leases, next attempts."""

from datetime import timedelta

from django.db.models import Q

from clew.core import clock

APART = timedelta(minutes=1)  # who looked a moment earlier must not take what was just leased


def is_over(field: str, longest: timedelta) -> Q:
    """The instant in this field has passed, or is further ahead than it was ever meant to be.

    Then the clock was ahead when it was written, and set back since: nobody waits a year for that.
    """
    at = clock.now()
    return Q(**{f"{field}__lte": at}) | Q(**{f"{field}__gt": at + longest + APART})
