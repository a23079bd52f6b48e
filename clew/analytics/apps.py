from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    name = "clew.analytics"
    label = "analytics"
