"""Capture keys: what SDKs send events with."""

from ninja import Router, Schema

from clew.api.v1.environments import environment_called
from clew.api.v1.idempotency import created
from clew.api.v1.tokens import TokenRequest, admins_only
from clew.core.actors import Actor
from clew.people.actions import create_capture_key

router = Router(tags=["capture keys"])


class CaptureKeyGiven(Schema):
    name: str
    environment: str = ""


class CaptureKeyShape(Schema):
    key: str
    name: str
    environment: str


@router.post("/capture-keys", response={201: CaptureKeyShape})
@created
def make_capture_key(request: TokenRequest, given: CaptureKeyGiven) -> CaptureKeyShape:
    """Admin tokens only."""
    admins_only(request.auth, "make capture keys")
    inside = environment_called(given.environment)
    key = create_capture_key(name=given.name, environment=inside, by=Actor.token(request.auth))
    return CaptureKeyShape(key=key.key, name=key.name, environment=inside.name)
