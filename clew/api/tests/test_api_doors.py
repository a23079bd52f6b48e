"""The API as strangers, wrong tokens and broken clients meet it."""

import pytest

from clew.core.actors import SYSTEM
from clew.people.key_actions import create_api_token, revoke_api_token
from clew.people.models import ApiToken
from tests import cast
from tests.programs import Caller, caller

PATHS = [
    ("get", "/tickets"),
    ("post", "/tickets"),
    ("get", "/tickets/1001"),
    ("patch", "/tickets/1001"),
    ("post", "/tickets/1001/messages"),
    ("post", "/attachments"),
    ("get", "/attachments/x"),
    ("get", "/customers"),
    ("get", "/customers/person?email=ada@heron.example"),
    ("get", "/customers/group?type=company&key=heron"),
    ("post", "/capture-keys"),
    ("get", "/macros"),
    ("post", "/macros"),
    ("patch", "/macros/1"),
    ("post", "/tickets/1001/macros/1"),
    ("get", "/areas"),
    ("put", "/areas/exports/ownership"),
    ("get", "/ownership"),
    ("post", "/ownership/import"),
    ("get", "/product-groups"),
    ("put", "/product-groups/data/smes/europe"),
    ("get", "/coverage-gaps"),
    ("get", "/views"),
    ("get", "/views/open/tickets"),
    ("get", "/views/open/count"),
]


def call(who, method, path):
    return who.get(path) if method == "get" else who.post(path, {"x": 1}, method=method)


def is_problem(response, status):
    assert response.headers["Content-Type"] == "application/problem+json"
    document = response.json()
    assert response.status_code == document["status"] == status
    assert document["type"]
    assert document["title"]
    assert document["detail"]
    return True


@pytest.mark.parametrize(("method", "path"), PATHS)
def test_without_a_token_nothing_is_told(method, path, stranger, ada):
    cast.ticket(requester=ada)
    response = call(stranger, method, path)
    assert is_problem(response, 401)
    assert response.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(("method", "path"), PATHS)
def test_a_capture_token_opens_no_door(method, path, db):
    assert is_problem(call(caller("capture"), method, path), 403)


@pytest.mark.parametrize("bearer", ["x", "clewapi_", "clewapi_" + "x" * 43, "é"])
def test_a_wrong_token_is_no_token(bearer, db):
    assert is_problem(Caller(bearer).get("/tickets"), 401)


def test_a_revoked_token_stops_at_once(db):
    token, bearer = create_api_token(name="Old", scope="admin", by=SYSTEM)
    assert Caller(bearer).get("/tickets").status_code == 200
    revoke_api_token(token=token, by=SYSTEM)
    assert is_problem(Caller(bearer).get("/tickets"), 401)


def test_the_use_of_a_token_is_noted(agent):
    agent.get("/tickets")
    first = ApiToken.objects.get().last_used_at
    assert first is not None
    agent.get("/tickets")
    assert ApiToken.objects.get().last_used_at == first


def test_a_session_does_not_open_the_api(db, client):
    client.force_login(cast.staff())
    assert client.get("/api/v1/tickets").status_code == 401


@pytest.mark.parametrize(
    "path",
    [
        "/tickets/999999",
        "/tickets/99999999999999999999999",
        "/nowhere",
        "/tickets/abc",
        "/attachments/x",
        "/customers/person?email=nobody@heron.example",
        "/customers/person?id=nonsense",
        "/customers/person?distinct_id=nobody",
        "/customers/group?type=company&key=none",
    ],
)
def test_what_is_not_there_is_404(path, agent):
    assert is_problem(agent.get(path), 404)


@pytest.mark.parametrize(
    "path",
    [
        "/tickets?view=nowhere",
        "/tickets?cursor=nonsense",
        "/tickets?limit=many",
        "/customers/person",
        "/customers/person?id=1&email=2",
        "/customers/group?type=company",
        "/customers?cursor=nonsense",
    ],
)
def test_what_makes_no_sense_is_422(path, agent):
    assert is_problem(agent.get(path), 422)


def test_errors_name_their_fields(agent):
    document = agent.post("/tickets", {"requester": {}}).json()
    assert {"field": "given.message", "message": "Field required"} in document["errors"]
    empty = agent.post("/tickets", {"message": " ", "requester": {"email": "a@b.example"}}).json()
    assert empty["errors"] == [{"field": "body", "message": "Write a message first."}]
    nobody = agent.post("/tickets", {"message": "x", "requester": {}})
    assert is_problem(nobody, 422)
    bad = agent.post("/tickets", {"message": "x", "requester": {"email": "not one"}})
    assert is_problem(bad, 422)


def test_broken_json_and_wrong_methods_are_problems_too(agent):
    broken = agent.client.post("/api/v1/tickets", b"{", "application/json", headers=agent.headers)
    assert is_problem(broken, 400)
    form = agent.client.post(
        "/api/v1/attachments", b"x", "multipart/form-data", headers=agent.headers
    )
    assert is_problem(form, 400)
    wrong = agent.post("/tickets", method="delete")
    assert is_problem(wrong, 405)
    assert "GET" in wrong.headers["Allow"]


def test_what_is_too_large_is_not_read(agent, settings):
    settings.CLEW_MAX_ATTACHMENT_BYTES = 1024
    sent = agent.post("/tickets", {"message": "x" * 2 * 1024 * 1024})
    assert is_problem(sent, 413)


def test_a_fault_of_ours_is_a_problem_without_secrets(agent, monkeypatch):
    from clew.api.v1 import tickets

    def fail(*_, **__):
        raise RuntimeError("secret in a traceback")

    monkeypatch.setattr(tickets.queries, "ticket_list", fail)
    response = agent.get("/tickets")
    assert is_problem(response, 500)
    assert "secret" not in response.content.decode()


def test_too_many_calls_have_to_wait(settings, db):
    settings.CLEW_API_CALLS_PER_MINUTE = 6
    one, other = caller("agent"), caller("agent", "Other")
    answers = [one.get("/tickets") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert is_problem(answers[-1], 429)
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 10
    assert other.get("/tickets").status_code == 200


def test_the_openapi_document_tells_every_operation(stranger):
    document = stranger.get("/openapi.json").json()
    told = {(method, path) for path, methods in document["paths"].items() for method in methods}
    assert ("post", "/api/v1/tickets") in told
    assert ("patch", "/api/v1/tickets/{number}") in told
    assert ("get", "/api/v1/customers/person") in told
    assert ("post", "/api/v1/tickets/{number}/macros/{macro_id}") in told
    assert ("get", "/api/v1/areas") in told


def test_capture_keys_are_made_by_admins(admin, agent):
    assert is_problem(agent.post("/capture-keys", {"name": "Shop"}), 403)
    made = admin.post("/capture-keys", {"name": "Shop"})
    assert made.status_code == 201
    assert made.json()["key"].startswith("clew_")
    assert made.json()["environment"] == "production"
    assert is_problem(admin.post("/capture-keys", {"name": ""}), 422)
    assert is_problem(admin.post("/capture-keys", {"name": "x", "environment": "no"}), 422)
