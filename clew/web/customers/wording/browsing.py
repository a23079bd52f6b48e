"""What people do in a browser or an app, as the SDKs capture it by themselves."""

from typing import Any

from clew.web.customers.text import clean, path_of
from clew.web.customers.wording.shape import Properties, Words, first, sender

_DEEDS = {"click": "Clicked", "submit": "Sent the form", "change": "Changed", "touch": "Tapped"}


def viewed(properties: Properties) -> Words:
    return Words("eye", f"Viewed {_place(properties)}", sub=_page_sub(properties))


def left(properties: Properties) -> Words:
    return Words("out", f"Left {_place(properties)}", sub=sender(properties))


def screen(properties: Properties) -> Words:
    name = first(properties, "$screen_name", "$screen") or "a screen"
    return Words("eye", f"Viewed {name}", sub=sender(properties))


def touched(properties: Properties) -> Words:
    """Autocapture: a deed and the thing it was done to."""
    deed = _DEEDS.get(first(properties, "$event_type"), "Clicked")
    what = first(properties, "$el_text", limit=60) or _element_text(properties)
    text = f"{deed} “{what}”" if what else f"{deed} {_element_name(properties)}"
    return Words("cursor", text, sub=_on_page(properties))


def rage(properties: Properties) -> Words:
    what = first(properties, "$el_text", limit=60) or _element_text(properties)
    text = f"Clicked “{what}” again and again" if what else "Clicked again and again"
    return Words("cursor", text, sub=_on_page(properties), tone="amber")


def dead(properties: Properties) -> Words:
    what = first(properties, "$el_text", limit=60) or _element_text(properties)
    text = f"Clicked “{what}” and nothing happened" if what else "Clicked and nothing happened"
    return Words("cursor", text, sub=_on_page(properties), tone="amber")


def vitals(properties: Properties) -> Words:
    return Words("zap", f"Page speed measured on {_place(properties)}", sub=sender(properties))


def _place(properties: Properties) -> str:
    return (
        first(properties, "$pathname", limit=120)
        or path_of(properties.get("$current_url"))
        or "a page"
    )


def _on_page(properties: Properties) -> str:
    place = _place(properties)
    return sender(properties) if place == "a page" else f"on {place}"


def _page_sub(properties: Properties) -> str:
    title = first(properties, "title", "$title", limit=60)
    where = sender(properties)
    return f"{title} · {where}" if title and where else title or where


def _elements(properties: Properties) -> list[dict[str, Any]]:
    elements = properties.get("$elements")
    if not isinstance(elements, list):
        return []
    return [element for element in elements[:20] if isinstance(element, dict)]


def _element_text(properties: Properties) -> str:
    for element in _elements(properties):
        text = clean(element.get("$el_text") or element.get("text"), 60)
        if text:
            return text
    return ""


def _element_name(properties: Properties) -> str:
    tags = [clean(element.get("tag_name"), 20) for element in _elements(properties)[:1]]
    if not tags or not tags[0]:
        tags = [first(properties, "$elements_chain", limit=200).partition(".")[0][:20]]
    return {"a": "a link", "button": "a button", "input": "a field"}.get(tags[0], "something")
