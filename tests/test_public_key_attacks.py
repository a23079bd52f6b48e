"""The capture key is public: what a stranger can do with it to other customers, played for real."""

import hmac
import json
from uuid import uuid4

import httpx
import pytest

pytestmark = pytest.mark.server
MERGES = [
    {"event": "$merge_dangerously", "distinct_id": "mallory", "properties": {"alias": "victim"}},
    {"event": "$create_alias", "distinct_id": "mallory", "properties": {"alias": "victim"}},
    {"event": "$create_alias", "distinct_id": "victim", "properties": {"alias": "mallory"}},
    {"event": "$identify", "distinct_id": "mallory", "properties": {"$anon_distinct_id": "victim"}},
]


class Product:
    """A customer's product: its capture key, and the secret on its server."""

    def __init__(self, clew):
        self.clew = clew
        made = clew.python(
            "from clew.people.models import CaptureKey as K, Environment as E; "
            f"e = E.objects.create(name='{uuid4()}'); "
            "k = K.objects.create(name='Attacked', environment=e); "
            "print(k.key, k.identity_secret, k.environment.name)"
        )
        self.key, self.secret, self.environment = made.split()
        self.api = {"Authorization": f"Bearer {clew.token()}"}

    def happens(self, *events):
        """As an SDK sends it, until the writer has stored it."""
        batch = {"api_key": self.key, "batch": [{"uuid": str(uuid4()), **each} for each in events]}
        assert httpx.post(f"{self.clew.url}/batch", json=batch).status_code == 200
        self.clew.clew("drain")

    def customer(self, distinct_id, **said):
        proof = hmac.digest(self.secret.encode(), distinct_id.encode(), "sha256").hex()
        return Customer(self, {"distinct_id": distinct_id, "hash": proof, **said})

    def answer(self, number, body):
        url = f"{self.clew.url}/api/v1/tickets/{number}/messages"
        assert httpx.post(url, json={"body": body}, headers=self.api).status_code == 201


class Customer:
    def __init__(self, product, who):
        self.url = f"{product.clew.url}/widget/api"
        self.headers = {"X-Clew-Key": product.key}
        answer = httpx.post(f"{self.url}/session", json=who, headers=self.headers)
        assert answer.status_code == 201, answer.text
        self.headers["X-Clew-Session"] = answer.json()["session"]
        self.told = answer.json()["expected_response"]

    def ask(self, message):
        body = {"message": message, "nonce": str(uuid4())}
        answer = httpx.post(f"{self.url}/tickets", json=body, headers=self.headers)
        return answer.json()["ticket"]["number"]

    def get(self, path):
        return httpx.get(f"{self.url}/{path}", headers=self.headers)

    def numbers(self):
        return [each["number"] for each in self.get("tickets").json()["items"]]


@pytest.fixture
def product(clew):
    return Product(clew)


def known(distinct_id, **properties):
    return {"event": "$identify", "distinct_id": distinct_id, "properties": {"$set": properties}}


@pytest.mark.parametrize("merge", MERGES, ids=lambda merge: json.dumps(merge)[11:40])
def test_merging_with_a_customer_shows_nothing_of_theirs(product, merge):
    in_heron = {"$groups": {"company": "heron"}}
    group = {"$group_type": "company", "$group_key": "heron", "$group_set": {"plan": "enterprise"}}
    product.happens(
        {"event": "page viewed", "distinct_id": "victim", "properties": in_heron},
        {"event": "$groupidentify", "distinct_id": "victim", "properties": group},
    )
    victim = product.customer("victim", name="Vic Tim")
    number = victim.ask("Our secret is 42")
    mallory = product.customer("mallory")
    own = mallory.ask("Hello")
    product.happens(merge)
    product.answer(number, "Keep it secret")
    for attacker in (mallory, product.customer("mallory")):
        assert attacker.numbers() == [own]
        assert attacker.get(f"tickets/{number}").status_code == 404
        assert "8 to 72 hours" in attacker.told
    assert victim.numbers() == [number], "and nothing of the attacker's shows to the victim"


def test_an_address_set_by_an_event_does_not_turn_replies_around(product):
    product.happens(known("victim", email="victim@heron.example"))
    number = product.customer("victim").ask("Our secret is 42")
    product.happens(
        {
            "event": "x",
            "distinct_id": "victim",
            "properties": {"$set": {"email": "m@evil.example"}},
        },
        known("mallory", email="m@evil.example"),
        {
            "event": "$merge_dangerously",
            "distinct_id": "mallory",
            "properties": {"alias": "victim", "$set": {"email": "m@evil.example"}},
        },
    )
    product.answer(number, "Keep it secret")
    sent = product.clew.python(
        "from clew.tickets.models import Delivery as D; "
        f"print(*D.objects.filter(message__ticket__number={number}).values_list('address'))"
    )
    assert sent == "('victim@heron.example',)"
