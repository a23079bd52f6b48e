from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "clew.integrations.webhooks"
    label = "webhooks"
