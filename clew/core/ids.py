"""Ids as pages, addresses and programs send them: text that may be anything."""

DIGITS = 18  # of any id and number: what has more is none


def id_in(text: str) -> int | None:
    """None for what is no id. Python refuses to read thousands of digits, databases fewer."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= DIGITS else None


def ids_in(texts: "list[str]") -> list[int]:
    """Those that are ids, in their order."""
    return [found for each in texts if (found := id_in(each)) is not None]
