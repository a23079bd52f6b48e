from django.apps import AppConfig


class WidgetConfig(AppConfig):
    name = "clew.channels.widget"
    label = "widget"
