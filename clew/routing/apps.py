from django.apps import AppConfig


class RoutingConfig(AppConfig):
    name = "clew.routing"
    label = "routing"

    def ready(self) -> None:
        # They need models, which are loaded only now.
        from clew.routing.conditions import register_conditions  # noqa: PLC0415
        from clew.routing.escalation_note import register_findings  # noqa: PLC0415
        from clew.routing.listing import register_lists  # noqa: PLC0415
        from clew.routing.mirroring import register_targets  # noqa: PLC0415
        from clew.routing.sql_tables import register_target_tables  # noqa: PLC0415
        from clew.tickets.diagnosing import lines_for  # noqa: PLC0415

        register_conditions()
        register_lists()
        register_findings(lines_for)
        register_targets()
        register_target_tables()
