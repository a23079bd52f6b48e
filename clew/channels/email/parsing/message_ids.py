"""Message-IDs and lists of them, without <>: folded, bare, several in one field."""

import re

BRACKETED = re.compile(r"<([^<>]{1,2000})>")
BETWEEN = re.compile(r"[\s<>,;\"']+")
MAX_LENGTH = 998
MAX_IDS = 200


def ids_of(*texts: str) -> list[str]:
    """All there are, in order, each once; of very many the last."""
    found: dict[str, None] = {}
    for text in texts:
        ids = BRACKETED.findall(text) or [each for each in BETWEEN.split(text) if "@" in each[1:-1]]
        for each in ids:
            one = re.sub(r"\s+", "", each)
            if one and len(one) <= MAX_LENGTH:
                found.pop(one, None)
                found[one] = None
    return list(found)[-MAX_IDS:]


def id_of(text: str) -> str:
    """The first; some programs write one that is no address."""
    ids = ids_of(text)
    if ids:
        bracketed = BRACKETED.search(text)
        first = re.sub(r"\s+", "", bracketed[1]) if bracketed else ids[0]
        return first if len(first) <= MAX_LENGTH else ids[0]
    words = text.strip().strip("<>").split()
    return words[0][:MAX_LENGTH] if words else ""
