"""Addresses of the mail pages; each feature has a list of its own."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
