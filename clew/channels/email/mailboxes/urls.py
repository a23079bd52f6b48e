"""Addresses of the pages of mailboxes."""

from django.urls import URLPattern, path

from clew.channels.email.views import mailboxes as views

SETTINGS = "settings/mail/mailboxes"

urlpatterns: list[URLPattern] = [
    path(SETTINGS, views.mailboxes, name="mailboxes"),
    path(f"{SETTINGS}/new", views.new_mailbox, name="new-mailbox"),
    path(f"{SETTINGS}/trial", views.trial, name="mailbox-trial"),
    path(f"{SETTINGS}/<int:pk>", views.mailbox, name="mailbox"),
    path(f"{SETTINGS}/<int:pk>/active", views.active, name="mailbox-active"),
    path(f"{SETTINGS}/<int:pk>/removal", views.removal, name="mailbox-removal"),
    path(f"{SETTINGS}/<int:pk>/restoration", views.restoration, name="mailbox-restoration"),
]
