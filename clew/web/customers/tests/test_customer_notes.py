"""Notes of staff on people and accounts, as somebody at a desk writes them."""

import json

import pytest

from clew.core.actors import Actor
from clew.people.actions.notes import delete_note, write_note
from clew.people.models import CustomerNote, Role
from clew.web.customers.subject import address
from tests import cast

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def write(desk, customer, text, **more):
    return desk.post(address(customer, "notes"), {"text": text, **more}, headers=HTMX)


def test_a_note_is_written_shown_and_undone(desk, ada, heron):
    for customer in (ada, heron):
        answer = write(desk, customer, "Renewal at risk: **call** first <script>")
        assert "<strong>call</strong> first &lt;script&gt;" in answer.content.decode()
        undo = json.loads(answer["X-Clew-Toast"])["undo"]
        assert "Renewal at risk" in desk.get(address(customer)).content.decode()
        desk.post(undo["url"], headers=HTMX)
        assert "Renewal at risk" not in desk.get(address(customer)).content.decode()


def test_an_empty_note_is_refused_in_words(desk, ada):
    answer = write(desk, ada, "  \n ")
    assert (answer.status_code, answer.content.decode()) == (422, "Write the note first.")


def test_pinned_notes_come_first(desk, ada):
    write(desk, ada, "The first")
    write(desk, ada, "The second")
    first = CustomerNote.objects.get(text="The first")
    said = desk.post(f"/customers/note/{first.pk}/pin", {"pinned": "1"}, headers=HTMX)
    shown = said.content.decode()
    assert shown.index("The first") < shown.index("The second")
    undo = json.loads(said["X-Clew-Toast"])["undo"]
    shown = desk.post(undo["url"], undo["fields"], headers=HTMX).content.decode()
    assert shown.index("The second") < shown.index("The first")


def test_an_edit_says_so_and_can_be_undone(desk, ada, maya):
    note = write_note(customer=ada, text="Call Mondya", by=Actor.staff(maya))
    answer = desk.post(f"/customers/note/{note.pk}", {"text": "Call Monday"}, headers=HTMX)
    assert "Call Monday" in answer.content.decode()
    assert "edited" in answer.content.decode()
    undo = json.loads(answer["X-Clew-Toast"])["undo"]
    assert "Mondya" in desk.post(undo["url"], undo["fields"], headers=HTMX).content.decode()


def test_only_the_author_corrects_and_admins_delete_too(client, ada, maya):
    note = write_note(customer=ada, text="Mine", by=Actor.staff(maya))
    client.force_login(cast.staff("Nils Berg"))
    said = client.post(f"/customers/note/{note.pk}", {"text": "Yours"}, headers=HTMX)
    assert said.status_code == 403
    assert "Maya Lindholm wrote this note" in said.content.decode()
    assert client.post(f"/customers/note/{note.pk}/deletion", headers=HTMX).status_code == 403
    client.force_login(cast.staff("Olga Admin", role=Role.ADMIN))
    assert client.post(f"/customers/note/{note.pk}/deletion", headers=HTMX).status_code == 200
    note.refresh_from_db()
    assert (note.text, note.deleted_at is None) == ("Mine", False)


def test_light_agents_write_notes_but_pin_only_their_own(client, ada, maya):
    of_maya = write_note(customer=ada, text="Hers", by=Actor.staff(maya))
    client.force_login(cast.light_agent())
    assert write(client, ada, "Seen in the logs").status_code == 200
    own = CustomerNote.objects.get(text="Seen in the logs")
    pin = {"pinned": "1"}
    assert client.post(f"/customers/note/{own.pk}/pin", pin, headers=HTMX).status_code == 200
    assert client.post(f"/customers/note/{of_maya.pk}/pin", pin, headers=HTMX).status_code == 403


def test_strangers_reach_no_note(client, ada, maya):
    note = write_note(customer=ada, text="Secret", by=Actor.staff(maya))
    for path in (address(ada, "notes"), f"/customers/note/{note.pk}"):
        assert client.get(path).status_code in {302, 401, 403}
        assert client.post(path, {"text": "x"}).status_code in {302, 401, 403}
    assert list(CustomerNote.objects.values_list("text", flat=True)) == ["Secret"]


def test_notes_of_somebody_absorbed_stay_in_sight(desk, ada, maya):
    other = cast.person("Ben Okoye")
    kept = write_note(customer=other, text="Wrote from the road", by=Actor.staff(maya))
    gone = write_note(customer=other, text="Wrong person", by=Actor.staff(maya))
    delete_note(note=gone, by=Actor.staff(maya))
    other.merged_into = ada
    other.save()
    shown = desk.get(address(ada)).content.decode()
    assert "Wrote from the road" in shown
    assert "Wrong person" not in shown
    said = desk.post(f"/customers/note/{kept.pk}/pin", {"pinned": "1"}, headers=HTMX)
    assert address(ada, "notes") in said.content.decode()


def test_without_scripts_a_note_is_a_form(desk, ada):
    said = desk.post(address(ada, "notes"), {"text": "Plain"})
    assert said["Location"] == f"{address(ada)}#notes"
