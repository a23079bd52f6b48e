"""Objects of kept statements are those of Django's querysets."""

import pytest
from django.db.models import F

from clew.core.kept import Given, Kept
from clew.tickets.models import Ticket
from tests import cast

pytestmark = pytest.mark.django_db


def asked():
    found = Ticket.objects.select_related("requester", "account__type", "assignee", "team")
    found = found.annotate(twice=F("number") * 2).defer("subject", "requester__properties")
    return found.filter(number=Given("number", Ticket._meta.pk))


def plain(found):
    return {name: value for name, value in vars(found).items() if name != "_state"}


@pytest.fixture
def both():
    who = cast.person("Ada Heron")
    cast.account("Heron", members=(who,))
    ticket = cast.ticket("The export stops", requester=who)
    kept = Kept(asked()).rows(number=ticket.number)[0]
    django = Ticket.objects.select_related("requester", "account__type", "assignee", "team")
    django = django.annotate(twice=F("number") * 2).defer("subject", "requester__properties")
    return kept, django.get(pk=ticket.pk)


def test_they_hold_the_same(both, django_assert_num_queries):
    kept, django = both
    with django_assert_num_queries(0):
        assert plain(kept) == plain(django)
        assert plain(kept.requester) == plain(django.requester)
        assert plain(kept.account.type) == plain(django.account.type)
        assert kept.assignee is django.assignee is None
    assert kept == django


def test_what_was_deferred_is_asked_for_when_it_is_wanted(both, django_assert_num_queries):
    kept, django = both
    assert kept.get_deferred_fields() == django.get_deferred_fields() == {"subject"}
    with django_assert_num_queries(1):
        assert kept.subject == "The export stops"


def test_they_are_saved_as_rows_that_exist(both):
    kept, _ = both
    kept.area = "exports"
    kept.save(update_fields=["area"])
    assert Ticket.objects.get(pk=kept.pk).area == "exports"
    assert Ticket.objects.count() == 1
