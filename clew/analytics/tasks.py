"""Background jobs of analytics, wherever they are written."""

from clew.analytics.health import tasks as _health  # noqa: F401
