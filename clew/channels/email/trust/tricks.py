"""What makes a mail look as if it came from somebody else. Pure."""

import re
import unicodedata

from clew.channels.email.parsing.parsed import Parsed
from clew.channels.email.trust.domains import aligned, domain_of

ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# Letters of other alphabets that are drawn like Latin ones.
DRAWN_ALIKE = set("асеорхуіјѕԁһӏкмтвнαοιντρυ")
MOST_SHOWN, MOST_READ = 80, 500  # characters


def warnings_about(parsed: Parsed) -> list[str]:
    domain = domain_of(parsed.from_.address)
    return [said for said in (_other_address(parsed, domain), _other_letters(domain)) if said]


def _other_address(parsed: Parsed, domain: str) -> str:
    for shown in ADDRESS.findall(parsed.from_.name[:MOST_READ]):
        if not aligned(domain_of(shown), domain):
            return (
                f"The name shows {shown[:MOST_SHOWN]}, and the address is {parsed.from_.address}."
            )
    return ""


def _other_letters(domain: str) -> str:
    for label in domain.split("."):
        if label.startswith("xn--"):
            shown = _shown(label)
            if _is_misleading(shown):
                return (
                    f"The domain {domain} is written with letters that look like others: {shown}."
                )
    return ""


def _shown(label: str) -> str:
    try:
        return label.encode("ascii").decode("idna")
    except UnicodeError:
        return label


def _is_misleading(label: str) -> bool:
    letters = [letter for letter in label if letter.isalpha()]
    alphabets = {unicodedata.name(letter, "?").partition(" ")[0] for letter in letters}
    others = [letter for letter in letters if not letter.isascii()]
    mixed = len(alphabets) > 1 and bool(alphabets & {"LATIN"}) and alphabets & {
        "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE",
    }  # fmt: skip
    return bool(mixed) or (bool(others) and all(letter in DRAWN_ALIKE for letter in letters))
