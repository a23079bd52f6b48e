"""Events that say who somebody is or which groups they are in."""

from clew.web.customers.text import clean, listed
from clew.web.customers.wording.shape import Properties, Words, first, sender


def identified(properties: Properties) -> Words:
    before = first(properties, "$anon_distinct_id")
    given = _given(properties)
    sub = f"Joined {before} to this person" if before else ""
    if given:
        sub = f"{sub}; set {given}" if sub else f"Set {given}"
    who = first(properties, "$user_id", "distinct_id")
    return Words("identity", f"Identified as {who}" if who else "Identified", sub=sub)


def properties_set(properties: Properties) -> Words:
    given = _given(properties)
    removed = properties.get("$unset")
    sub = f"Set {given}" if given else ""
    if isinstance(removed, list) and removed:
        names = listed([clean(name, 40) for name in removed])
        sub = f"{sub}; removed {names}" if sub else f"Removed {names}"
    return Words("user", "Person properties changed", sub=sub or sender(properties))


def aliased(properties: Properties) -> Words:
    alias = first(properties, "alias")
    return Words("identity", "Got another id", alias, sub=sender(properties))


def merged(properties: Properties) -> Words:
    alias = first(properties, "alias")
    return Words("identity", "Merged by force with", alias or "another id", tone="amber")


def group_described(properties: Properties) -> Words:
    kind = first(properties, "$group_type", limit=40) or "Group"
    details = properties.get("$group_set")
    names = sorted(details) if isinstance(details, dict) else []
    name = clean(details.get("name"), 60) if isinstance(details, dict) else ""
    key = first(properties, "$group_key", limit=80)
    text = f"{kind[:1].upper()}{kind[1:]} described"
    return Words(
        "folder", f"{text}: {name}" if name else text, "" if name else key,
        sub=f"Set {listed(names)}" if names else "",
    )  # fmt: skip


def _given(properties: Properties) -> str:
    names: dict[str, None] = {}
    for form in ("$set", "$set_once"):
        given = properties.get(form)
        if isinstance(given, dict):
            names.update(dict.fromkeys(sorted(given)))
    own = [name for name in names if not name.startswith("$")]
    return listed(own)
