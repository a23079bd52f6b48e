"""Instants of any zone that ISO 8601 can say."""

import pytest

from tests.programs import caller

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("since", "status"),
    [
        ("2026-11-22T10:00:00%2B20:16", 200),  # PostgreSQL knows no such zone
        ("2026-11-22T10:00:00", 200),
        ("0001-01-01T00:00:00%2B12:00", 422),
        ("9999-12-31T23:59:59-12:00", 422),
    ],
)
def test_a_moment_of_any_zone_is_understood_or_refused(since, status):
    answer = caller("agent").get(f"/out-of-office?since={since}")
    assert answer.status_code == status, answer.content
