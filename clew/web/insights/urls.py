"""Errors and LLM traces of everybody, beside the tickets about them."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
