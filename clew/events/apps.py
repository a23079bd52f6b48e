from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "clew.events"
    label = "events"
