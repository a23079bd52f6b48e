from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "clew.web"
    label = "web"

    def ready(self) -> None:
        # It needs models, which are loaded only now.
        from clew.web.insights import affected  # noqa: PLC0415

        affected.register()
