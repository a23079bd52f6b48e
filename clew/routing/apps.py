from django.apps import AppConfig


class RoutingConfig(AppConfig):
    name = "clew.routing"
    label = "routing"
