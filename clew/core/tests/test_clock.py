from datetime import UTC, datetime, timedelta

from clew.core import clock


def test_now_is_utc():
    assert clock.now().tzinfo is UTC


def test_the_clock_can_be_moved_and_comes_back():
    there = datetime(2030, 1, 1, 9, tzinfo=UTC)
    with clock.moved_to(there):
        assert timedelta(0) <= clock.now() - there < timedelta(seconds=5)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_an_instant_without_a_zone_is_utc():
    with clock.moved_to(datetime(2030, 1, 1, 9)):  # noqa: DTZ001  the point of the test
        assert clock.now().year == 2030
