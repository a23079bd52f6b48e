"""Background jobs of analytics, wherever they are written."""

from clew.analytics.diagnosis import tasks as _diagnosis  # noqa: F401
from clew.analytics.health import tasks as _health  # noqa: F401
from clew.analytics.metrics import tasks as _metrics  # noqa: F401
