"""What is counted, asked and found out about customers."""

from clew.analytics.models.diagnosis import Diagnosis
from clew.analytics.models.health import Band, Health, HealthDay, HealthPart, HealthRun
from clew.analytics.models.lists import CustomerList, DashboardEvent
from clew.analytics.models.metrics import Figure, UsageMetric
from clew.analytics.models.mirror import ChangedRow, MirrorState
from clew.analytics.models.sql import QueryRun, SavedQuery

__all__ = [
    "Band",
    "ChangedRow",
    "CustomerList",
    "DashboardEvent",
    "Diagnosis",
    "Figure",
    "Health",
    "HealthDay",
    "HealthPart",
    "HealthRun",
    "MirrorState",
    "QueryRun",
    "SavedQuery",
    "UsageMetric",
]
