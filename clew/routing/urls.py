"""Addresses of policies, targets, ownership, assignment, escalation and automations.

Each part has its own module of addresses beside this one.
"""

from clew.routing import (
    assignment_urls,
    automation_urls,
    escalation_urls,
    ownership_urls,
    policy_urls,
)

urlpatterns = [
    *automation_urls.urlpatterns,
    *assignment_urls.urlpatterns,
    *escalation_urls.urlpatterns,
    *ownership_urls.urlpatterns,
    *policy_urls.urlpatterns,
]
