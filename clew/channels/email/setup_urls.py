"""Addresses of the setup page of mail."""

from django.urls import path

from clew.channels.email.views import addresses, setup

MAIL = "settings/mail"

urlpatterns = [
    path(MAIL, setup.setup, name="mail"),
    path(f"{MAIL}/addresses/new", addresses.new_address, name="mail-address-new"),
    path(f"{MAIL}/addresses/restoration", addresses.restoration, name="mail-address-restoration"),
    path(f"{MAIL}/addresses/<int:pk>", addresses.address, name="mail-address"),
    path(f"{MAIL}/addresses/<int:pk>/undo", addresses.undoing, name="mail-address-undo"),
    path(f"{MAIL}/addresses/<int:pk>/removal", addresses.removal, name="mail-address-removal"),
    path(f"{MAIL}/checks", setup.checking, name="mail-checking"),
    path(f"{MAIL}/checks/<int:pk>", setup.check, name="mail-check"),
    path(f"{MAIL}/keys", setup.new_key, name="mail-key-new"),
    path(f"{MAIL}/keys/<int:pk>", setup.key_change, name="mail-key"),
]
