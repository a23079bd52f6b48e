import pytest

from clew.analytics.sql.for_operators import asked_by_operator
from clew.cli.answers import printed
from clew.people.models import Environment


@pytest.fixture(autouse=True)
def rows(customers, db):
    Environment.objects.update_or_create(pk=1, defaults={"name": "production", "is_default": True})


def test_rows_as_a_table_and_as_csv():
    found = asked_by_operator({"query": "SELECT name, email AS mail FROM persons ORDER BY name"})
    assert list(printed(found, "table"))[2].split() == ["P0", "u0@lamp.example"]
    assert list(printed(found, "csv"))[:2] == ["name,mail", "P0,u0@lamp.example"]


def test_a_mistake_is_underlined():
    said = asked_by_operator({"query": "SELECT name,\n  emial FROM persons"})["refused"]
    assert said.endswith("line 2, column 3:\n    emial FROM persons\n    ^^^^^")
    assert "Did you mean email?" in said
    assert "no environment" in asked_by_operator({"query": "", "environment": "x"})["refused"]
