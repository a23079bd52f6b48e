"""Addresses of suspended mail and of whom we believe."""

from django.urls import path

from clew.channels.email.views import suspended, trust

SUSPENDED, TRUST = "settings/mail/suspended", "settings/mail/trust"

urlpatterns = [
    path(SUSPENDED, suspended.suspended, name="suspended"),
    path(f"{SUSPENDED}/<int:pk>", suspended.suspended_mail, name="suspended-mail"),
    path(f"{SUSPENDED}/<int:pk>/raw", suspended.suspended_raw, name="suspended-raw"),
    path(f"{SUSPENDED}/recovery", suspended.recovery, name="suspended-recovery"),
    path(f"{SUSPENDED}/drop", suspended.drop, name="suspended-drop"),
    path(f"{SUSPENDED}/return", suspended.putting_back, name="suspended-return"),
    path(f"{SUSPENDED}/block", suspended.blocking, name="suspended-block"),
    path(TRUST, trust.trust, name="mail-trust"),
    path(f"{TRUST}/blocked", trust.block, name="blocked"),
    path(f"{TRUST}/blocked/end", trust.unblock, name="blocked-end"),
]
