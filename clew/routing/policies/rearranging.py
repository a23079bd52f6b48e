"""A content with one policy changed, moved, switched or taken out. Pure: the old one stays."""

from collections.abc import Mapping
from typing import Any

from django.utils.text import slugify

Content = Mapping[str, Any]
MAX_SLUG = 80


def policy_in(content: Content, slug: str) -> dict[str, Any] | None:
    return next((dict(each) for each in content["policies"] if each["slug"] == slug), None)


def with_policy(content: Content, policy: dict[str, Any], *, replacing: str = "") -> dict[str, Any]:
    """In the place of the one it replaces, else first: what is newest is what is meant to apply."""
    policies = list(content["policies"])
    places = [at for at, each in enumerate(policies) if each["slug"] == replacing]
    if places:
        policies[places[0]] = policy
    else:
        policies.insert(0, policy)
    return {**content, "policies": policies}


def without_policy(content: Content, slug: str) -> dict[str, Any]:
    return {**content, "policies": [each for each in content["policies"] if each["slug"] != slug]}


def switched(content: Content, slug: str, *, on: bool) -> dict[str, Any]:
    policies = [
        {**each, "enabled": on} if each["slug"] == slug else each for each in content["policies"]
    ]
    return {**content, "policies": policies}


def in_order(content: Content, slugs: list[str]) -> dict[str, Any]:
    """What is not named stays behind the others, in its order."""
    places = {slug: place for place, slug in enumerate(slugs)}
    policies = sorted(content["policies"], key=lambda each: places.get(each["slug"], len(places)))
    return {**content, "policies": policies}


def moved(content: Content, slug: str, step: int) -> dict[str, Any]:
    slugs = [each["slug"] for each in content["policies"]]
    if slug in slugs:
        at = slugs.index(slug)
        to = min(max(at + step, 0), len(slugs) - 1)
        slugs.insert(to, slugs.pop(at))
    return in_order(content, slugs)


def free_slug(name: str, content: Content) -> str:
    taken = {each["slug"] for each in content["policies"]}
    wanted = slugify(name)[: MAX_SLUG - 4] or "policy"
    numbers = ("", *(f"-{number}" for number in range(2, 100)))
    return next(f"{wanted}{number}" for number in numbers if f"{wanted}{number}" not in taken)
