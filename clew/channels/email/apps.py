from django.apps import AppConfig


class EmailConfig(AppConfig):
    name = "clew.channels.email"
    label = "email"

    def ready(self) -> None:
        # Both need models, which are loaded only now.
        from clew.channels.email.channel import EmailChannel  # noqa: PLC0415
        from clew.tickets.channels import register  # noqa: PLC0415

        register(EmailChannel())
