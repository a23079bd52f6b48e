"""The OpenAPI document keeps its word: a bounded run; bench/fuzz_api.py is the long one."""

from collections import Counter

import pytest
from django.db import transaction
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
    most = 2 if scope == "admin" else 1
    for number, operation in enumerate(tried.operations()):
        tried.ask(operation, bearer, asked, most=most, number=number, mode=mode, around=rolled_back)
    assert asked.cases > 100
    assert not asked.faults, "\n".join(asked.faults.values())


def test_no_two_forms_have_one_name():
    """The document keeps one of them, and the other's answers break its word."""
    named = {}
    for _, router in api._routers:
        for operations in router.path_operations.values():
            for operation in operations.operations:
                forms = [getattr(model, "__annotations__", {}) for model in operation.models]
                for form in forms:
                    for kind in form.values():
                        named.setdefault(getattr(kind, "__name__", ""), set()).add(kind)
                for answer in operation.response_models.values():
                    for kind in getattr(answer, "__annotations__", {}).values():
                        named.setdefault(getattr(kind, "__name__", ""), set()).add(kind)
    twice = {name for name, kinds in named.items() if name and len(kinds) > 1}
    assert not {name for name in twice if name not in dir(__builtins__)}
    assert len(named) > 50


@pytest.mark.django_db
@pytest.mark.parametrize("body", [b"[null, null]", b"7", b"{", b'"text"', b"[" * 2000, b"\xff"])
def test_a_body_that_is_no_object_is_refused_in_words(body):
    asking = caller("admin")
    answer = asking.client.post("/api/v1/macros", body, "application/json", headers=asking.headers)
    assert answer.status_code == 400
    assert "Send one JSON object" in answer.json()["detail"]
    assert Counter(answer.json())["detail"] == 1
