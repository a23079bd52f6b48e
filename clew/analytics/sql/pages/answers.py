"""How the page is answered: refusals as sentences, or with their place in the query."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

import orjson
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase

from clew.analytics.models import QueryRun, SavedQuery
from clew.analytics.sql.access import NoAccess
from clew.analytics.sql.refusing import QueryRefused
from clew.people.requests import StaffRequest

P = ParamSpec("P")
View = Callable[Concatenate[StaffRequest, P], HttpResponseBase]
TEXT = "text/plain; charset=utf-8"
CORRECTABLE = 422


def as_json(data: Any, status: int = 200) -> HttpResponse:
    answer = HttpResponse(orjson.dumps(data), status=status, content_type="application/json")
    answer["Cache-Control"] = "no-store"
    return answer


def with_toast(
    data: dict[str, Any], text: str, url: str = "", fields: dict[str, str] | None = None
) -> HttpResponse:
    """Undone by a POST to ``url``. In the body: a header has no room for a query's old text."""
    undo = {"undo": {"url": url, "fields": fields or {}}} if url else {}
    return as_json({**data, "toast": {"text": text, **undo}})


def in_words(view: View[P]) -> Callable[..., HttpResponseBase]:
    """What does not exist is 404; what is refused is a sentence, or says where it is wrong."""

    @wraps(view)
    def guarded(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except QueryRefused as refusal:
            return as_json(_placed(refusal), CORRECTABLE)
        except ValidationError as error:
            words = " ".join(error.messages)
            return HttpResponse(words, status=CORRECTABLE, content_type=TEXT)
        except PermissionDenied as error:
            return HttpResponse(str(error), status=403, content_type=TEXT)
        except (SavedQuery.DoesNotExist, QueryRun.DoesNotExist, NoAccess):
            raise Http404 from None

    return guarded


def _placed(refusal: QueryRefused) -> dict[str, Any]:
    return {
        "message": refusal.message, "hint": refusal.hint, "line": refusal.line,
        "column": refusal.column, "length": refusal.length,
    }  # fmt: skip
