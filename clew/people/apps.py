from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "clew.people"
    label = "people"
