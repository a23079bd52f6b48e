from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    name = "clew.analytics"
    label = "analytics"

    def ready(self) -> None:
        # All of them need models, which are loaded only now.
        from clew.analytics.dashboard import selecting  # noqa: PLC0415
        from clew.analytics.mirror.customers import register_customers  # noqa: PLC0415
        from clew.analytics.mirror.service import MirrorService  # noqa: PLC0415
        from clew.analytics.sql.customer_tables import (  # noqa: PLC0415
            register_customer_tables,
        )
        from clew.core import services  # noqa: PLC0415

        selecting.register()
        register_customers()
        register_customer_tables()
        services.register(MirrorService())
