"""An account's page: money, owners, health, plans, links, usage, and all of its people."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clew.analytics.models import Health, UsageMetric
from clew.core import clock
from clew.people.models import Account, Membership, PlanChange
from clew.tickets.models import Ticket
from clew.web.customers.subject import address
from tests import cast

pytestmark = pytest.mark.django_db
PANEL = 14  # statements of the panel beside a ticket, with everything in it


def text(answer):
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.fixture
def known(heron):
    now = clock.now()
    PlanChange.objects.create(group=heron, before="scale", after="enterprise", at=now)
    part = {"kind": "errors", "weight": 20, "label": "Errors", "score": 20, "reason": "461 errors"}
    Health.objects.create(
        group=heron, environment=heron.environment, score=58, band="fair", before=71,
        parts=[part], scored_at=now,
    )  # fmt: skip
    return Account.objects.create(
        group=heron, environment=heron.environment, mrr=Decimal(9000), currency="EUR", seats=60,
        seats_used=64, trial_ends_at=now + timedelta(days=3), updated_at=now,
        known={"$csm": "Iris Vance"},
    )  # fmt: skip


@pytest.fixture
def metric(environment):
    return UsageMetric.objects.create(
        environment=environment, name="Reports opened", slug="reports", days=7,
        events=[{"event": "report opened", "filters": []}], created_at=clock.now(),
    )  # fmt: skip


@pytest.fixture
def environment(ada):
    return ada.environment


def test_what_clew_knows_wins_over_properties(desk, heron, known):
    page = text(desk.get(address(heron)))
    for shown in ("€9,000", "64 of 60", "Trial ends", "Iris Vance",
                  "Fair", "13 points", "461 errors", "Plan history"):  # fmt: skip
        assert shown in page, shown
    for hidden in ("8,400", "<dd>Oskar Bello</dd>"):
        assert hidden not in page, hidden


def test_an_account_nothing_is_known_of_shows_its_properties(desk, heron):
    page = text(desk.get(address(heron)))
    assert "$8,400" in page
    assert "Oskar Bello" in page
    assert "Plan history" not in page


def test_tickets_of_members_count_as_the_accounts(desk, ada, heron):
    loose = cast.ticket("Written before the account was known", requester=ada)
    Ticket.objects.filter(pk=loose.pk).update(account=None)
    cast.ticket("Of somebody else", requester=cast.person("Ben Okoye"))
    page = text(desk.get(address(heron, "tickets")))
    assert "Written before the account was known" in page
    assert "Of somebody else" not in page
    assert "1 open ticket" in text(desk.get(address(heron)))


def test_errors_say_how_many_people_met_them(desk, ada, heron, happened):
    ben = cast.person("Ben Okoye")
    for who in (ada, ada, ben):
        happened(who, "$exception", group_0="heron", error_type="Timeout", error_value="10 s")
    assert "2 people" in text(desk.get(address(heron, "errors")))
    assert "people" not in text(desk.get(address(ada, "errors")))


def test_usage_is_counted_for_a_person_and_for_the_account(desk, ada, heron, happened, metric):
    ben = cast.person("Ben Okoye")
    happened(ada, times=3, group_0="heron")
    happened(ben, times=2, group_0="heron")
    assert "Reports opened: 3 in the last 7 days" in text(desk.get(address(ada, "usage")))
    assert "Reports opened: 5 in the last 7 days" in text(desk.get(address(heron, "usage")))


def test_without_metrics_the_page_says_how_to_get_them(desk, ada, store):
    assert "No usage metrics yet" in text(desk.get(address(ada, "usage")))


def test_a_merged_account_leads_to_its_survivor_with_all_its_events(desk, ada, heron, happened):
    old = cast.account("Egret", members=(cast.person("Ben Okoye"),))
    old.merged_into = heron
    old.save()
    happened(ada, "seen before the merge", group_0="egret")
    answer = desk.get(address(old))
    assert answer["Location"].startswith(address(heron))
    assert "seen before the merge" in text(desk.get(address(heron, "timeline")))


@pytest.mark.usefixtures("known", "metric")
def test_the_panel_beside_a_ticket(desk, ada, heron, happened):
    happened(ada, times=2, group_0="heron")
    desk.post(address(heron, "notes"), {"text": "Pay by *invoice*"})
    ticket = cast.ticket(requester=ada)
    path = f"/tickets/{ticket.number}/customer"
    desk.get(path)
    with CaptureQueriesContext(connection) as asked:
        panel = text(desk.get(path))
    assert len(asked) <= PANEL
    for shown in ("€9,000", "Trial ends", "Iris Vance", "Fair", "461 errors",
                  "Pay by <em>invoice</em>"):  # fmt: skip
        assert shown in panel, shown
    assert panel.index("/diagnosis") < panel.index("Open profile")
    assert "Reports opened: 2" in text(desk.get(f"/tickets/{ticket.number}/usage"))


def test_light_agents_see_all_of_it_and_strangers_nothing(client, ada, heron, known, store):
    ticket = cast.ticket(requester=ada)
    paths = (address(heron), address(heron, "usage"), f"/tickets/{ticket.number}/usage")
    for path in paths:
        assert client.get(path).status_code in {302, 401}, path
    client.force_login(cast.light_agent())
    for path in paths:
        assert client.get(path).status_code == 200, path


def test_an_account_of_many_people_costs_no_more(desk, ada, heron, known):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(address(heron)).status_code == 200
        return len(asked)

    cost()
    few = cost()
    people = [cast.person(f"n{number} Lund") for number in range(30)]
    Membership.objects.bulk_create(
        Membership(person=person, group=heron, last_seen_at=clock.now()) for person in people
    )
    assert cost() == few
