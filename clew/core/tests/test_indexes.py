"""A search does not read through what was written a minute ago, word by word."""

import pytest
from django.db import connection

from clew.core.indexes import sort_in_new_words
from tests import cast


@pytest.mark.django_db
def test_new_words_are_sorted_in():
    cast.ticket("Zirconium is missing")
    assert sort_in_new_words() > 0
    assert sort_in_new_words() == 0


@pytest.mark.django_db
def test_pages_start_no_helpers():
    with connection.cursor() as cursor:
        cursor.execute("SHOW max_parallel_workers_per_gather")
        assert cursor.fetchone() == ("0",)
