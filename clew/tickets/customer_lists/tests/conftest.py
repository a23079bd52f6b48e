from datetime import timedelta
from decimal import Decimal

import pytest

from clew.analytics.models import Figure, Health, UsageMetric
from clew.core import clock
from clew.people.models import Account, AccountOwner, CustomerNote
from clew.tickets.customer_lists.kinds import Asked, kinds_of
from clew.tickets.customer_lists.vocabulary import Vocabulary
from clew.tickets.models import Severity
from tests import cast

SIZES = {"Heron": 8400, "Tern": 120, "Wren": None, "Kite": 120}


@pytest.fixture
def maya(db):
    return cast.staff(role="lead")


@pytest.fixture
def accounts(maya):
    """Heron is big and poor, Tern small and well; of Wren nothing is known."""
    now = clock.now()
    found = {}
    for number, (name, mrr) in enumerate(SIZES.items()):
        who = cast.person(f"{name}a Quist")
        group = found[name] = cast.account(name, members=(who,), plan="scale" if number else "")
        group.last_seen_at = now - timedelta(days=20 * number)
        group.properties = {"tier": number, "region": "north"} if mrr else {"tier": "none"}
        group.save()
        if mrr is not None:
            Account.objects.create(
                group=group, environment=group.environment, mrr=Decimal(mrr), currency="EUR",
                trial_ends_at=now + timedelta(days=3 + number), region="North", risk="high",
                seats=10, seats_used=number, updated_at=now,
            )  # fmt: skip
    _scores(found)
    _work(found, maya)
    return found


def _scores(found):
    now, inside = clock.now(), found["Heron"].environment
    metric = UsageMetric.objects.create(
        environment=inside, name="Reports", slug="reports", created_at=now
    )
    for name, score, band in (("Heron", 20, "poor"), ("Tern", 90, "healthy")):
        group = found[name]
        Health.objects.create(
            group=group, environment=inside, score=score, band=band, before=50, scored_at=now
        )
        Figure.objects.create(metric=metric, group=group, value=score, previous=5, counted_at=now)


def _work(found, maya):
    AccountOwner.objects.create(group=found["Heron"], kind="csm", staff=maya, since=clock.now())
    AccountOwner.objects.create(group=found["Tern"], kind="csm", name="Ola", since=clock.now())
    CustomerNote.objects.create(
        group=found["Tern"], text="Call first.", author_name="Maya", created_at=clock.now()
    )
    for severity in (Severity.CRITICAL, Severity.LOW):
        cast.ticket(requester=cast.person("Herona Quist"), severity=severity)


@pytest.fixture
def asked(maya, accounts):
    """What Maya asks of accounts, or of another kind."""
    inside = cast.environment()

    def of(name="accounts"):
        wanted = {"accounts": ":company"}.get(name, name)
        kind = next(each for each in kinds_of(inside) if each.name == wanted)
        return Asked(maya, inside, kind), Vocabulary(kind, inside)

    return of
