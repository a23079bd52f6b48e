"""Addresses of a message's whole mail."""

from django.urls import path

from clew.channels.email.views import whole_mail
from clew.tickets.message_urls import MESSAGE

urlpatterns = [
    path(f"{MESSAGE}/mail", whole_mail.whole_mail, name="whole-mail"),
    path(f"{MESSAGE}/mail/page", whole_mail.whole_mail_page, name="whole-mail-page"),
]
