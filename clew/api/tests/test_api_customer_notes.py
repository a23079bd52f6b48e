"""Notes on customers over the API: listed, written once, refused."""

import pytest

from clew.core.actors import Actor
from clew.people.actions.notes import delete_note, write_note
from tests import cast

pytestmark = pytest.mark.django_db


def test_notes_are_written_and_listed_pinned_first(agent, ada):
    person = "/customers/person/notes?email=ada@heron.example"
    group = "/customers/group/notes?type=company&key=heron"
    for path in (person, group):
        assert agent.post(path, {"text": "Call **first**", "pinned": True}).status_code == 201
        assert agent.post(path, {"text": "Tests on staging"}).status_code == 201
    for path, where in (
        ("/customers/person/notes", {"distinct_id": "ada"}),
        ("/customers/group/notes", {"type": "company", "key": "heron"}),
    ):
        page = agent.get(path, limit=1, **where).json()
        assert [note["text"] for note in page["items"]] == ["Call **first**"]
        rest = agent.get(path, cursor=page["next_cursor"], **where).json()
        assert [note["text"] for note in rest["items"]] == ["Tests on staging"]
        assert rest["next_cursor"] is None


def test_deleted_notes_are_not_listed(agent, ada):
    maya = Actor.staff(cast.staff())
    delete_note(note=write_note(customer=ada, text="Wrong", by=maya), by=maya)
    assert agent.get("/customers/person/notes", distinct_id="ada").json()["items"] == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/customers/person/notes", 422),
        ("/customers/person/notes?distinct_id=nobody", 404),
        ("/customers/person/notes?distinct_id=ada&cursor=x", 422),
        ("/customers/group/notes?type=company&key=none", 404),
    ],
)
def test_what_makes_no_sense_is_refused(path, status, agent, ada):
    assert agent.get(path).status_code == status


def test_an_empty_note_is_refused(agent, ada):
    answer = agent.post("/customers/person/notes?distinct_id=ada", {"text": "  "})
    assert answer.status_code == 422
    assert "Write the note first" in answer.content.decode()
