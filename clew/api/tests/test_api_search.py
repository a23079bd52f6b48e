from clew.core.actors import Actor
from clew.tickets.actions import add_note, set_team
from tests import cast


def test_the_language_of_the_search_box(agent, ada):
    ticket = cast.ticket("Webhooks arrive twice", "Since **this** morning.", requester=ada)
    cast.ticket("Invoices", "Where?", requester=ada)
    answer = agent.get("/search?q=webhook+requester:ada+stauts:x").json()
    assert answer["items"] == []
    assert "Did you mean “status:”" in answer["hints"][0]
    (found,) = agent.get("/search?q=morning+requester:quist").json()["items"]
    assert found["number"] == ticket.number
    assert found["snippet"] == "Since this morning"
    assert found["requester"]["distinct_ids"] == ["ada"]
    assert not found["in_note"]


def test_pages_and_notes(agent, ada):
    tickets = [cast.ticket(requester=ada) for _ in range(3)]
    add_note(ticket=tickets[0], staff=cast.staff(), body="The gateway")
    (found,) = agent.get("/search?q=gateway").json()["items"]
    assert found["why"] == "In an internal note"
    assert found["in_note"]
    page = agent.get("/search?q=webhooks&limit=2").json()
    rest = agent.get(f"/search?q=webhooks&limit=2&cursor={page['next_cursor']}").json()
    numbers = [item["number"] for item in page["items"] + rest["items"]]
    assert sorted(numbers) == sorted(ticket.number for ticket in tickets)
    assert rest["next_cursor"] is None
    assert agent.get("/search?q=webhooks&cursor=no").status_code == 422


def test_strangers_find_nothing(stranger, ada):
    cast.ticket(requester=ada)
    assert stranger.get("/search?q=webhooks").status_code == 401


def test_a_private_team_is_found_by_tokens_as_elsewhere(agent, ada):
    secret = cast.team("Security")
    secret.private = True
    secret.save()
    ticket = cast.ticket(requester=ada)
    set_team(ticket=ticket, team=secret, by=Actor.staff(cast.staff()))
    listed = {item["number"] for item in agent.get("/tickets").json()["items"]}
    found = {item["number"] for item in agent.get("/search?q=webhooks").json()["items"]}
    assert found == listed
