"""Addresses around mail that goes out: for customers, and the list of what was not sent."""

from django.urls import path

from clew.channels.email.views import public, unsent

UNSENT = "settings/mail/unsent"

urlpatterns = [
    path("m/files/<str:token>/<str:name>", public.mail_file, name="mail-file"),
    path("m/unsubscribe/<str:token>", public.unsubscribe, name="mail-unsubscribe"),
    path("m/subscription", public.subscription, name="mail-subscription"),
    path(UNSENT, unsent.unsent_list, name="mail-unsent"),
    path(f"{UNSENT}/attempts", unsent.unsent_attempts, name="mail-unsent-attempts"),
    path(f"{UNSENT}/<int:pk>/attempts", unsent.unsent_attempt, name="mail-unsent-attempt"),
]
