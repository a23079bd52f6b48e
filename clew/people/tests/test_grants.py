"""A role for a while: what it allows, how it ends, and what is on record."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from clew.core import clock
from clew.core.actors import Actor
from clew.core.facts import facts_about
from clew.people import staff_queries
from clew.people.grant_actions import end_grants, grant_role, revoke_grant
from clew.people.models import Role, RoleGrant, Staff
from clew.people.notifications import notifications_of
from clew.tickets import actions
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return cast.staff("Ada Admin", role=Role.ADMIN)


def give(staff, admin, role=Role.AGENT, lasts=timedelta(hours=4), reason="Covers the night"):
    until = clock.now() + lasts
    by = Actor.staff(admin)
    return grant_role(staff=staff, role=role, until=until, reason=reason, by=by)


def again(staff):
    return Staff.objects.get(pk=staff.pk)


def test_a_light_agent_replies_while_it_lasts_and_not_a_second_longer(admin):
    lumi, ticket = cast.light_agent(), cast.ticket()
    grant = give(lumi, admin)
    assert again(lumi).can_reply_publicly
    actions.reply(ticket=ticket, staff=again(lumi), body="We are on it.")
    actions.set_status(ticket=ticket, status="pending", by=Actor.staff(lumi))
    with clock.moved_to(grant.until + timedelta(seconds=1)):  # and no schedule has run
        assert not again(lumi).can_reply_publicly
        with pytest.raises(Exception, match="Light agents"):
            actions.set_status(ticket=ticket, status="open", by=Actor.staff(lumi))


def test_the_schedule_puts_its_end_on_record(admin):
    lumi = cast.light_agent()
    grant = give(lumi, admin)
    assert end_grants() == 0
    with clock.moved_to(grant.until + timedelta(minutes=3)):
        assert end_grants() == 1
        assert end_grants() == 0
    said = facts_about(f"staff/{lumi.pk}")
    assert [each.fact.name for each in said] == ["people.RoleGranted", "people.RoleGrantEnded"]
    assert said[-1].at == grant.until
    assert RoleGrant.objects.get().ended_at == grant.until
    assert again(lumi).granted_role == ""


def test_it_is_taken_back_at_once(admin):
    lumi = cast.light_agent()
    give(lumi, admin, role=Role.ADMIN)
    assert again(lumi).is_admin
    assert revoke_grant(staff=lumi, by=Actor.staff(admin))
    assert not again(lumi).is_admin
    assert not revoke_grant(staff=lumi, by=Actor.staff(admin))


def test_a_new_one_replaces_what_lasts(admin):
    lumi = cast.light_agent()
    give(lumi, admin)
    give(lumi, admin, role=Role.LEAD, reason="Leads this week")
    assert again(lumi).role_now == Role.LEAD
    assert RoleGrant.objects.filter(ended_at=None).count() == 1


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"role": Role.OWNER}, "agent, lead or admin"),
        ({"role": Role.LIGHT}, "agent, lead or admin"),
        ({"reason": " "}, "Say why"),
        ({"lasts": timedelta(days=91)}, "within the next 90 days"),
        ({"lasts": timedelta(0)}, "within the next 90 days"),
    ],
)
def test_what_is_refused(admin, more, words):
    with pytest.raises(ValidationError, match=words):
        give(cast.light_agent(), admin, **more)


def test_a_grant_never_takes_rights_away(admin):
    with pytest.raises(ValidationError, match="lead anyway"):
        give(cast.staff("Lena Lead", role=Role.LEAD), admin)


def test_who_is_admin_for_a_while_makes_nobody_admin(client, admin):
    """Else a week's rights would last for ever."""
    hana, boss = cast.staff("Hana Fitzroy"), cast.staff("Olga Owner", role=Role.OWNER)
    give(hana, admin, role=Role.ADMIN)
    client.force_login(again(hana))
    assert client.get("/settings/staff").status_code == 200
    own, other = f"/settings/staff/{hana.pk}", cast.light_agent()
    assert client.post(f"{own}/role", {"role": "admin"}).status_code == 404
    given = {"role": "admin", "lasts": "1w", "reason": "More"}
    assert client.post(f"{own}/grants", given).status_code == 404
    assert client.post(f"/settings/staff/{other.pk}/role", {"role": "agent"}).status_code == 302
    token = {"name": "For ever", "scope": "admin"}
    assert "Select a valid choice" in client.post("/settings/tokens", token).content.decode()
    for higher in (admin, boss):
        assert client.get(f"/settings/staff/{higher.pk}").status_code == 404


def test_an_admin_gives_it_on_the_persons_page(client, admin):
    lumi = cast.light_agent()
    client.force_login(admin)
    page = f"/settings/staff/{lumi.pk}"
    given = {"role": "agent", "lasts": "1d", "reason": "On call"}
    answer = client.post(f"{page}/grants", given, follow=True).content.decode()
    assert "On call. Given by Ada Admin" in answer
    assert "Taken back" not in answer
    assert "Agent until" in client.get("/settings/staff").content.decode()
    assert [each.pk for each in staff_queries.people_found("", "agent")] == [lumi.pk]
    after = client.post(f"{page}/grants/end", follow=True).content.decode()
    assert "Taken back" in after
    log = client.get("/settings/audit?kind=access").content.decode()
    assert "Gave Lumi Light agent rights until" in log
    assert "Took back agent rights from Lumi Light" in log


def test_until_a_moment_in_the_admins_zone(client, admin):
    lumi = cast.light_agent()
    Staff.objects.filter(pk=admin.pk).update(time_zone="Asia/Tokyo")
    client.force_login(again(admin))
    day = (clock.now() + timedelta(days=3)).date()
    given = {"role": "agent", "lasts": "until", "until": f"{day}T09:30", "reason": "Cover"}
    client.post(f"/settings/staff/{lumi.pk}/grants", given)
    assert RoleGrant.objects.get().until.strftime("%H:%M") == "00:30"


def test_they_are_told_when_it_is_given_and_taken_back(admin):
    lumi = cast.light_agent()
    give(lumi, admin, reason="Covers the night")
    revoke_grant(staff=again(lumi), by=Actor.staff(admin))
    back, given = notifications_of(again(lumi)).items
    assert (given.text, given.snippet) == ("Ada Admin gave you agent rights", "Covers the night")
    assert back.text == "Ada Admin took back your agent rights"
    assert again(lumi).unread_notifications == 2


def test_nobody_is_told_what_they_did_themselves():
    give(lead := cast.staff("Leo Lead", role=Role.LEAD), lead, role=Role.ADMIN)
    assert not notifications_of(again(lead)).items
