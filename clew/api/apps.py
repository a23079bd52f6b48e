from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "clew.api"
    label = "api"
