"""Addresses of mail that came in: the door of providers, and the pages of what became of it."""

from django.urls import path

from clew.channels.email.views import providers

urlpatterns = [
    path("mail/inbound/<slug:slug>", providers.provider_mail, name="provider-mail"),
]
