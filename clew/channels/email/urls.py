"""Addresses of the mail pages; each feature has a list of its own."""

from django.urls import URLPattern

from clew.channels.email.mailboxes.urls import urlpatterns as mailboxes
from clew.channels.email.outgoing.urls import urlpatterns as outgoing
from clew.channels.email.reading.urls import urlpatterns as reading
from clew.channels.email.received.urls import urlpatterns as received
from clew.channels.email.setup_urls import urlpatterns as setup
from clew.channels.email.suspended_urls import urlpatterns as suspended

urlpatterns: list[URLPattern] = [*mailboxes, *outgoing, *reading, *received, *setup, *suspended]
