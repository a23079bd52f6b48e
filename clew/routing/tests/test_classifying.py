"""New tickets come to their product area by themselves; what a person chose stays."""

from datetime import timedelta

import pytest

from clew.core import clock
from clew.core.actors import SYSTEM, Actor
from clew.core.facts import facts_about, run_reaction
from clew.core.options import set_options
from clew.routing.actions.classifying import Opened, classify, classify_opened
from clew.routing.models import AreaOwnership, Classification, How
from clew.tickets.actions import set_property, set_team
from clew.tickets.history import words
from tests import cast
from tests.reactions import waiting_reactions

pytestmark = pytest.mark.django_db
EXPORTS_PAGE = {"url": "https://app.heron.example/exports/42"}


@pytest.fixture
def run_jobs():
    """The reactions of this module that are queued, once each; until none is new."""
    done: set[tuple[int, str]] = set()

    def run():
        ours = "clew.routing.ownership"
        while new := [each for each in waiting_reactions(ours) if each not in done]:
            done.update(new)
            for fact_id, key in new:
                run_reaction(fact_id, key)

    return run


@pytest.fixture
def exports():
    area = cast.area("Exports")
    area.team = cast.team()
    area.save()
    AreaOwnership.objects.create(
        area=area,
        label="exports",
        support_first=False,
        page_rules=["/exports/*"],
        keywords=["csv export"],
    )
    return area


def history(ticket):
    return [text for fact in facts_about(f"ticket/{ticket.number}") if (text := words(fact))]


def test_the_page_decides(exports, run_jobs):
    ticket = cast.ticket(context=EXPORTS_PAGE)
    run_jobs()
    ticket.refresh_from_db()
    assert (ticket.area, ticket.team, ticket.tags) == ("Exports", cast.team(), ["exports"])
    said = [line for line in history(ticket) if "product area" in line]
    assert said == ["Set product area to Exports: the page /exports/42 matched /exports/*"]
    assert Classification.objects.get(ticket=ticket).rule == "/exports/*"


def test_words_decide_without_a_page(exports, run_jobs):
    ticket = cast.ticket("Empty file", "The *CSV export* holds no rows.")
    run_jobs()
    ticket.refresh_from_db()
    assert ticket.area == "Exports"
    assert "Set product area to Exports: the message has “csv export” in it" in history(ticket)


def test_what_the_form_said_stays(exports, run_jobs):
    cast.area("Billing")
    ticket = cast.ticket(area="billing", context=EXPORTS_PAGE)
    run_jobs()
    ticket.refresh_from_db()
    assert (ticket.area, ticket.team, ticket.tags) == ("Billing", None, [])
    assert "Set product area to Billing: chosen in the help form" in history(ticket)


def test_nothing_points_anywhere(exports, run_jobs):
    set_options(values={"routing.support_team": "Support"}, by=SYSTEM)
    support = cast.team("Support")
    ticket = cast.ticket()
    run_jobs()
    ticket.refresh_from_db()
    assert (ticket.area, ticket.team) == ("", support)
    classify(ticket=ticket, area="Exports", how=How.PERSON, by=Actor.staff(cast.staff()))
    assert ticket.team == cast.team()


def test_a_changed_area_brings_its_team_and_label(exports, run_jobs):
    docs = cast.area("Docs")
    AreaOwnership.objects.create(area=docs, label="docs", support_first=False)
    docs.team = cast.team("Writers")
    docs.save()
    by = Actor.staff(cast.staff())
    ticket = cast.ticket(context=EXPORTS_PAGE)
    run_jobs()
    set_property(ticket=ticket, field="area", value="Docs", by=by)
    run_jobs()
    ticket.refresh_from_db()
    assert (ticket.team, ticket.tags) == (cast.team("Writers"), ["docs"])
    set_property(ticket=ticket, field="area", value="", by=by)
    run_jobs()
    ticket.refresh_from_db()
    assert (ticket.team, ticket.tags) == (None, [])


def test_a_team_set_by_hand_stays(exports, run_jobs):
    by = Actor.staff(cast.staff())
    ticket = cast.ticket()
    set_team(ticket=ticket, team=cast.team("Identity"), by=by)
    run_jobs()
    set_property(ticket=ticket, field="area", value="Exports", by=by)
    run_jobs()
    ticket.refresh_from_db()
    assert (ticket.team, ticket.tags) == (cast.team("Identity"), ["exports"])


def test_support_answers_first(exports, run_jobs):
    AreaOwnership.objects.filter(area=exports).update(support_first=True)
    ticket = cast.ticket(context=EXPORTS_PAGE)
    run_jobs()
    ticket.refresh_from_db()
    assert (ticket.area, ticket.team) == ("Exports", None)


def test_classifying_again_says_nothing(exports, run_jobs):
    ticket = cast.ticket(context=EXPORTS_PAGE)
    run_jobs()
    facts = len(facts_about(f"ticket/{ticket.number}"))
    ticket.refresh_from_db()
    assert not classify(ticket=ticket, area="Exports", how=How.SLACK, by=SYSTEM)
    run_jobs()
    assert len(facts_about(f"ticket/{ticket.number}")) == facts


def test_an_imported_ticket_is_classified_as_of_its_day(exports):
    long_ago = clock.now() - timedelta(days=30)
    ticket = cast.ticket(area="Exports", created_at=long_ago)
    assert classify_opened([Opened(ticket, How.FORM, at=long_ago)])
    ticket.refresh_from_db()
    assert ticket.updated_at == long_ago, "the inbox does not show it as changed just now"
