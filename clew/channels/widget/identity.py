"""Proof that the page speaks for the person it names."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from clew.channels.widget.context import text
from clew.channels.widget.refusals import Refused
from clew.people.identity.ids import MAX_DISTINCT_ID, can_be_customer
from clew.people.models import CaptureKey

WRONG_HASH = (
    "The identity hash does not match this distinct id. It must be the hexadecimal HMAC-SHA256 "
    "of the distinct id, made with the capture key's identity secret."
)


WRONG_PLAN_HASH = (
    "The plan's hash does not match. It must be the hexadecimal HMAC-SHA256 of the distinct id, a "
    "line break, “plan:” and the plan, made with the capture key's identity secret."
)
MAX_PLAN = 80  # characters


@dataclass(frozen=True)
class Claim:
    distinct_id: str  # "" when the page names nobody
    verified: bool
    plan: str = ""  # "" unless the customer's own server vouches for it


def identity_hash(key: CaptureKey, distinct_id: str) -> str:
    """HMAC-SHA256 of the distinct id. The customer's own server computes the same."""
    secret = key.identity_secret.encode()
    return hmac.new(secret, distinct_id.encode(), hashlib.sha256).hexdigest()


def plan_hash(key: CaptureKey, distinct_id: str, plan: str) -> str:
    """Likewise for the plan: what events say about it can be said by anybody."""
    return identity_hash(key, f"{distinct_id}\nplan:{plan}")


def claimed_identity(key: CaptureKey, said: Mapping[str, Any]) -> Claim:
    """Raises Refused for a hash that proves nothing: a page that tries must not seem to work."""
    distinct_id = text(said.get("distinct_id"), MAX_DISTINCT_ID)
    proof = text(said.get("hash"), 128).lower()
    if not proof:
        return Claim(distinct_id if can_be_customer(distinct_id) else "", verified=False)
    if not hmac.compare_digest(identity_hash(key, distinct_id).encode(), proof.encode()):
        raise Refused(HTTPStatus.UNAUTHORIZED, WRONG_HASH)
    if not can_be_customer(distinct_id):
        raise Refused(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            f"“{distinct_id}” cannot be a customer: many visitors would share it.",
        )
    return Claim(distinct_id, verified=True, plan=_proven_plan(key, distinct_id, said))


def _proven_plan(key: CaptureKey, distinct_id: str, said: Mapping[str, Any]) -> str:
    plan, proof = text(said.get("plan"), MAX_PLAN), text(said.get("plan_hash"), 128).lower()
    if not proof:
        return ""
    if not hmac.compare_digest(plan_hash(key, distinct_id, plan).encode(), proof.encode()):
        raise Refused(HTTPStatus.UNAUTHORIZED, WRONG_PLAN_HASH)
    return plan
