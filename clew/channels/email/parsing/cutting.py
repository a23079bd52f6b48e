"""Taking a run of lines out of a tree, and leaving the rest of it whole."""

from collections.abc import Sequence

from clew.channels.email.parsing.lines_of_html import Line, Place
from clew.channels.email.parsing.tree import Element


def only(root: Element, lines: Sequence[Line], start: int, end: int) -> None:
    """The later place first: taking away what is before it would move nothing behind it."""
    after = next((line.place for line in lines[end:] if line.place is not None), None)
    before = next((line.place for line in lines[start:] if line.place is not None), None)
    if after is not None:
        _drop_from(root, after)
    if before is not None and start > 0 and before != after:
        _drop_until(root, before)


def _drop_from(root: Element, place: Place) -> None:
    element, where = place
    if where in {"text", "self"}:
        element.text = None
        element[:] = []
    element.tail = None
    _drop_following(root, element, itself=where == "self")


def _drop_following(root: Element, element: Element, *, itself: bool) -> None:
    at: Element | None = element
    while at is not None and at is not root:
        above = at.getparent()
        if above is None:
            return
        keep = above.index(at) + (0 if itself and at is element else 1)
        del above[keep:]
        if at is not element or not itself:
            at.tail = None
        at = above


def _drop_until(root: Element, place: Place) -> None:
    element, where = place
    at: Element | None = element
    if where == "tail":
        element.text = None
        element[:] = []
        tail = element.tail
        above = element.getparent()
        if above is None:
            return
        del above[: above.index(element) + 1]
        above.text = tail
        at = above
    while at is not None and at is not root:
        above = at.getparent()
        if above is None:
            return
        del above[: above.index(at)]
        above.text = None
        at = above
