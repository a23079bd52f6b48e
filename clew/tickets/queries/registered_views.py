"""Views that other domains add to every desk, beside those tickets know by themselves."""

from collections.abc import Callable, Sequence

from clew.tickets.queries.views import View

Find = Callable[[str], View | None]
_views: list[tuple[View, str]] = []  # with the slug of the view that it stands after
_families: dict[str, Find] = {}


def register_view(view: View, *, after: str = "") -> None:
    """In everybody's rail, behind the view ``after``, or behind them all."""
    if any(known.slug == view.slug for known, _ in _views):
        raise ValueError(f"Two views are called {view.slug}")
    _views.append((view, after))


def register_views(prefix: str, find: Find) -> None:
    """Views whose slugs begin so, and that are in nobody's rail: ``find`` gets what follows."""
    if prefix in _families:
        raise ValueError(f"Two families of views begin with {prefix}")
    _families[prefix] = find


def with_registered(views: Sequence[View]) -> list[View]:
    found = list(views)
    for view, after in _views:
        places = [at for at, each in enumerate(found) if each.slug == after]
        found.insert(places[0] + 1 if places else len(found), view)
    return found


def registered_view(slug: str) -> View | None:
    known = next((view for view, _ in _views if view.slug == slug), None)
    families = (
        find(slug.removeprefix(start))
        for start, find in _families.items()
        if slug.startswith(start)
    )
    return known or next(families, None)


def is_registered(slug: str) -> bool:
    """Also of a family none of whose views has this slug yet."""
    return slug.startswith(tuple(_families)) or any(view.slug == slug for view, _ in _views)
