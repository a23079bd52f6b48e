"""Addresses of mail that came in: the door of providers, and the pages of what became of it."""

from django.urls import path

from clew.channels.email.views import providers, received

RECEIVED = "settings/mail/received"

urlpatterns = [
    path("mail/inbound/<slug:slug>", providers.provider_mail, name="provider-mail"),
    path(RECEIVED, received.received, name="received"),
    path(f"{RECEIVED}/count", received.counting, name="received-count"),
    path(f"{RECEIVED}/replay", received.replaying_all, name="received-replay-all"),
    path(f"{RECEIVED}/<int:pk>", received.received_mail, name="received-mail"),
    path(f"{RECEIVED}/<int:pk>/raw", received.received_raw, name="received-raw"),
    path(f"{RECEIVED}/<int:pk>/replay", received.replaying, name="received-replay"),
]
