"""``{% url %}`` says what Django's own says."""

from uuid import UUID

import pytest
from django.template import Context, Template
from django.urls import NoReverseMatch
from django.urls.base import set_script_prefix

WHO = UUID("7d3d4f0e-5a0e-4a55-9a57-2f3f8f3b6a01")


def shown(text, **values):
    return Template(text).render(Context(values))


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("{% url 'inbox-home' %}", "/inbox"),
        ("{% url 'status' number %}", "/tickets/42/status"),
        ("{% url 'note' number other %}", "/tickets/42/messages/7/note"),
        ("{% url 'status' number=number %}", "/tickets/42/status"),
        ("{% url 'person' who %}", f"/customers/person/{WHO}"),
        ("{% url 'inbox' slug %}", "/inbox/open"),
        ("{% url 'status' number as there %}{{ there }}!", "/tickets/42/status!"),
    ],
)
def test_addresses_are_those_of_django(tag, expected):
    for _ in range(2):
        assert shown(tag, number=42, other=7, who=WHO, slug="open") == expected
    assert shown("{% url 'status' number %}", number=43) == "/tickets/43/status"


def test_what_has_no_address_is_refused():
    for number in (-1, "words", None):
        with pytest.raises(NoReverseMatch):
            shown("{% url 'status' number %}", number=number)


def test_addresses_begin_where_the_application_is():
    assert shown("{% url 'status' 42 %}") == "/tickets/42/status"
    set_script_prefix("/support/")
    try:
        assert shown("{% url 'status' 42 %}") == "/support/tickets/42/status"
    finally:
        set_script_prefix("/")
