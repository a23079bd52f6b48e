"""Plans by one name each, however a product or a person spells them."""

import re
from functools import lru_cache

NAMES = {
    "free": "Free",
    "pay-as-you-go": "Pay-as-you-go",
    "boost": "Boost",
    "scale": "Scale",
    "enterprise": "Enterprise",
}
SPELLINGS = {
    "payg": "pay-as-you-go",
    "paygo": "pay-as-you-go",
    "pay-go": "pay-as-you-go",
    "payasyougo": "pay-as-you-go",
    "pay-as-u-go": "pay-as-you-go",
    "free-plan": "free",
    "free-tier": "free",
    "community": "free",
    "ent": "enterprise",
}
_OTHER = re.compile(r"[^\w]+|_+")


@lru_cache(maxsize=1024)
def plan_slug(text: str | None) -> str:
    """“Pay as you go” → pay-as-you-go; "" for nothing."""
    slug = _OTHER.sub("-", (text or "").strip().casefold()).strip("-")
    short = slug.removesuffix("-plan")
    return SPELLINGS.get(slug) or SPELLINGS.get(short) or (short if short in NAMES else slug)


def plan_name(slug: str) -> str:
    return NAMES.get(slug) or slug.replace("-", " ").capitalize()
