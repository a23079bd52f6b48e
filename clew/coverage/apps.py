from django.apps import AppConfig


class CoverageConfig(AppConfig):
    name = "clew.coverage"
    label = "coverage"
