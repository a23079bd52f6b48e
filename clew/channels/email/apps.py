from django.apps import AppConfig


class EmailConfig(AppConfig):
    name = "clew.channels.email"
    label = "email"
