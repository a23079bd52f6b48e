from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from clew.core import clock
from clew.core.actors import SYSTEM, Actor
from clew.core.facts import facts_about
from clew.people import staff_actions, staff_queries
from clew.people.key_actions import use_api_token
from clew.people.models import ApiToken, OwnerInvitation, Role, Staff
from tests import cast

pytestmark = pytest.mark.django_db
STRONG = "forty-two grey herons"


def owner():
    return cast.staff("Olga Owner", role=Role.OWNER, password=STRONG)


class TestTheFirstLink:
    def test_makes_the_owner_once(self):
        token = staff_actions.invite_owner()
        invitation = staff_queries.invitation_for(token)
        made = staff_actions.create_owner(
            name="Olga", email="Olga@Clew.example", password=STRONG, invitation=invitation
        )
        assert made.role == Role.OWNER
        assert made.email == "olga@clew.example"
        assert made.check_password(STRONG)
        assert staff_queries.invitation_for(token) is None

    def test_is_not_stored_itself(self):
        token = staff_actions.invite_owner()
        assert token not in str(OwnerInvitation.objects.values().get())

    def test_runs_out_after_a_day(self):
        token = staff_actions.invite_owner()
        with time_machine.travel(clock.now() + timedelta(hours=25)):
            assert staff_queries.invitation_for(token) is None

    def test_two_first_links_make_one_owner(self):
        first, second = staff_actions.invite_owner(), staff_actions.invite_owner()
        invitation = staff_queries.invitation_for(first)
        staff_actions.create_owner(
            name="Olga", email="olga@clew.example", password=STRONG, invitation=invitation
        )
        assert staff_queries.invitation_for(second) is None

    def test_signs_an_existing_owner_in_once(self):
        known = owner()
        invitation = staff_queries.invitation_for(staff_actions.invite_owner())
        assert staff_actions.sign_in_by_link(invitation=invitation) == known
        [told] = facts_about(f"staff/{known.pk}")
        assert type(told.fact).__name__ == "SignedInByLink"
        with pytest.raises(ValidationError, match="used already"):
            staff_actions.sign_in_by_link(invitation=invitation)

    def test_refuses_a_weak_password(self):
        with pytest.raises(ValidationError):
            staff_actions.create_owner(name="O", email="o@clew.example", password="password")
        assert not Staff.objects.exists()


class TestInvitations:
    def invite(self, **fields):
        given = {"name": "Hana", "email": "hana@clew.example", "role": Role.AGENT} | fields
        return staff_actions.invite_staff(**given, by=Actor.staff(owner()))

    def test_somebody_joins_with_their_own_password(self):
        invited, token = self.invite(teams=[cast.team("Delivery")])
        assert not invited.has_usable_password()
        invitation = staff_queries.invitation_for(token)
        joined = staff_actions.accept_invitation(
            invitation=invitation, name="Hana Fitzroy", password=STRONG
        )
        assert joined.check_password(STRONG)
        assert str(joined) == "Hana Fitzroy"
        assert [team.name for team in joined.teams.all()] == ["Delivery"]

    def test_an_address_belongs_to_one_person(self):
        self.invite()
        with pytest.raises(ValidationError, match="already has this address"):
            self.invite(email="HANA@clew.example")

    def test_a_new_link_ends_the_old_one(self):
        invited, old = self.invite()
        new = staff_actions.invite_again(staff=invited, by=SYSTEM)
        assert staff_queries.invitation_for(old) is None
        assert staff_queries.invitation_for(new) is not None

    def test_a_deactivated_person_cannot_use_a_link(self):
        invited, token = self.invite()
        staff_actions.deactivate(staff=invited, by=SYSTEM)
        assert staff_queries.invitation_for(token) is None

    def test_who_invited_whom_is_recorded(self):
        invited, _ = self.invite()
        (fact,) = facts_about(f"staff/{invited.pk}")
        assert (fact.by.name, fact.fact.how) == ("Olga Owner", "invited")


class TestRoles:
    def test_change_is_recorded(self):
        agent = cast.staff()
        staff_actions.set_role(staff=agent, role=Role.LEAD, by=SYSTEM)
        (changed,) = facts_about(f"staff/{agent.pk}")
        assert (changed.fact.before, changed.fact.after) == ("agent", "lead")

    def test_somebody_stays_owner(self):
        only = owner()
        with pytest.raises(ValidationError, match="must stay owner"):
            staff_actions.set_role(staff=only, role=Role.ADMIN, by=SYSTEM)
        with pytest.raises(ValidationError, match="must stay owner"):
            staff_actions.deactivate(staff=only, by=SYSTEM)

    def test_of_two_owners_one_may_go(self):
        first = owner()
        cast.staff("Pia Owner", role=Role.OWNER)
        staff_actions.deactivate(staff=first, by=SYSTEM)
        assert not Staff.objects.get(pk=first.pk).is_active


class TestTeams:
    def test_names_are_unique(self):
        staff_actions.create_team(name="Billing", by=SYSTEM)
        with pytest.raises(ValidationError):
            staff_actions.create_team(name="Billing", by=SYSTEM)

    def test_similar_names_get_addresses_of_their_own(self):
        made = [staff_actions.create_team(name=name, by=SYSTEM) for name in ("A b", "a-B", "A.b")]
        assert len({team.slug for team in made}) == 3

    def test_a_renamed_team_keeps_its_address(self):
        team = staff_actions.create_team(name="Billing", by=SYSTEM)
        staff_actions.rename_team(team=team, name="Money", by=SYSTEM)
        assert staff_queries.team_named("billing").name == "Money"


class TestApiTokens:
    def test_the_bearer_opens_until_revoked(self):
        token, bearer = staff_actions.create_api_token(name="Export", scope="agent", by=SYSTEM)
        assert use_api_token(bearer=bearer) == token
        staff_actions.revoke_api_token(token=token, by=SYSTEM)
        assert use_api_token(bearer=bearer) is None

    def test_only_its_digest_is_stored(self):
        _, bearer = staff_actions.create_api_token(name="Export", scope="agent", by=SYSTEM)
        assert bearer not in str(ApiToken.objects.values().get())

    @pytest.mark.parametrize("wrong", ["", "clewapi_", "x" * 5000, "\x00"])
    def test_nothing_else_opens(self, wrong):
        staff_actions.create_api_token(name="Export", scope="agent", by=SYSTEM)
        assert use_api_token(bearer=wrong) is None

    def test_use_is_noted(self):
        token, bearer = staff_actions.create_api_token(name="Export", scope="agent", by=SYSTEM)
        use_api_token(bearer=bearer)
        token.refresh_from_db()
        assert clock.now() - token.last_used_at < timedelta(seconds=5)
