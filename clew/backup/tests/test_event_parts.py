"""Months of events, written and loaded again; what a younger schema adds is worked out."""

from uuid import uuid4

from clew.backup import parts


def event(at, **properties):
    return {
        "event": "$exception", "distinct_id": "ada", "uuid": str(uuid4()), "timestamp": at,
        "properties": {"a.b": [1, None], "$ip": "203.0.113.9", **properties},
    }  # fmt: skip


def test_months_are_the_same_after_loading(captured, tmp_path):
    sent = [event("2026-03-04T10:00:00Z"), event("2026-05-01T00:00:00Z", note="ü" * 3000)]
    captured.send(*sent)
    captured.write()
    names = parts.columns()
    assert {"uuid", "properties_text", "error_fingerprint"} <= set(names)
    assert not {"properties", "ip"} & set(names), "worked out from others"

    parts.take_copy()
    captured.send(event("2026-05-02T00:00:00Z"))
    captured.write()
    try:
        months = parts.months()
        assert {"202603": 1, "202605": 1}.items() <= months.items(), "what came later is not in it"
        before = {month: parts.counted(month, names) for month in months}
        files = [parts.write_month(month, names, tmp_path) for month in months]
    finally:
        parts.drop_copy()

    with captured.store.writer() as client:
        client.command("TRUNCATE TABLE events")
    older = [name for name in names if name != "error_fingerprint"]
    for file in files:
        parts.load_month(file, names)
    assert {month: parts.counted(month, names, "events") for month in months} == before
    with captured.store.reader() as client:
        found = client.query("SELECT uuid, ip, error_fingerprint FROM events ORDER BY timestamp")
    assert {str(row[0]) for row in found.result_rows} >= {each["uuid"] for each in sent}
    assert {row[1] for row in found.result_rows if str(row[0]) == sent[0]["uuid"]} == {
        "203.0.113.9"
    }

    with captured.store.writer() as client:
        client.command("TRUNCATE TABLE events")
    for file in files:
        parts.load_month(file, older)
    with captured.store.reader() as client:
        worked_out = client.query(
            "SELECT countIf(error_fingerprint = 0 AND event = '$exception') FROM events"
        )
    assert worked_out.result_rows == [(0,)]
