from collections.abc import Iterator

from django.urls import URLPattern, path

from clew.web.customers import fragments, notes, views
from clew.web.customers.diagnosing import urls as diagnosing
from clew.web.customers.roster import urls as roster


def both(part: str) -> Iterator[URLPattern]:
    """A part of a page, of a person and of a group."""
    view = getattr(fragments, part)
    yield path(f"{part}/person/<uuid:person_id>", view, name=f"person-{part}")
    yield path(f"{part}/group/<part:type>/<any:key>", view, name=f"group-{part}")


urlpatterns = [
    *roster.urlpatterns,
    *diagnosing.customer_urls,
    path("person/<uuid:person_id>", views.customer, name="person"),
    path("group/<part:type>/<any:key>", views.customer, name="group"),
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
    *both("usage"),
    path("notes/person/<uuid:person_id>", notes.notes, name="person-notes"),
    path("notes/group/<part:type>/<any:key>", notes.notes, name="group-notes"),
    path("note/<int:note_id>", notes.customer_note, name="customer-note"),
    path("note/<int:note_id>/pin", notes.customer_note_pin, name="customer-note-pin"),
    path(
        "note/<int:note_id>/deletion", notes.customer_note_deletion, name="customer-note-deletion"
    ),
    path(
        "note/<int:note_id>/restoration",
        notes.customer_note_restoration,
        name="customer-note-restoration",
    ),
]
