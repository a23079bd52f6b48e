"""Addresses of the mail pages; each feature has a list of its own."""

from django.urls import URLPattern

from clew.channels.email.mailboxes.urls import urlpatterns as mailboxes
from clew.channels.email.outgoing.urls import urlpatterns as outgoing
from clew.channels.email.received.urls import urlpatterns as received

urlpatterns: list[URLPattern] = [*mailboxes, *outgoing, *received]
