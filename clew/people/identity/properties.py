"""What an event changes in its person's properties."""

from typing import Any

from clew.people.identity.incoming import Incoming

# Facts about the visit which SDKs put on every event. Kept on a person only when the event is
# about the person: otherwise each page view would rewrite the row.
_VISIT = (
    "$app_build",
    "$app_name",
    "$app_namespace",
    "$app_version",
    "$browser",
    "$browser_version",
    "$current_url",
    "$device_type",
    "$os",
    "$os_name",
    "$os_version",
    "$pathname",
    "$raw_user_agent",
    "$referrer",
    "$referring_domain",
    "$screen_height",
    "$screen_width",
    "$viewport_height",
    "$viewport_width",
    "utm_source",
    "utm_medium",
    "utm_campaign",
    "utm_content",
    "utm_name",
    "utm_term",
    "gclid",
    "fbclid",
    "msclkid",
)
_INITIAL = {key: f"$initial_{key.removeprefix('$')}" for key in _VISIT}
_VISIT_KEYS = frozenset(_VISIT) | frozenset(_INITIAL.values())

_ABOUT_THE_PERSON = frozenset({"$identify", "$set", "$create_alias", "$merge_dangerously"})
_CHANGES = frozenset({"$set", "$set_once", "$unset"})
_NEVER = frozenset({"$exception", "$$heatmap"})


def changed_properties(
    event: Incoming, current: dict[str, Any], *, is_new: bool
) -> dict[str, Any] | None:
    """The person's properties after this event, or None when it changes nothing.

    Order: ``$set_once`` where a key is absent, ``$set`` over everything, ``$unset`` last.
    """
    sent = event.properties
    about_person = is_new or event.event in _ABOUT_THE_PERSON
    if not (about_person or event.set or event.set_once or event.unset or _CHANGES & sent.keys()):
        return None  # nearly every event: found out before anything is built
    to_set = _both(sent.get("$set"), event.set)
    once = _both(sent.get("$set_once"), event.set_once)
    gone = _unset(event) if event.unset or "$unset" in sent else ()
    if about_person:
        to_set, once = _with_visit(sent, to_set, once)
    if not (to_set or once or gone) or event.event in _NEVER:
        return None
    after = {**once, **current, **to_set}
    for key in gone:
        after.pop(key, None)
    if about_person:
        return after if after != current else None
    return after if _differs_beyond_visit(current, after) else None


def _both(inner: Any, top: dict[str, Any]) -> dict[str, Any]:
    """Both forms of a key merged; the top level of the event wins."""
    if isinstance(inner, dict) and inner:
        return {**inner, **top} if top else inner
    return top


def _unset(event: Incoming) -> list[str]:
    """Lists and maps are both sent; of a map the keys count."""
    inner = event.properties.get("$unset")
    keys = [*inner] if isinstance(inner, list | dict) else []
    return [key for key in [*keys, *event.unset] if isinstance(key, str)]


def _with_visit(
    sent: dict[str, Any], to_set: dict[str, Any], once: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    visit = {key: sent[key] for key in _VISIT if key in sent}
    if not visit:
        return to_set, once
    first = {_INITIAL[key]: value for key, value in visit.items()}
    return {**visit, **to_set}, {**first, **once}


def _differs_beyond_visit(before: dict[str, Any], after: dict[str, Any]) -> bool:
    if before == after:
        return False
    return any(
        key not in _VISIT_KEYS and (key not in after or before.get(key, _ABSENT) != after[key])
        for key in before.keys() | after.keys()
    )


_ABSENT = object()
