"""The tickets as they are told."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from clew.demo.activity.signals import evidence
from clew.demo.company.cast import customer
from clew.demo.company.staff import staff_named, team_of_area
from clew.demo.edition import Edition
from clew.demo.stories.context import widget_context
from clew.demo.stories.reading import HERE, attachment, duration, stories
from clew.demo.stories.timing import opened_at, timed
from clew.people.models import Role
from clew.tickets.models import Kind, Severity, Status

EDITION = Edition.at(datetime(2026, 11, 18, 15, 20, tzinfo=UTC))
HOST = re.compile(r"https?://([\w.-]+)|[\w.+-]+@([\w-]+\.[\w.-]+)")
PRIVATE = "10.0.4.12"  # one ticket is about such an address
REAL_ENDING = re.compile(r"\b[\w-]+\.(com|net|org|io|dev|ai|co|app)\b")


def test_about_120_tickets_in_all_states():
    states = Counter(story.status for story in stories())
    assert 110 <= len(stories()) <= 130
    assert set(states) == set(Status.values)
    assert min(states.values()) >= 5


def test_every_kind_channel_and_severity_is_there():
    assert {story.channel for story in stories()} == {"widget", "email", "api"}
    assert {story.kind for story in stories()} == set(Kind.values)
    assert {story.severity for story in stories()} == set(Severity.values)
    assert {story.verified for story in stories()} == {True, False}
    assert any(not story.assignee for story in stories())


def test_subjects_are_told_once():
    subjects = Counter(story.subject for story in stories())
    assert [subject for subject, times in subjects.items() if times > 1] == []


def test_everybody_named_in_a_story_exists():
    for story in stories():
        assert customer(story.who)
        assert team_of_area(story.area)
        for handle in filter(None, [story.assignee, *story.followers]):
            assert staff_named(handle)
        if story.assignee:
            assert staff_named(story.assignee).role != Role.LIGHT


def test_light_agents_write_notes_only():
    told = [told for story in stories() for told in story.messages if not told.from_customer]
    by_light = [message for message in told if staff_named(message.by).role == Role.LIGHT]
    assert by_light
    assert all(message.is_note for message in by_light)


def test_messages_say_something_and_their_files_exist():
    told = [told for story in stories() for told in story.messages]
    assert all(message.body for message in told)
    files = [message.attachment for message in told if message.attachment]
    assert len(files) >= 5
    assert all(attachment(name) for name in files)


def test_conversations_begin_with_the_customer_and_are_not_endless():
    for story in stories():
        assert story.messages[0].from_customer, story.subject
        assert 1 <= len(story.messages) <= 10, story.subject


def test_nobody_asks_before_they_joined():
    for story in stories():
        joined = EDITION.day(-customer(story.who).joined + 1)
        assert joined < opened_at(EDITION, story), story.subject


def test_the_evidence_lies_before_the_ticket():
    for story in stories():
        happened = [event["timestamp"] for event in evidence(EDITION, story).out]
        opened = opened_at(EDITION, story) + timedelta(seconds=5)
        assert all(datetime.fromisoformat(at) < opened for at in happened), story.subject


@pytest.mark.parametrize("day", range(14, 21))
@pytest.mark.parametrize("clock", [(0, 3), (12, 0), (23, 58)])
def test_times_run_forward_and_end_before_now(day, clock):
    edition = Edition.at(datetime(2026, 11, day, *clock, tzinfo=UTC))
    for story in stories():
        times = [line.at for line in timed(edition, story)]
        assert times == sorted(set(times)), story.subject
        assert times[-1] < edition.until, story.subject


def test_staff_answer_in_their_working_hours_except_lately():
    lines = [line for story in stories() for line in timed(EDITION, story)]
    early = EDITION.until - timedelta(days=3)
    answers = [line.at for line in lines if not line.told.from_customer and line.at < early]
    assert len(answers) > 80
    assert {at.weekday() for at in answers} <= set(range(5))


def test_widget_tickets_carry_the_errors_of_their_session():
    story = next(story for story in stories() if "editor-steps" in " ".join(story.signals))
    sitting = evidence(EDITION, story)
    context = widget_context(story, sitting)
    assert context["session_id"] == sitting.out[0]["properties"]["$session_id"]
    assert set(context["exception_ids"]) <= {event["uuid"] for event in sitting.out}
    assert "Cannot read properties" in context["console"][0]["text"]


def test_no_text_names_a_real_host():
    for file in [*HERE.glob("*.md"), *HERE.glob("files/*"), *HERE.parent.rglob("*.toml")]:
        text = file.read_text("utf-8")
        hosts = {a or b for a, b in HOST.findall(text)}
        real = [host for host in hosts if not host.endswith(".example") and host != PRIVATE]
        assert real == [], file.name
        assert REAL_ENDING.search(text) is None, (file.name, REAL_ENDING.search(text))


def test_durations():
    assert duration("1d") == timedelta(days=1)
    assert duration("2h10m") == timedelta(hours=2, minutes=10)
    with pytest.raises(ValueError, match="not a duration"):
        duration("10 minutes")
