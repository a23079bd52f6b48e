"""Macros: who writes and finds them, what using one does, and the set that comes along."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from clew.core.actors import SYSTEM, Actor
from clew.core.facts import facts_about
from clew.people.models import Role
from clew.tickets.actions import macro_files
from clew.tickets.actions.macro_files import attach_to_macro, detach_from_macro, uploads_of
from clew.tickets.actions.macros import (
    MacroWords,
    change_macro,
    create_macro,
    delete_macro,
    duplicate_macro,
    restore_macro,
)
from clew.tickets.actions.uploads import expire_uploads
from clew.tickets.actions.using_macros import apply_macro, refuse_unfilled
from clew.tickets.changes import apply_changes, checked_changes
from clew.tickets.macros.rendering import complaints
from clew.tickets.models import Attachment, Macro, MacroUse
from clew.tickets.queries.macros import listed_macros, macros_for
from tests import cast

pytestmark = pytest.mark.django_db

PENDING_BUG = [
    {"field": "status", "value": "pending"},
    {"field": "tags.add", "value": ["bug"]},
]


@pytest.fixture
def lead():
    return cast.staff("Lena Lead", role=Role.LEAD)


@pytest.fixture
def maya():
    return cast.staff()


def by(staff):
    return Actor.staff(staff)


def made(owner=None, author=None, **words):
    given = {"name": "Links, please", "text": "Hi {{customer.first_name}}", "actions": PENDING_BUG}
    who = by(author or owner) if author or owner else SYSTEM
    return create_macro(words=MacroWords(**(given | words)), owner=owner, by=who)


def test_every_installation_begins_with_a_set_that_could_be_saved_today():
    seeded = list(Macro.objects.all())
    assert len(seeded) >= 20
    for macro in seeded:
        assert complaints(macro.text) == []
        assert [each.as_json() for each in checked_changes(macro.actions)] == macro.actions


def test_an_agent_writes_their_own_and_a_lead_writes_shared_ones(maya, lead):
    with pytest.raises(PermissionDenied, match="leads and admins"):
        made(author=maya)
    assert made(owner=maya).is_personal
    shared = made(author=lead)
    with pytest.raises(PermissionDenied):
        change_macro(macro=shared, words=MacroWords(name="Mine now", text="x"), by=by(maya))
    with pytest.raises(PermissionDenied):
        made(owner=cast.light_agent())


def test_a_personal_macro_is_found_by_its_owner_only(maya, lead):
    macro = made(owner=maya)
    assert macro in macros_for(maya)
    assert macro not in macros_for(lead)
    assert macro not in listed_macros(lead)


def test_a_macro_of_a_team_is_found_by_its_members_only(maya, lead):
    team = cast.team("Billing")
    maya.teams.add(team)
    macro = made(author=lead, teams=(team,))
    assert macro in macros_for(maya)
    assert macro not in macros_for(cast.staff("Oskar Bello"))


def test_light_agents_find_what_they_may_write(lead):
    note = made(author=lead, name="Note", kind="note")
    made(author=lead, name="Answer")
    found = macros_for(cast.light_agent())
    assert note in found
    assert not found.filter(kind="reply").exists()


def test_what_is_wrong_is_said_by_field(lead):
    with pytest.raises(ValidationError) as error:
        made(author=lead, name=" ", text="{{user.name}}", actions=[{"field": "mood", "value": 1}])
    assert set(error.value.message_dict) == {"name", "text", "actions"}
    assert "customer.first_name" in error.value.message_dict["text"][0]


def test_a_name_is_taken_once_for_each_owner(maya, lead):
    made(author=lead)
    made(owner=maya)
    with pytest.raises(ValidationError, match="already"):
        made(author=lead)


def test_changing_records_which_fields(lead):
    macro = made(author=lead)
    words = MacroWords(name=macro.name, text="Other words", actions=PENDING_BUG)
    assert change_macro(macro=macro, words=words, by=by(lead))
    assert not change_macro(macro=macro, words=words, by=by(lead))
    assert [each.fact.name for each in facts_about(f"macro/{macro.pk}")] == [
        "tickets.MacroCreated",
        "tickets.MacroChanged",
    ]
    assert macro.changed_by == "Lena Lead"


def test_deleting_is_undone(lead, maya):
    macro = made(author=lead)
    delete_macro(macro=macro, by=by(lead))
    assert macro not in macros_for(maya)
    restore_macro(macro=macro, by=by(lead))
    assert macro in macros_for(maya)


def test_a_deleted_name_can_be_used_again_and_then_blocks_restoring(lead):
    macro = made(author=lead)
    delete_macro(macro=macro, by=by(lead))
    made(author=lead)
    with pytest.raises(ValidationError, match="Rename that one first"):
        restore_macro(macro=macro, by=by(lead))


def test_a_copy_of_ones_own_keeps_words_changes_and_files(lead, maya):
    macro = made(author=lead)
    attach_to_macro(macro=macro, file=SimpleUploadedFile("how.txt", b"how to"), by=by(lead))
    copy = duplicate_macro(macro=macro, owner=maya, by=by(maya))
    assert (copy.name, copy.text, copy.actions) == (macro.name, macro.text, macro.actions)
    assert [file.filename for file in copy.files.all()] == ["how.txt"]
    assert duplicate_macro(macro=macro, owner=None, by=by(lead)).name == "Links, please (copy)"


def test_using_one_replies_changes_and_counts(maya, lead):
    macro, ticket = made(author=lead), cast.ticket()
    applied = apply_macro(ticket=ticket, macro=macro, staff=maya, by=by(maya))
    ticket.refresh_from_db()
    assert applied.message.body == "Hi Ada"
    assert applied.message.public
    assert (ticket.status, ticket.tags) == ("pending", ["bug"])
    listed = listed_macros(maya).get(pk=macro.pk)
    assert (listed.recent_uses, listed.all_uses) == (1, 1)
    assert listed.last_used_at is not None


def test_the_changes_of_a_macro_are_taken_back(maya, lead):
    macro, ticket = made(author=lead), cast.ticket()
    inverse = apply_macro(
        ticket=ticket, macro=macro, staff=maya, by=by(maya), with_text=False
    ).inverse
    assert ticket.messages.count() == 1
    apply_changes(ticket=ticket, changes=inverse, by=by(maya))
    assert ticket.tags == []
    assert ticket.status in {"new", "open"}


def test_what_is_not_known_is_never_sent(maya, lead):
    macro = made(author=lead, text="{{incident.impact}} in {{account.name}}")
    ticket = cast.ticket()
    with pytest.raises(ValidationError, match="is not known: write it yourself"):
        apply_macro(ticket=ticket, macro=macro, staff=maya, by=by(maya))
    assert ticket.messages.count() == 1
    assert not MacroUse.objects.exists()
    values = {"incident.impact": "Slow charts", "account.name": "Heron"}
    sent = apply_macro(ticket=ticket, macro=macro, staff=maya, by=by(maya), values=values)
    assert sent.message.body == "Slow charts in Heron"


def test_a_message_with_a_variable_left_is_refused_unless_it_is_code():
    with pytest.raises(ValidationError, match="first_name"):
        refuse_unfilled("Hi {{customer.first_name}}")
    refuse_unfilled("Write `{{customer.first_name}}` and {{ your.own }}")


def test_a_light_agent_changes_nothing_by_macro(lead):
    macro = made(author=lead, kind="note")
    light = cast.light_agent()
    with pytest.raises(PermissionDenied):
        apply_macro(ticket=cast.ticket(), macro=macro, staff=light, by=by(light))


def test_files_of_a_macro_go_with_every_message_and_stay(maya, lead):
    macro = made(author=lead)
    file = attach_to_macro(macro=macro, file=SimpleUploadedFile("how.txt", b"how to"), by=by(lead))
    expire_uploads()
    for _ in range(2):
        sent = apply_macro(ticket=cast.ticket(), macro=macro, staff=maya, by=by(maya)).message
        assert [each.filename for each in sent.attachments.all()] == ["how.txt"]
    detach_from_macro(file=file, by=by(lead))
    assert sent.attachments.get().digest == file.digest


def test_bytes_of_a_file_stay_until_it_is_certain_that_it_went(
    lead, monkeypatch, django_capture_on_commit_callbacks
):
    macro = made(author=lead)
    file = attach_to_macro(macro=macro, file=SimpleUploadedFile("how.txt", b"certain"), by=by(lead))
    name = Attachment(digest=file.digest).storage_name

    def killed(*_args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(macro_files, "_record", killed)
        detach_from_macro(file=macro.files.get(), by=by(lead))
    assert macro.files.exists()
    assert default_storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        detach_from_macro(file=macro.files.get(), by=by(lead))
        assert default_storage.exists(name), "until the commit"
    assert not default_storage.exists(name)


@pytest.mark.django_db(transaction=True)
def test_bytes_are_held_until_the_upload_that_names_them_is_there(lead):
    macro = made(author=lead)
    file = attach_to_macro(macro=macro, file=SimpleUploadedFile("how.txt", b"held"), by=by(lead))
    with transaction.atomic():
        uploads_of(macro)
        assert is_held_here(file.digest)


def is_held_here(digest):
    """As ``pg_locks`` splits the key of an advisory lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND"
            " pid = pg_backend_pid() AND (classid::bigint << 32 | objid::bigint) ="
            " hashtextextended(%s, 0))",
            [digest],
        )
        return cursor.fetchone()[0]
