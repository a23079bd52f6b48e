import json

import pytest

from clew.core.actors import SYSTEM, Actor
from clew.tickets.actions import add_note, assign, set_status, set_team
from clew.tickets.models import Delivery, Ticket
from tests import cast

GIVEN = {
    "subject": "Webhooks arrive twice",
    "message": "Since **this morning**.",
    "requester": {"email": "ada@heron.example", "name": "Ada Quist", "distinct_id": "ada"},
    "kind": "bug",
    "area": "Webhooks",
    "severity": "high",
    "tags": ["EU west"],
}


def test_a_ticket_opened_is_answered_whole(agent, ada):
    response = agent.post("/tickets", GIVEN)
    assert response.status_code == 201
    ticket = response.json()
    number = ticket["number"]
    assert number >= 1001
    (message,) = ticket.pop("messages")
    (target,) = ticket.pop("targets")
    assert (target["metric"], target["state"]) == ("first_reply", "running")
    assert message.pop("id")
    assert message.pop("created_at") == ticket["created_at"]
    assert message == {
        "author": {"kind": "customer", "name": "Ada Quist", "email": "ada@heron.example"},
        "public": True,
        "body": "Since **this morning**.",
        "body_html": "<p>Since <strong>this morning</strong>.</p>\n",
        "edited_at": None,
        "deleted_at": None,
        "releases_at": None,
        "attachments": [],
        "automatic": False,
        "sender_verified": None,
        "from_address": None,
        "unverified_participant": False,
        "claims_customer": False,
        "deliveries": [],
    }
    assert ticket.pop("created_at").endswith("Z")
    assert ticket.pop("updated_at").endswith("Z")
    assert ticket == {
        "number": number,
        "url": f"http://localhost:8000/tickets/{number}",
        "subject": "Webhooks arrive twice",
        "status": "new",
        "priority": "high",
        "severity": "high",
        "kind": "bug",
        "area": "Webhooks",
        "channel": "api",
        "team": None,
        "assignee": None,
        "tags": ["eu-west"],
        "requester": {
            "id": str(ada.pk),
            "name": "Ada Quist",
            "email": "ada@heron.example",
            "distinct_ids": ["ada"],
        },
        "account": {"type": "company", "key": "heron", "name": "Heron", "plan": "scale"},
        "verified": False,
        "solved_at": None,
        "status_changed_at": None,
        "hold_until": None,
        "escalated_to": "",
        "fields": {},
        "merged_into": None,
    }
    assert agent.get(f"/tickets/{number}").json() == json.loads(response.content)


def test_an_unknown_requester_becomes_a_person(agent):
    given = GIVEN | {"requester": {"email": "new@heron.example", "name": "New Nils"}}
    requester = agent.post("/tickets", given).json()["requester"]
    assert requester["name"] == "New Nils"
    again = agent.post("/tickets", given).json()["requester"]
    assert again["id"] == requester["id"]


def test_history_is_brought_in_by_admins_only(agent, admin, ada):
    given = GIVEN | {"created_at": "2024-02-01T10:00:00+01:00"}
    assert agent.post("/tickets", given).status_code == 403
    ticket = admin.post("/tickets", given).json()
    assert ticket["created_at"] == "2024-02-01T09:00:00Z"
    assert ticket["messages"][0]["created_at"] == "2024-02-01T09:00:00Z"
    path = f"/tickets/{ticket['number']}/messages"
    old = {"body": "Fixed.", "created_at": "2024-02-02T09:00:00Z"}
    assert admin.post(path, old).json()["created_at"] == "2024-02-02T09:00:00Z"
    assert not Delivery.objects.exists()
    assert admin.post("/tickets", GIVEN | {"created_at": "2999-01-01"}).status_code == 422


def test_a_ticket_is_changed_all_or_nothing(agent, ada):
    maya, team = cast.staff(), cast.team()
    ticket = cast.ticket(requester=ada, tags=["old"])
    changes = {
        "status": "pending",
        "priority": "high",
        "severity": "critical",
        "kind": "billing",
        "area": "Invoices",
        "subject": "Two invoices",
        "assignee": "MAYA@clew.example",
        "team": "delivery",
        "tags": ["new", "newer"],
    }
    after = agent.patch(f"/tickets/{ticket.number}", changes).json()
    assert {name: after[name] for name in changes if name not in {"assignee", "team"}} == {
        name: changes[name] for name in changes if name not in {"assignee", "team"}
    }
    assert after["assignee"] == {"id": maya.pk, "name": maya.name, "email": maya.email}
    assert after["team"] == {"slug": team.slug, "name": team.name}
    refused = agent.patch(f"/tickets/{ticket.number}", {"severity": "low", "status": "sorted"})
    assert refused.status_code == 422
    assert agent.get(f"/tickets/{ticket.number}").json()["severity"] == "critical"
    freed = agent.patch(
        f"/tickets/{ticket.number}",
        {"assignee": None, "team": None, "add_tags": ["x"], "remove_tags": ["new"]},
    ).json()
    assert (freed["assignee"], freed["team"], freed["tags"]) == (None, None, ["newer", "x"])
    assert freed["status"] == "pending"


@pytest.mark.parametrize(
    "changes",
    [
        {"assignee": "nobody@clew.example"},
        {"assignee": "lumi@clew.example"},
        {"team": "nowhere"},
        {"subject": ""},
        {"severity": "urgent"},
        {"status": None},
    ],
)
def test_changes_that_cannot_be_are_refused(changes, agent, ada):
    cast.light_agent()
    number = cast.ticket(requester=ada).number
    response = agent.patch(f"/tickets/{number}", changes)
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"].split(".")[-1] == next(iter(changes))


def test_an_agents_message_is_a_reply_and_a_private_one_a_note(agent, ada):
    number = cast.ticket(requester=ada).number
    reply = agent.post(f"/tickets/{number}/messages", {"body": "On it."})
    assert reply.status_code == 201
    assert reply.json()["author"] == {"kind": "staff", "name": "Robot", "email": ""}
    note = agent.post(f"/tickets/{number}/messages", {"body": "Hm.", "public": False})
    assert note.json()["public"] is False
    ticket = agent.get(f"/tickets/{number}").json()
    assert ticket["status"] == "open"
    assert [message["body"] for message in ticket["messages"]][1:] == ["On it.", "Hm."]


def test_a_customers_message_wakes_the_ticket(agent, ada):
    number = cast.ticket(requester=ada).number
    agent.patch(f"/tickets/{number}", {"status": "solved"})
    words = agent.post(f"/tickets/{number}/messages", {"body": "Again", "from": "customer"})
    assert words.json()["author"]["email"] == "ada@heron.example"
    assert agent.get(f"/tickets/{number}").json()["status"] == "open"
    assert words.json()["ticket"] == number
    set_status(ticket=Ticket.objects.get(number=number), status="closed", by=SYSTEM)
    later = agent.post(f"/tickets/{number}/messages", {"body": "Later", "from": "customer"})
    assert later.json()["ticket"] > number
    secret = {"body": "x", "from": "customer", "public": False}
    assert agent.post(f"/tickets/{number}/messages", secret).status_code == 422


def test_lists_are_pages_of_what_was_asked_for(agent, ada):
    by = Actor.staff(cast.staff())
    tickets = [cast.ticket(requester=ada) for _ in range(5)]
    set_team(ticket=tickets[0], team=cast.team(), by=by)
    assign(ticket=tickets[1], staff=cast.staff(), by=by)
    agent.patch(f"/tickets/{tickets[2].number}", {"status": "solved"})

    def asked(**query):
        return [each["number"] for each in agent.get("/tickets", **query).json()["items"]]

    assert len(asked()) == 5
    assert tickets[1].number not in asked(view="unassigned")
    assert asked(view="team-delivery") == [tickets[0].number]
    assert asked(status="solved") == [tickets[2].number]
    assert asked(q=f"#{tickets[3].number}") == [tickets[3].number]
    seen, cursor = [], ""
    while cursor is not None:
        page = agent.get("/tickets", cursor=cursor, limit=2).json()
        seen += [each["number"] for each in page["items"]]
        cursor = page["next_cursor"]
    assert seen == asked()
    assert "messages" not in agent.get("/tickets").json()["items"][0]


def test_environments_are_apart(agent, ada):
    cast.ticket(requester=ada)
    staging = cast.environment("staging")
    other = cast.ticket(requester=cast.person(inside=staging))
    (only,) = agent.get("/tickets", environment="staging").json()["items"]
    assert only["number"] == other.number
    assert agent.get("/tickets", environment="nowhere").status_code == 422
    opened = agent.post("/tickets?environment=staging", GIVEN).json()
    assert Ticket.objects.get(number=opened["number"]).environment == staging


def test_reading_costs_the_same_however_much_there_is(agent, ada, django_assert_num_queries):
    agent.get("/tickets")  # notes the token's use
    ticket = cast.ticket(requester=ada)
    for number in range(4):
        add_note(ticket=ticket, staff=cast.staff(), body=f"Note {number}")
        cast.ticket(requester=cast.person(f"P{number}"))
    agent.get(f"/tickets/{ticket.number}")  # works out its targets
    # token, ticket, standing, distinct ids, messages with what is attached, targets
    with django_assert_num_queries(6):
        agent.get(f"/tickets/{ticket.number}")
    with django_assert_num_queries(3):  # token, tickets, distinct ids
        agent.get("/tickets")


def test_files_come_and_go_with_messages(agent, stranger, ada, tmp_path):
    path = tmp_path / "log.txt"
    path.write_bytes(b"<script>alert(1)</script>")
    with path.open("rb") as file:
        sent = agent.upload("/attachments", file)
    assert sent.status_code == 201
    secret = sent.json()["id"]
    ticket = agent.post("/tickets", GIVEN | {"attachments": [secret]}).json()
    (attachment,) = ticket["messages"][0]["attachments"]
    assert attachment["filename"] == "log.txt"
    got = agent.get(f"/attachments/{secret}")
    assert b"".join(got.streaming_content) == b"<script>alert(1)</script>"
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert got.headers["Content-Security-Policy"].startswith("sandbox")
    assert stranger.get(f"/attachments/{secret}").status_code == 401
    assert agent.post("/tickets", GIVEN | {"attachments": [secret]}).status_code == 422
    assert agent.post("/tickets", GIVEN | {"attachments": ["nope"]}).status_code == 422


def test_characters_that_do_not_exist_are_refused_and_nul_is_left_out(agent, ada):
    requester = {"email": "z@heron.example", "name": "Z\x00oe", "distinct_id": "z\x00oe"}
    given = GIVEN | {"subject": "\x00Su\x00bject", "message": "a\x00b", "requester": requester}
    response = agent.post("/tickets", given)
    assert response.status_code == 201
    assert (response.json()["subject"], response.json()["messages"][0]["body"]) == ("Subject", "ab")
    half = json.dumps(GIVEN | {"message": "\ud800"})
    response = agent.client.post(
        "/api/v1/tickets", half, content_type="application/json", headers=agent.headers
    )
    assert response.status_code == 400
    for query in ("status=%00", "environment=%00", "q=%00"):
        assert agent.get(f"/tickets?{query}").status_code < 500
