"""A logged request to events. Never raises: what cannot be stored is kept with its reason.

A request answered 400 because one event is malformed is logged all the same. SDKs do not retry a
400, so its sound events would be gone; those with a uuid are stored (a retry by hand would be
recognised by it), the others are kept aside, because storing them could count them twice.
"""

from dataclasses import dataclass, field
from typing import Any

import structlog

from clew.events.capture.bodies import Request
from clew.events.capture.entry import payload_of
from clew.events.capture.payload import fault_of
from clew.events.capture.refusals import Refusal
from clew.events.capture.timestamps import EPOCH, parse_instant, parse_query_sent_at
from clew.events.models import CaptureBatch
from clew.events.writer.accepted import Accepted, Rejected, rejected
from clew.events.writer.normalising import Circumstances, Unusable, normalised

log = structlog.get_logger(__name__)
KEPT_APART = 1_000  # malformed events of one request; SDKs send a tenth of that at most
BESIDE_A_FAULT = "sent together with a malformed event, and without a uuid to store it by"


@dataclass(slots=True)
class Decoded:
    accepted: list[Accepted] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)


def decode(batch: CaptureBatch, into: Decoded) -> None:
    """Add the batch's events, in their order."""
    request = Request(
        batch.path, bytes(batch.body), batch.query, batch.content_type, batch.content_encoding
    )
    try:
        payload = payload_of(request)
    except Refusal as refusal:  # the rules changed since it was accepted
        raw = request.body.decode("utf-8", "replace")
        into.rejected.append(rejected(batch.environment_id, refusal.reason, raw))
        return
    arguments = request.arguments
    in_query = arguments.get("_") or arguments.get("sent_at") or ""
    circumstances = Circumstances(
        batch_id=batch.pk,
        environment_id=batch.environment_id,
        ip=batch.ip,
        is_own=batch.key_id is None,
        received_at=batch.received_at,
        sent_at=parse_instant(payload.sent_at) or parse_query_sent_at(in_query),
        received=round((batch.received_at - EPOCH).total_seconds(), 3),
    )
    before = len(into.rejected)
    for index, event in enumerate(payload.events):
        _one(event, index, circumstances, into, refused=batch.refused)
    _sum_up(into, before + KEPT_APART, batch.environment_id)


def _sum_up(into: Decoded, kept: int, environment_id: int) -> None:
    """What is beyond ``kept`` becomes one row: a kilobyte of gzip holds 50,000 times nothing."""
    more = into.rejected[kept:]
    if more:
        reason = f"{len(more):,} more of the same request, not kept one by one; this is the first"
        del into.rejected[kept:]
        into.rejected.append(rejected(environment_id, reason, more[0].raw))


def _one(event: Any, index: int, batch: Circumstances, into: Decoded, *, refused: bool) -> None:
    reason = fault_of(event) if refused else ""
    if refused and not reason and not event.get("uuid"):
        reason = BESIDE_A_FAULT
    if not reason:
        try:
            into.accepted.append(normalised(event, index, batch))
        except Unusable as unusable:
            reason = str(unusable)
        except Exception as error:  # one strange event must not stop the others
            log.exception("event.not_normalised")
            reason = f"Clew could not read it: {error!r}"
        else:
            return
    into.rejected.append(rejected(batch.environment_id, reason, event))
