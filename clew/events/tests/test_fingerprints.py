"""The same error after a release, or of another customer, is still the same error."""

import pytest

from clew.events.fingerprints import fingerprint_of, normalised_message


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        ("Timed out after 30 s", "timed out after <n> s"),
        ("Order 9f1c2e3a-0b1d-4c5e-8f6a-7b8c9d0e1f2a is gone", "order <id> is gone"),
        ("No column 'plan' in table", "no column <text> in table"),
        ('Cannot read "rows" of null', "cannot read <text> of null"),
        ("can't reach the user's mailbox", "can't reach the user's mailbox"),
        ("GET https://api.shop.example/v1/orders/7?x=1 failed", "get <url> failed"),
        ("ada@heron.example may not", "<email> may not"),
        ("object at 0x7f3bdeadbeef", "object at <id>"),
        ("commit 4f3e2d1c9a is missing", "commit <id> is missing"),
        ("session sess-01hxyzabc01hxyzabc0 ended", "session <id> ended"),
        ("Disk 1.5 GB of 2,000 full", "disk <n> gb of <n> full"),
        ("two   lines\nhere", "two lines here"),
        ("defaced decade", "defaced decade"),
        ("", ""),
    ],
)
def test_what_varies_in_a_message_is_left_out(message, kept):
    assert normalised_message(message) == kept


def stack(*frames):
    return [{"type": "TypeError", "value": "x", "stacktrace": {"frames": list(frames)}}]


def frame(function="deliver", file="src/exports/deliver.ts", *, in_app=True, **more):
    return {"function": function, "filename": file, "in_app": in_app, **more}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (frame(lineno=4), frame(lineno=90, colno=3)),
        (
            frame(file="https://app.shop.example/assets/index-B3f9a2c1.js"),
            frame(file="https://cdn.shop.example/assets/index-Zq81xY2p.js?v=2"),
        ),
        (
            frame(file="/srv/releases/20261120/exports/deliver.py"),
            frame(file="/srv/releases/20261122/exports/deliver.py"),
        ),
        (frame(file="static/js/main.4f3e2d1c.chunk.js"), frame(file="static/js/main.chunk.js")),
        (frame(file="C:\\app\\exports\\deliver.cs"), frame(file="D:\\app\\exports\\deliver.cs")),
        (frame("async Object.deliver"), frame("deliver")),
        (frame("a"), frame("b")),
    ],
)
def test_a_release_does_not_make_a_new_error(one, other):
    assert fingerprint_of("E", "m", stack(one)) == fingerprint_of("E", "m", stack(other))


@pytest.mark.parametrize(
    "other",
    [
        ("ValueError", "m", stack(frame())),
        ("E", "other words", stack(frame())),
        ("E", "m", stack(frame("collect"))),
        ("E", "m", stack(frame(file="src/exports/collect.ts"))),
        ("E", "m", None),
    ],
)
def test_another_type_message_or_place_is_another_error(other):
    assert fingerprint_of("E", "m", stack(frame())) != fingerprint_of(*other)


def test_only_the_products_own_frames_nearest_to_the_crash_count():
    own, library = [frame(f"step_{letter}") for letter in "wxyz"], frame("retry", in_app=False)
    whole = fingerprint_of("E", "m", stack(*own, library))
    assert whole == fingerprint_of("E", "m", stack(library, *own[1:]))
    assert whole != fingerprint_of("E", "m", stack(*own[:3]))


@pytest.mark.parametrize(
    "odd", ["text", 7, [], [None], [{"stacktrace": 3}], [{"stacktrace": {"frames": [None, 4]}}],
            [{"stacktrace": {"frames": [{"function": 4, "filename": ["x"]}]}}]]
)  # fmt: skip
def test_whatever_is_sent_has_a_fingerprint(odd):
    assert 0 < fingerprint_of("E", "\ud800", odd) < 2**64
