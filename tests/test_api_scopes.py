"""Which token opens which door of the API. A new operation that says nothing fails here."""

import inspect

import pytest

from clew.api.v1.api import api
from clew.api.v1.inbound_email import receive_email
from clew.api.v1.tokens import MailBearer
from clew.people.models import Scope
from tests.programs import caller

# What an agent token may do beside reading: what an agent does all day, and asking.
AGENTS = {
    "open_ticket", "change_ticket", "post_message", "change_tickets", "undo_job", "cancel_job",
    "merge", "undo_merge", "split", "undo_split", "add_link", "remove_ticket_link",
    "remove_page_link", "upload", "use_macro", "write_person_note", "write_group_note",
    "add_escalation", "end_escalation", "end_one_escalation",
    "ask_for_diagnosis", "check_funnel", "run_sql", "preview_targets",  # they change nothing
}  # fmt: skip
# What only an admin token reads: how Clew is set up, where it sends to, mail nobody has judged.
ADMINS_READ = {"/rules", "/webhooks", "/mailboxes", "/mail-addresses", "/mail-checks", "/mail/"}


def operations():
    for _, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                yield path, operation


def is_admins(operation):
    """Its first words refuse everybody else."""
    body = inspect.getsource(inspect.unwrap(operation.view_func)).split("admins_only(request.auth")
    return len(body) > 1 and "\n    return" not in body[0]


def test_what_is_not_an_agents_is_an_admins():
    writing = [each for _, each in operations() if each.methods != ["GET"]]
    others = {each.view_func.__name__ for each in writing if not is_admins(each)}
    assert others == AGENTS | {receive_email.__name__}


def test_how_clew_is_set_up_is_read_by_admins():
    for path, operation in operations():
        if path.startswith(tuple(ADMINS_READ)) and operation.methods == ["GET"]:
            assert is_admins(operation), path


def test_one_door_takes_another_kind_of_token():
    for path, operation in operations():
        own = [each for each in operation.auth_callbacks if isinstance(each, MailBearer)]
        assert bool(own) == (path == "/inbound/email"), path
    assert MailBearer.scopes == {Scope.ADMIN, Scope.CAPTURE}


@pytest.mark.django_db
def test_agents_are_refused_where_nothing_is_asked_for():
    """As far as it can be tried without a body that fits."""
    agent, admin = caller("agent"), caller("admin")
    for path in ("/webhooks", "/rules", "/mailboxes", "/mail-addresses", "/mail/suspended"):
        assert agent.get(path).status_code == 403, path
        assert admin.get(path).status_code == 200, path
    for path in ("/mail-addresses/1", "/webhooks/1", "/rules/1", "/mailboxes/1"):
        assert agent.post(path, method="delete").status_code == 403, path
    assert agent.post("/teams", {"name": "Ours"}).status_code == 403
    assert agent.post("/capture-keys", {"name": "Ours"}).status_code == 403
    key = {"message": "x", "requester": {"email": "ada@heron.example"}}
    assert agent.post("/tickets", key | {"created_at": "2026-01-01T00:00:00Z"}).status_code == 403
