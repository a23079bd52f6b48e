from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "clew.tickets"
    label = "tickets"
