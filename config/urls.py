"""Every address of the product, by the domain that answers it."""

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from config import control

urlpatterns: list[URLPattern | URLResolver] = [
    path("-/tick", control.tick),
]
# While the house is being built, rooms are opened as they appear.
for prefix, module in [
    ("api/", "clew.api.urls"),
    ("", "clew.api.health"),
    ("", "clew.channels.widget.urls"),
    ("", "clew.tickets.urls"),
    ("", "clew.people.urls"),
    ("customers/", "clew.web.customers.urls"),
    ("", "clew.web.urls"),
]:
    if find_spec(module):
        urlpatterns.append(path(prefix, include(import_module(module))))
