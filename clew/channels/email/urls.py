"""Addresses of the mail pages; each feature has a list of its own."""

from django.urls import URLPattern

from clew.channels.email.mailboxes.urls import urlpatterns as mailboxes

urlpatterns: list[URLPattern] = [*mailboxes]
