"""The REST API asked as its own document says, and against it: drawn cases, sent in this process.

Whatever is sent, the answer is one the document names: never a fault, never another form.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
import requests
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

DOCUMENT = "/api/v1/openapi.json"
HERE = "http://127.0.0.1"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
PROBLEM = "application/problem+json"
NOT_DRAWN = "message/rfc822"  # a body of its own; bench/fuzz_mail.py draws mails
Around = Callable[[Callable[[], None]], None]


@dataclass
class Asked:
    """What came of it."""

    cases: int = 0
    faults: dict[str, str] = field(default_factory=dict)  # the first of each kind, by operation


@dataclass
class Api:
    """Its operations. ``known`` are values that exist, by the name of the parameter."""

    known: Mapping[str, list[Any]] = field(default_factory=dict)
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def operations(self) -> Iterator[Any]:
        document = orjson.loads(self.client.get(DOCUMENT).content)
        for result in schemathesis.openapi.from_dict(document).get_all_operations():
            operation = result.ok()
            if not any(body.media_type == NOT_DRAWN for body in operation.body):
                yield operation

    def ask(
        self,
        operation: Any,
        bearer: str,
        asked: Asked,
        *,
        most: int,
        number: int,
        mode: GenerationMode,
        around: Around = lambda work: work(),
    ) -> None:
        """``most`` cases of one operation; each runs inside ``around``."""

        @seed(number)
        @settings(
            max_examples=most, database=None, deadline=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=operation.as_strategy(generation_mode=mode))
        def every(case: Any) -> None:
            asked.cases += 1
            around(lambda: self._one(case, bearer, asked, asked.cases))

        every()

    def _one(self, case: Any, bearer: str, asked: Asked, turn: int) -> None:
        for name in case.path_parameters or {}:
            if turn % 4 and self.known.get(name):
                choice = self.known[name]
                case.path_parameters[name] = choice[turn % len(choice)]
        name = f"{case.method} {case.operation.path}"
        try:
            answer = self._answer(case, bearer)
            self._check_problem(answer)
            case.validate_response(answer, checks=CHECKS)
        except (FailureGroup, AssertionError) as wrong:
            each = getattr(wrong, "exceptions", [wrong])
            said = "\n".join(str(one) for one in each) or repr(wrong)
            asked.faults.setdefault(f"{name}: {said.splitlines()[0]}", said[:3000])

    def _answer(self, case: Any, bearer: str) -> Response:
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        sent = requests.Request(**case.as_transport_kwargs(base_url=HERE, headers=headers))
        try:
            prepared = sent.prepare()
        except (UnicodeError, requests.RequestException):  # no client could send it
            return _nothing(requests.Request("GET", HERE).prepare())
        prepared.headers.pop("Accept-Encoding", None)
        body = prepared.body or b""
        answer = self.client.generic(
            prepared.method or "GET",
            prepared.path_url,
            body if isinstance(body, bytes) else str(body).encode(),
            content_type=prepared.headers.get("Content-Type", ""),
            headers=dict(prepared.headers),
        )
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        named = {name.lower(): [value] for name, value in answer.headers.items()}
        return Response(answer.status_code, named, content, prepared, 0.0, verify=False)

    def _check_problem(self, answer: Response) -> None:
        """Refusals have one form, and say what was wrong in words."""
        if answer.status_code < 400 or not answer.headers:
            return
        kind = answer.headers["content-type"][0]
        assert kind == PROBLEM, f"{answer.status_code} as {kind}"
        said = orjson.loads(answer.content)
        assert said["status"] == answer.status_code
        assert len(said["detail"]) > 10, said
        assert "Traceback" not in said["detail"]


def _nothing(request: requests.PreparedRequest) -> Response:
    return Response(401, {}, b"", request, 0.0, verify=False)
