"""Lists of customers over the API."""

import pytest

from clew.people.models import Account, Scope
from tests import cast
from tests.programs import caller

pytestmark = pytest.mark.django_db


@pytest.fixture
def heron():
    group = cast.account(members=(cast.person(),), plan="enterprise")
    Account.objects.create(
        group=group, environment=group.environment, mrr=8400, currency="EUR",
        updated_at=group.created_at,
    )  # fmt: skip
    return group


def test_lists_and_their_rows(heron):
    program = caller(Scope.AGENT)
    lists = program.get("/lists").json()["items"]
    assert [one["id"] for one in lists[:2]] == ["accounts", "people"]
    cast.account("Tern")
    asked = {"columns": "plan,mrr", "sort": "-mrr", "limit": 1}
    page = program.get("/lists/accounts/rows", **asked).json()
    assert page["items"] == [
        {
            "id": str(heron.pk),
            "type": "company",
            "key": "heron",
            "values": {
                "name": "Heron", "plan": "enterprise", "mrr": 8400.0, "mrr.currency": "EUR"
            },
        }
    ]  # fmt: skip
    rest = program.get("/lists/accounts/rows", cursor=page["next_cursor"], **asked).json()
    assert [row["key"] for row in rest["items"]] == ["tern"]
    assert rest["next_cursor"] is None
    found = program.get("/lists/people/rows", filter="plan:is:enterprise").json()
    assert [row["values"]["email"] for row in found["items"]] == ["ada@heron.example"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/lists/nothing/rows", 404),
        ("/lists/accounts/rows?filter=x:is:y", 422),
        ("/lists/accounts/rows?sort=x", 422),
        ("/lists/accounts/rows?columns=x", 422),
        ("/lists/accounts/rows?cursor=zzz", 422),
    ],
)
def test_what_cannot_be_asked(heron, path, status):
    assert caller(Scope.AGENT).get(path).status_code == status


def test_programs_that_send_events_see_nothing(heron):
    assert caller(Scope.CAPTURE).get("/lists").status_code == 403
