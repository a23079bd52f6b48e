from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "clew.core"
    label = "core"

    def ready(self) -> None:
        """Load what registers itself: facts, reactions and personal-data declarations."""
        autodiscover_modules("facts", "reactions", "personal_data", "own_data")
