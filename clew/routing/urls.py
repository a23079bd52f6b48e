"""Addresses of policies, targets, ownership, assignment, escalation and automations.

Each part has its own module of addresses beside this one.
"""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
