import pytest
from django.core.exceptions import ValidationError

from clew.core import options
from clew.core.actors import SYSTEM
from clew.core.facts import facts_about
from clew.core.options import option, set_options

pytestmark = pytest.mark.django_db


@pytest.fixture
def days(monkeypatch):
    monkeypatch.setattr(options, "OPTIONS", {})
    return option("test.days", default=7, label="Days", help="", section="Test", least=1, most=60)


def test_a_number_has_its_default_until_somebody_changes_it(days):
    assert days.value() == 7
    assert set_options(values={"test.days": "9"}, by=SYSTEM) == ["test.days"]
    assert days.value() == 9
    assert set_options(values={"test.days": 9}, by=SYSTEM) == []
    [change] = facts_about("option/test.days")
    assert (change.fact.before, change.fact.after, change.by.name) == (7, 9, "Clew")


@pytest.mark.parametrize("given", ["", "0", "61", "-1", "seven", "7.5", None])
def test_what_cannot_be_is_refused_and_changes_nothing(days, given):
    option("test.on", default=False, label="On", help="", section="Test")
    with pytest.raises(ValidationError) as refused:
        set_options(values={"test.on": "on", "test.days": given}, by=SYSTEM)
    assert "from 1 to 60" in str(refused.value)
    assert not options.OPTIONS["test.on"].value()


def test_an_unknown_setting_is_refused(days):
    with pytest.raises(ValidationError, match="no such setting"):
        set_options(values={"test.weeks": "1"}, by=SYSTEM)


def test_two_settings_of_one_name_are_a_mistake_of_ours(days):
    with pytest.raises(ValueError, match="Two options"):
        option("test.days", default=8, label="Days", help="", section="Test")


def test_several_are_read_at_once(days, django_assert_num_queries):
    set_options(values={"test.days": 9}, by=SYSTEM)
    with django_assert_num_queries(1), options.remembered():
        assert [days.value() for _ in range(3)] == [9, 9, 9]
