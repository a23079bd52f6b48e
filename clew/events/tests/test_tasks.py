from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event
from uuid import uuid4

from clew.core import clock
from clew.events import tasks
from clew.events.models import QuarantinedEvent


def send(captured, name, distinct_id, **properties):
    captured.send(
        {"event": name, "distinct_id": distinct_id, "uuid": str(uuid4()), "properties": properties}
    )
    captured.write()


def test_old_events_go_to_the_merged_person(captured):
    send(captured, "before", "anon")
    send(captured, "elsewhere", "ada", **{"$set": {"email": "ada@tea.example"}})
    send(captured, "$identify", "ada", **{"$anon_distinct_id": "anon"})
    whose = {event.person_id for event in captured.events_of("anon", "ada")}
    assert len(whose) == 2
    assert tasks.rewrite_moved_persons() >= 1
    whose = {event.person_id for event in captured.events_of("anon", "ada")}
    assert len(whose) == 1
    assert {event.event for event in captured.events_of("anon")} == {"before"}


def test_rewriting_and_writing_do_not_wait_for_each_other(captured, store):
    send(captured, "before", "anon")
    send(captured, "$identify", "ada", **{"$anon_distinct_id": "anon"})
    began, rewritten = Event(), Event()

    def write():
        with store.writer():
            began.set()
            return rewritten.wait(timeout=20)

    with ThreadPoolExecutor(1) as elsewhere:
        writing = elsewhere.submit(write)
        assert began.wait(timeout=20)
        assert tasks.rewrite_moved_persons() >= 1
        rewritten.set()
        assert writing.result()


def test_nothing_moved_nothing_rewritten(captured):
    send(captured, "e", "ada")
    assert tasks.rewrite_moved_persons() == 0


def test_old_quarantine_is_forgotten(captured):
    for age in (1, 40):
        QuarantinedEvent.objects.create(
            environment_id=captured.key.environment_id, reason="r", raw="{}",
            received_at=clock.now() - timedelta(days=age),
        )  # fmt: skip
    tasks.forget_old_captures()
    assert QuarantinedEvent.objects.count() == 1
