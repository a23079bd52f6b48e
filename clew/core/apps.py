from importlib import import_module
from pkgutil import iter_modules

from django.apps import AppConfig, apps
from django.utils.module_loading import autodiscover_modules

from clew.core import address_texts

REGISTERING = ("facts", "options")  # also macro_facts, sending_options, …


class CoreConfig(AppConfig):
    name = "clew.core"
    label = "core"

    def ready(self) -> None:
        """Load what registers itself, in every process: a worker reads facts that pages wrote."""
        from clew.core import services  # noqa: PLC0415  models are there only now
        from clew.core.reacting import Reactor  # noqa: PLC0415

        address_texts.register()
        services.register(Reactor())
        for app in apps.get_app_configs():
            if app.name.startswith("clew."):
                for module in iter_modules([app.path]):
                    if module.name.endswith(REGISTERING):
                        import_module(f"{app.name}.{module.name}")
        autodiscover_modules("reactions", "personal_data", "own_data")
