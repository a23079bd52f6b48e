"""Addresses of calendars and of who is away."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
