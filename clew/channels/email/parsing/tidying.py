"""Wrappers that hold nothing go, and tables that only place things become what they hold."""

from clew.channels.email.parsing.tree import BLOCKS, HEADINGS, TABLES, Element, drop, is_blank

HOLDS = {"img", "hr", "br"}
BOXES = {"div", "p", "td", "th", "li", "blockquote", *HEADINGS}
WRAPPERS = (
    BLOCKS | TABLES | {"a", "b", "em", "i", "s", "small", "span", "strong", "u", "code"}
) - {
    "hr",
    "pre",
    "td",
    "th",
}
MOST_SEEN = 80_000  # elements, each once for every table around it
ROWS = {"caption", "tbody", "td", "tfoot", "th", "thead", "tr"}


def tidy(root: Element) -> None:
    _unwrap_layout(root)
    _drop_empty(root)
    _shorten_gaps(root)
    _merge_boxes(root)


def _unwrap_layout(root: Element) -> None:
    seen = 0
    for table in list(root.iter("table")):
        if seen > MOST_SEEN:
            return
        if _is_layout(table):
            parts = list(table.iter())
            seen += len(parts)
            for part in parts:
                if part is table or (part.tag in ROWS and _table_of(part) is table):
                    part.tag = "div"
                    for name in ("colspan", "rowspan"):
                        part.attrib.pop(name, None)


def _table_of(part: Element) -> Element | None:
    for above in part.iterancestors():
        if above.get("data-was") == "table" or above.tag == "table":
            return above
        if above.tag not in ROWS and above.tag != "div":
            return None
    return None


def _is_layout(table: Element) -> bool:
    """It holds another table, says so itself, or never has two cells with words in a row."""
    if table.get("role") in {"presentation", "none"} or table.find(".//table") is not None:
        return True
    return not any(_is_row_of_figures(row) for row in table.iter("tr"))


def _is_row_of_figures(row: Element) -> bool:
    return len([each for each in row if each.tag in {"td", "th"} and _has_words(each)]) > 1


def _has_words(element: Element) -> bool:
    return element.find(".//img") is not None or not is_blank("".join(element.itertext()))


def _drop_empty(root: Element) -> None:
    """From the innermost outwards, so that what only held empty ones goes too."""
    for element in reversed(list(root.iterdescendants())):
        if element.tag in WRAPPERS and len(element) == 0 and is_blank(element.text):
            _leave_space(element) if element.tag == "div" or _inline(element) else drop(element)
        elif element.tag in {"div", "p"} and is_blank(element.text) and _only_breaks(element):
            element[:] = element[:1]
            element.text = element[0].tail = None


def _inline(element: Element) -> bool:
    return element.tag not in BLOCKS and element.tag not in TABLES


def _leave_space(element: Element) -> None:
    """Words around an empty span stay two words."""
    if _inline(element) and element.text:
        element.tail = " " + (element.tail or "")
    drop(element)


def _only_breaks(element: Element) -> bool:
    return len(element) > 0 and all(each.tag == "br" and is_blank(each.tail) for each in element)


def _is_gap(element: Element) -> bool:
    return element.tag == "br" or (
        element.tag in {"div", "p"} and is_blank(element.text) and _only_breaks(element)
    )


def _shorten_gaps(root: Element) -> None:
    """At most one empty line in a row, none at the beginning and at the end of a box."""
    for box in [root, *root.iter("div", "td", "th", "li", "blockquote", "p")]:
        run = 0
        for each in list(box):
            run = run + 1 if _is_gap(each) else 0
            follows = is_blank(box.text) and each.getprevious() is None
            if run > (1 if each.tag != "br" else 2) or (follows and _is_gap(each) and len(box) > 1):
                drop(each)
            elif not is_blank(each.tail):
                run = 0
        _trim_end(box)


def _trim_end(box: Element) -> None:
    while len(box) > 1 and _is_gap(box[-1]) and is_blank(box[-1].tail):
        box.remove(box[-1])


def _merge_boxes(root: Element) -> None:
    """A plain box that holds one box, and nothing else, is that box."""
    for element in reversed(list(root.iter("div"))):
        if len(element) == 1 and element is not root and is_blank(element.text):
            inner = element[0]
            if inner.tag in BLOCKS | {"table"} and is_blank(inner.tail) and not element.attrib:
                inner.tail = element.tail
                parent = element.getparent()
                if parent is not None:
                    parent.replace(element, inner)
