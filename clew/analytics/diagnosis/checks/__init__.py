"""All checks. Each file holds one; a new one is added here."""

from clew.analytics.diagnosis.check import Check
from clew.analytics.diagnosis.checks import (
    blocked,
    clock,
    dropped,
    flags,
    hosts,
    ignored_calls,
    merge_order,
    odd_ids,
    old_sdks,
    phantoms,
    refused_merges,
    resets,
    same_email,
    shared_addresses,
    shared_sessions,
    stopped_events,
    two_sides,
    unidentified,
)

CHECKS: tuple[Check, ...] = (
    same_email.CHECK,
    two_sides.CHECK,
    shared_sessions.CHECK,
    shared_addresses.CHECK,
    merge_order.CHECK,
    refused_merges.CHECK,
    odd_ids.CHECK,
    resets.CHECK,
    unidentified.CHECK,
    ignored_calls.CHECK,
    dropped.CHECK,
    stopped_events.CHECK,
    flags.CHECK,
    old_sdks.CHECK,
    hosts.CHECK,
    blocked.CHECK,
    clock.CHECK,
    phantoms.CHECK,
)
