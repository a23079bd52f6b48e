from collections.abc import Iterator

from django.urls import URLPattern, path

from clew.web.customers import fragments, views


def both(part: str) -> Iterator[URLPattern]:
    """A part of a page, of a person and of a group."""
    view = getattr(fragments, part)
    yield path(f"{part}/person/<uuid:person_id>", view, name=f"person-{part}")
    yield path(f"{part}/group/<str:type>/<path:key>", view, name=f"group-{part}")


urlpatterns = [
    path("", views.roster, name="customers"),
    path("person/<uuid:person_id>", views.customer, name="person"),
    path("group/<str:type>/<path:key>", views.customer, name="group"),
    *both("counts"),
    *both("ruler"),
    *both("timeline"),
    *both("errors"),
    *both("traces"),
    *both("tickets"),
    *both("people"),
    *both("event"),
    *both("trace"),
    *both("newer"),
]
