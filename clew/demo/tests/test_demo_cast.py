"""The invented company: who is in it."""

from collections import Counter
from zoneinfo import ZoneInfo

from clew.demo.company.cast import accounts, customers, visitors
from clew.demo.company.staff import staff, team_of_area, teams
from clew.people.models import Role


def test_forty_accounts_on_all_plans():
    assert len(accounts()) == 40
    plans = Counter(account.plan for account in accounts())
    assert set(plans) == {"Free", "Pay-as-you-go", "Boost", "Scale", "Enterprise"}
    assert min(plans.values()) >= 6


def test_about_four_hundred_people_and_some_are_anonymous():
    assert 380 <= len(customers()) + len(visitors()) <= 420
    assert len(visitors()) >= 40
    assert all(not who.name for who in visitors())


def test_nobody_is_called_like_somebody_else():
    everybody = customers()
    for field in ("name", "email", "handle", "distinct_id"):
        values = [getattr(who, field) for who in everybody]
        assert len(set(values)) == len(values), field


def test_many_have_several_devices():
    assert sum(len(who.devices) > 1 for who in customers()) > 80


def test_every_account_lives_in_a_real_time_zone_and_has_an_owner_if_it_pays():
    handles = {member.handle for member in staff()}
    for account in accounts():
        assert ZoneInfo(account.zone)
        assert (account.owner in handles) == (account.mrr > 0)


def test_eight_staff_with_roles_and_teams():
    assert len(staff()) == 8
    assert staff()[0].role == Role.OWNER
    assert {member.role for member in staff()} <= set(Role.values)
    slugs = {team.slug for team in teams()}
    assert {slug for member in staff() for slug in member.teams} == slugs


def test_every_area_has_one_team():
    areas = [area for team in teams() for area in team.areas]
    assert len(set(areas)) == len(areas)
    assert team_of_area("Assistant").slug == "assistant"
