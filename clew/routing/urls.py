"""Addresses of policies, targets, ownership, assignment, escalation and automations.

Each part has its own module of addresses beside this one.
"""

from clew.routing import escalation_urls, policy_urls

urlpatterns = [
    *escalation_urls.urlpatterns,
    *policy_urls.urlpatterns,
]
