from django.apps import AppConfig


class EmailConfig(AppConfig):
    name = "clew.channels.email"
    label = "email"

    def ready(self) -> None:
        # All of them need models, which are loaded only now.
        from clew.channels.email.channel import EmailChannel  # noqa: PLC0415
        from clew.channels.email.imap.readers import MailboxReaders  # noqa: PLC0415
        from clew.channels.email.intake.listening import LISTENERS  # noqa: PLC0415
        from clew.core import services  # noqa: PLC0415
        from clew.tickets.channels import register  # noqa: PLC0415

        register(EmailChannel())
        services.register(MailboxReaders())
        for listener in LISTENERS:
            services.register(listener)
