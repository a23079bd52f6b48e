from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "clew.tickets"
    label = "tickets"

    def ready(self) -> None:
        # They need models, which are loaded only now.
        from clew.core import services  # noqa: PLC0415
        from clew.tickets.mirroring import register_tickets  # noqa: PLC0415
        from clew.tickets.outbox import outbox  # noqa: PLC0415
        from clew.tickets.sql_tables import register_ticket_tables  # noqa: PLC0415

        register_tickets()
        register_ticket_tables()
        services.register(outbox)
