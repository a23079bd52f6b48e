import time

import pytest

from clew.events.capture.mending import MOST, mended
from clew.events.capture.payload import read_payload
from clew.events.models import CaptureBatch, QuarantinedEvent

HEAD = b'{"api_key": "clew_test", "batch": [{"event": "e", "distinct_id": "ada", "properties": '


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (rb'"cut \ud83d here"', "cut \ufffd here"),
        (rb'"\udc00\ud800"', "\ufffd\ufffd"),
        (rb'"whole \ud83d\ude00, \\ud83d as text"', "whole 😀, \\ud83d as text"),
        (b'"caf\xe9"', "caf\ufffd"),
        (b'"half \xed\xa0\xbd"', "half \ufffd\ufffd\ufffd"),
        (b'[NaN, -Infinity, "NaN", "\\"NaN"]', [None, None, "NaN", '"NaN']),
    ],
)
def test_one_broken_letter_does_not_cost_the_batch(sent, read):
    payload = read_payload(HEAD + b'{"a": ' + sent + b"}}]}")
    assert payload.events[0]["properties"] == {"a": read}


def test_a_byte_order_mark_is_no_part_of_the_json():
    assert read_payload(b"\xef\xbb\xbf" + HEAD + b"{}}]}").token == "clew_test"


@pytest.mark.parametrize("unit", [rb"\n", b'"', b'"a', b"NaN,", rb"\"", b"\\", rb"\ud800", b"NaN"])
def test_mending_takes_time_in_proportion_to_the_body(unit):
    took = []
    for size in (MOST // 4, MOST):
        began = time.process_time()
        mended((b'NaN"' + unit * size)[:size])
        took.append(time.process_time() - began)
    assert took[1] < 16 * took[0] + 0.2  # four times the size; the square of it would be minutes


TOO_DEEP = b"[" * 400 + b"]" * 400


def test_a_distinct_id_that_cannot_be_written_is_refused_in_words(captured):
    body = b'{"api_key": "clew_test", "batch": [{"event": "e", "distinct_id": ' + TOO_DEEP + b"}]}"
    answer = captured.request("POST", "/batch", content=body)
    assert (answer.status_code, answer.text) == (400, "the event has no distinct_id")


def test_properties_nested_too_deeply_are_kept_aside_without_a_line_in_the_log(captured, capsys):
    body = HEAD + b'{"a": ' + TOO_DEEP + b"}}, "
    sound = b'{"event": "sound", "distinct_id": "ada"}]}'
    assert captured.request("POST", "/batch", content=body + sound).status_code == 200
    captured.write()
    assert not CaptureBatch.objects.exists()
    assert [event.event for event in captured.events_of("ada")] == ["sound"]
    assert "nested too deeply" in QuarantinedEvent.objects.get().reason
    assert "not_normalised" not in capsys.readouterr().out
