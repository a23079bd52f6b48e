"""Every mail of the corpus is understood as its expectation says.

``corpus/<group>/NN-name.eml`` are raw bytes as on the wire; ``NN-name.json`` beside it says what
must come of them. Nothing here needs a database. The keys of an expectation:

- those of Parsed: ``from`` (or ``from_``), ``sender`` an address or "Name <address>"; ``to``,
  ``cc``, ``reply_to`` lists of such; ``date`` in ISO format or null; all others as they are;
- ``X_contains`` and ``X_lacks``, a string or several, for every X that is text or a list of texts
  (``text``, ``html``, ``reply_text``, ``reply_html``, ``subject``, ``problems``, ``invitation`` …);
- ``files`` (or ``attachments``): of each file, in order, what is to be seen of it: ``name``,
  ``type``, ``size``, ``inline``, ``cid``, ``content`` (as text); ``files_count`` how many;
- ``headers``: of some headers, the value of the topmost;
- ``nature``: keys of Nature; ``bounce`` true or false, or {"original_id", "recipients": [{…}]};
  ``envelope_from`` and ``own_mark`` are what nature_of is told;
- ``about``: why this mail is here.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from clew.channels.email.machines.nature import nature_of
from clew.channels.email.parsing.mail import parse
from clew.channels.email.parsing.parsed import Address, Parsed

CORPUS = Path(__file__).parent / "corpus"
MAILS = sorted(CORPUS.glob("*/*.eml"))
# What other tests read from the same expectations.
ELSEWHERE = {"about", "envelope_from", "own_mark", "nature", "verdict", "filed", "thread", "who"}
ADDRESSES = ("from_", "sender", "to", "cc", "reply_to")


def seen_of(address: Address, wanted: str) -> str:
    """As precisely as it is asked for: with the name only when the expectation has one."""
    if "<" in wanted or not wanted:
        return f"{address.name} <{address.address}>".strip() if address.address else address.name
    return address.address


def check_addresses(parsed: Parsed, key: str, wanted: Any) -> None:
    found = getattr(parsed, key)
    if isinstance(wanted, str):
        assert seen_of(found, wanted) == wanted
        return
    shape = [*wanted, *[""] * len(found)]
    assert [seen_of(each, shape[place]) for place, each in enumerate(found)] == wanted


def check_words(parsed: Parsed, key: str, wanted: str | list[str]) -> None:
    name, _, how = key.rpartition("_")
    value = getattr(parsed, name)
    text = value if isinstance(value, str) else "\n".join(value)
    for words in [wanted] if isinstance(wanted, str) else wanted:
        assert (words in text) == (how == "contains"), f"{key}: {words!r}\n{text}"


def check_files(parsed: Parsed, wanted: list[dict[str, Any]]) -> None:
    seen = [
        {
            "name": each.name,
            "type": each.type,
            "size": len(each.content),
            "inline": each.inline,
            "cid": each.cid,
            "content": each.content.decode("utf-8", "replace"),
        }
        for each in parsed.files
    ]
    names = [each["name"] for each in seen]
    assert len(seen) == len(wanted), names
    for file, expected in zip(seen, wanted, strict=True):
        assert {key: file[key] for key in expected} == expected, names


def check_bounce(bounce: Any, wanted: Any) -> None:
    if isinstance(wanted, bool):
        assert (bounce is not None) == wanted
        return
    assert bounce is not None
    if "original_id" in wanted:
        assert bounce.original_id == wanted["original_id"]
    for found, expected in zip(bounce.recipients, wanted.get("recipients", []), strict=False):
        assert {key: getattr(found, key) for key in expected} == expected
    if "recipients" in wanted:
        assert len(bounce.recipients) == len(wanted["recipients"])


def check_nature(parsed: Parsed, expected: dict[str, Any]) -> None:
    nature = nature_of(
        parsed,
        envelope_from=expected.get("envelope_from"),
        own_mark=expected.get("own_mark", "this-installation"),
    )
    for key, wanted in expected["nature"].items():
        value = getattr(nature, key)
        if key == "bounce":
            check_bounce(value, wanted)
        elif key == "until":
            assert (value.isoformat() if value else None) == wanted
        else:
            assert value == wanted, f"{key}: {nature}"


def check(parsed: Parsed, key: str, wanted: Any) -> None:
    key = {"from": "from_", "attachments": "files"}.get(key, key)
    if key == "files":
        check_files(parsed, wanted)
    elif key == "files_count":
        assert len(parsed.files) == wanted
    elif key in ADDRESSES:
        check_addresses(parsed, key, wanted)
    elif key == "date":
        assert (parsed.date.isoformat() if parsed.date else None) == wanted
    elif key == "headers":
        assert {name: parsed.header(name) for name in wanted} == wanted
    elif key.endswith(("_contains", "_lacks")):
        check_words(parsed, key, wanted)
    else:
        assert getattr(parsed, key) == wanted, key


@pytest.mark.parametrize("path", MAILS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_mail_of_the_corpus_is_understood(path):
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    parsed = parse(path.read_bytes())
    for key, wanted in expected.items():
        if key not in ELSEWHERE:
            check(parsed, key, wanted)
    if "nature" in expected:
        check_nature(parsed, expected)


def test_every_expectation_has_its_mail():
    assert {path.with_suffix("") for path in CORPUS.glob("*/*.json")} == {
        path.with_suffix("") for path in MAILS
    }
