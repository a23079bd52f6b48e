"""Capture keys, for settings pages and the command line."""

from django.db.models import QuerySet

from clew.people.models import CaptureKey


def capture_keys() -> QuerySet[CaptureKey]:
    """Every key, those in use first."""
    return CaptureKey.objects.select_related("environment").order_by(
        "-environment__is_default", "environment__name", "revoked_at", "created_at"
    )


def any_capture_key() -> CaptureKey:
    """The oldest key in use, of production if it has one. Raises CaptureKey.DoesNotExist."""
    found = (
        CaptureKey.objects.filter(revoked_at__isnull=True)
        .select_related("environment")
        .order_by("-environment__is_default", "pk")
        .first()
    )
    if found is None:
        raise CaptureKey.DoesNotExist("No capture key is in use. Make one in Settings.")
    return found
