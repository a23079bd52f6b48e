"""An address has a name of its own: of two with one name, Django takes whichever fits last."""

from collections import Counter
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver, reverse


def names(resolver: URLResolver) -> Iterator[tuple[str, str]]:
    for each in resolver.url_patterns:
        if isinstance(each, URLPattern) and each.name and each.lookup_str.startswith("clew."):
            yield each.name, each.lookup_str
        elif isinstance(each, URLResolver) and not each.namespace:
            yield from names(each)


def test_no_two_views_share_a_name():
    counted = Counter(name for name, _ in set(names(get_resolver())))
    assert not [name for name, count in counted.items() if count > 1]


def test_a_tickets_team_is_not_a_settings_page():
    assert reverse("ticket-team", args=[1042]) == "/tickets/1042/team"
