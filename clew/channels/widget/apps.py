from django.apps import AppConfig


class WidgetConfig(AppConfig):
    name = "clew.channels.widget"
    label = "widget"

    def ready(self) -> None:
        # Both need models, which are loaded only now.
        from clew.channels.widget.channel import WidgetChannel  # noqa: PLC0415
        from clew.tickets.channels import register  # noqa: PLC0415

        register(WidgetChannel())
