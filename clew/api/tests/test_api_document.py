"""The OpenAPI document keeps its word: a bounded run; bench/fuzz_api.py is the long one."""

from typing import get_args

import pytest
from django.db import transaction
from pydantic import BaseModel
from schemathesis import GenerationMode

from clew.api.v1.api import api
from clew.people.models import Scope
from tests import cast
from tests.api_cases import Api, Asked
from tests.programs import caller


def rolled_back(work):
    """Each case meets the same database."""
    with transaction.atomic():
        work()
        transaction.set_rollback(True)


@pytest.mark.server  # it is long, like those
@pytest.mark.django_db
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("scope", ["admin", "agent", "capture", ""])
def test_every_answer_is_one_the_document_names(store, settings, scope, mode):
    settings.CLEW_API_CALLS_PER_MINUTE = 1_000_000
    ticket = cast.ticket("Export fails", "Since noon", requester=cast.person())
    cast.team("Billing")
    known = {"number": [ticket.number], "slug": ["billing", "open"], "message_id": [1]}
    bearer = caller(Scope(scope)).headers["Authorization"][7:] if scope else ""
    asked, tried = Asked(), Api(known)
    every = 1 if scope == "admin" else 5  # the others are refused nearly everywhere
    for number, operation in enumerate(tried.operations()):
        if number % every == 0:
            tried.ask(
                operation, bearer, asked, most=1, number=number, mode=mode, around=rolled_back
            )
    assert asked.cases > 20
    assert not asked.faults, "\n".join(asked.faults.values())


def forms_in(kind):
    """A form and those inside it."""
    for inner in get_args(kind):
        yield from forms_in(inner)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
        for field in kind.model_fields.values():
            yield from forms_in(field.annotation)


def test_no_two_forms_have_one_name():
    """The document keeps one of them, and the other's answers break its word."""
    named = {}
    for _, router in api._routers:
        for operations in router.path_operations.values():
            for operation in operations.operations:
                for model in (*operation.models, *operation.response_models.values()):
                    for form in forms_in(model):
                        named.setdefault(form.__name__, set()).add(form)
    ours = {name: kinds for name, kinds in named.items() if name.endswith(("Shape", "Given"))}
    assert len(ours) > 50
    wrappers = {"BodyParams", "QueryParams", "PathParams", "NinjaResponseSchema"}
    assert not [name for name, kinds in named.items() if len(kinds) > 1 and name not in wrappers]


@pytest.mark.django_db
@pytest.mark.parametrize("body", [b"[null, null]", b"7", b"{", b'"text"', b"[" * 2000, b"\xff"])
def test_a_body_that_is_no_object_is_refused_in_words(body):
    asking = caller("admin")
    answer = asking.client.post("/api/v1/macros", body, "application/json", headers=asking.headers)
    assert answer.status_code == 400
    assert "Send one JSON object" in answer.json()["detail"]
