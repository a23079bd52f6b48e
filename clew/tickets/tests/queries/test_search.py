"""Search finds what is meant, says why, and shows nobody more than they may see."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import F

from clew.core import clock
from clew.core.actors import Actor
from clew.tickets.actions import (
    add_note,
    add_tags,
    assign,
    receive_message,
    reply,
    set_property,
    set_status,
    set_team,
    store_upload,
)
from clew.tickets.models import Message, Ticket
from clew.tickets.queries import search, search_spots, search_stretches, ticket_list
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya():
    return cast.staff()


def by(staff):
    return Actor.staff(staff)


def found(reader, q, **options):
    return [hit.ticket.number for hit in search(reader, cast.environment(), q, **options).items]


def only(reader, q):
    (hit,) = search(reader, cast.environment(), q).items
    return hit


def marked(parts):
    return [part.text for part in parts if part.marked]


@pytest.mark.parametrize("q", [
    "webhook",  # stemmed
    "twice webhooks",
    "proxies",  # in a reply
    "webhook proxy",  # one in the subject, the other in a reply
    "quist proxy twice",  # and who asks
    '"since this morning"',
    "the webhooks",
    "webho",  # still being typed
    "ada@heron.example",
    "@heron",
    "Quist",
    "number",
    "number webhook",
    "#number",
    "status:new webhook",
    "webhook -invoice",
])  # fmt: skip
def test_words_numbers_and_people(q, maya):
    wanted = cast.ticket()
    reply(ticket=wanted, staff=maya, body="Is there a proxy between?")
    cast.ticket("Invoices", "Where are they?", requester=cast.person("Bo B", email=""))
    wanted.refresh_from_db()
    text = q.replace("number", str(wanted.number)).replace("status:new", f"status:{wanted.status}")
    assert found(maya, text) == [wanted.number]
    listed = ticket_list(maya, cast.environment(), q=text)
    assert [ticket.number for ticket in listed.items] == [wanted.number]


@pytest.mark.parametrize("q", [
    "", "'", "''", "a & | !", "(((", "\\", "\\' abc", "abc\\", "%", "%%%", "x" * 5000, "#", "\x00",
    "a\x00b", "'; DROP TABLE tickets_ticket; --", "(a+)+$", "[", "*", "<-> :*", "a:* & b", "&&&",
    "مرحبا بالعالم", "שלום", "\u202eabc", "🦦", "the", "the of", "-", "- - -", '"', '""', '-""',
    "requester:( account:[ tag:{ area:\\ assignee:% team:' plan:\x00", "created:yesterdayy",
    "is:x has:y order:z severity:w", "#99999999999999999999", "9" * 40, "-the", "ab " * 200,
    "created>9999-12-31", "created:2026-02-30", "solved<0001-01-01", "requester:\x00",
])  # fmt: skip
def test_whatever_is_typed_is_answered(q, maya):
    cast.ticket()
    search(maya, cast.environment(), q)
    ticket_list(maya, cast.environment(), q=q)


def test_operators(maya):
    hana = cast.staff("Hana Fitzroy")
    heron = cast.account("Heron", members=(cast.person("Ada Quist"),))
    one = cast.ticket("First", requester=cast.person("Ada Quist"), account=heron)
    two = cast.ticket("Second", requester=cast.person("Bo Berg"), area="Data export", kind="bug")
    assign(ticket=one, staff=maya, by=by(maya))
    assign(ticket=two, staff=hana, by=by(maya))
    add_tags(ticket=one, tags=["EU west"], by=by(maya))
    set_team(ticket=two, team=cast.team(), by=by(maya))
    set_property(ticket=two, field="severity", value="critical", by=by(maya))
    set_status(ticket=two, status="solved", by=by(maya))
    add_note(ticket=one, staff=maya, body="Hm")
    file = SimpleUploadedFile("log.txt", b"x", "text/plain")
    receive_message(
        ticket=two, person=two.requester, body="See", channel="email",
        attachments=[store_upload(file=file, by=by(maya))],
    )  # fmt: skip
    for q in (
        *("requester:ada", "from:QUIST", "account:her", "plan:SCALE", "assignee:me", "is:mine"),
        *("tag:eu-west", "-tag:none", "team:none", "severity:medium", "-kind:bug", "area:none"),
        *("has:note", "-has:attachment", "has:tags", "has:account", "-assignee:hana"),
    ):
        assert found(maya, q) == [one.number], q
    for q in (
        *("requester:berg", "account:none", "assignee:hana", "tag:none", "team:deliv"),
        *("severity:critical", "severity:crit -requester:ada", "kind:bug,billing"),
        *('area:"data exp"', "has:attachment", "channel:widget -requester:ada"),
    ):
        assert two.number in found(maya, q), q
        assert one.number not in found(maya, q), q
    assert found(maya, "is:assigned order:oldest") == [one.number, two.number]
    assert found(maya, "is:assigned order:newest") == [two.number, one.number]


def test_times_are_asked_for(maya):
    now = clock.now()
    old = cast.ticket(created_at=now - timedelta(days=10))
    new = cast.ticket()
    assert found(maya, "created>7d") == found(maya, "created:today") == [new.number]
    assert found(maya, "created<7d") == [old.number]
    assert found(maya, f"created:{old.created_at.date()}") == [old.number]


def test_what_means_nothing_is_told_and_left_out(maya):
    ticket = cast.ticket()
    asked = search(maya, cast.environment(), "status:lost created:soonish stauts:new webhook")
    said = " ".join(hint.text for hint in asked.hints)
    assert "There is no status “lost”. There are new, open" in said
    assert "“soonish” is not a time" in said
    assert "Did you mean “status:”?" in said
    assert found(maya, "status:lost webhook") == [ticket.number]


def test_a_snippet_that_begins_within_code_keeps_its_spaces(maya):
    cast.ticket("Stuck", "`Stalled: 600 s` four times. Resume with `exports` now.")
    said = "".join(part.text for part in only(maya, "stalled").snippet)
    assert said.startswith("Stalled: 600 s four times. Resume with exports")


def test_results_say_why(maya):
    ticket = cast.ticket("Exports <b>stop</b>", "It says **timeout** after a minute & stops.")
    hit = only(maya, "timeouts")
    assert marked(hit.snippet) == ["timeout"]
    assert "*" not in "".join(part.text for part in hit.snippet)
    hit = only(maya, "export")
    assert marked(hit.subject) == ["Exports"]
    assert "".join(part.text for part in hit.subject) == ticket.subject
    assert not hit.in_note
    add_note(ticket=ticket, staff=maya, body="Probably the gateway.")
    hit = only(maya, "gateway")
    assert (hit.why, hit.in_note, marked(hit.snippet)) == (
        "In an internal note", True, ["gateway"],
    )  # fmt: skip
    assert only(maya, "quist").why == "Requester matches"
    assert only(maya, str(ticket.number)).why == "Number matches"


def test_a_subject_counts_more_than_a_mention_and_news_more_than_the_past(maya):
    now = clock.now()
    mention = cast.ticket("Slow pages", "After the export.", created_at=now - timedelta(days=1))
    titled = cast.ticket("Export stops", "Why?", created_at=now - timedelta(days=2))
    ancient = cast.ticket("Export stops", "Why?", created_at=now - timedelta(days=700))
    order = [titled.number, mention.number, ancient.number]
    assert found(maya, "export") == order
    assert found(maya, "export order:updated") == [mention.number, titled.number, ancient.number]
    by_number = [mention.number, titled.number, ancient.number]
    assert found(maya, "export order:oldest") == by_number
    assert found(maya, "export order:newest") == by_number[::-1]


@pytest.mark.parametrize("q", ["webhooks", "is:open", "webhooks order:oldest", "order:oldest"])
def test_pages_follow_each_other_without_gaps_or_repeats(q, maya):
    at = clock.now()
    expected = {cast.ticket(created_at=at).number for _ in range(7)}
    seen, cursor = [], ""
    while True:
        page = search(maya, cast.environment(), q, cursor, 3)
        seen += [hit.ticket.number for hit in page.items]
        if not (cursor := page.next_cursor):
            break
    assert len(seen) == len(set(seen))
    assert set(seen) == expected
    assert seen == found(maya, q)


@pytest.mark.parametrize("cursor", ["no", "_-", "YXxi", "YXxifGM"])
@pytest.mark.parametrize("q", ["webhooks", "is:open"])
def test_a_bad_cursor_is_refused_in_words(cursor, q, maya):
    with pytest.raises(ValidationError):
        search(maya, cast.environment(), q, cursor)


def test_a_word_that_is_everywhere_finds_the_latest(maya, monkeypatch):
    monkeypatch.setattr(search_spots, "MAX_HITS", 2)
    _, second, third = cast.ticket(), cast.ticket(), cast.ticket()
    assert found(maya, "webhooks") == [third.number, second.number]


@pytest.fixture
def short_stretches(monkeypatch):
    """As among a million messages: the newest two first, then 32, then 512."""
    monkeypatch.setattr(search_stretches, "UNKNOWN", 2)
    monkeypatch.setattr(search_stretches, "MANY", 0)
    monkeypatch.setattr(search_stretches, "ENOUGH", 2)


@pytest.mark.usefixtures("short_stretches")
def test_what_was_said_long_ago_is_found_too(maya):
    old = cast.ticket("Anything", "The zirconium is gone")
    for _ in range(5):
        cast.ticket("Other", "Something else")
    asked = search(maya, cast.environment(), "zirconium")
    assert [hit.ticket.number for hit in asked.items] == [old.number]
    assert (asked.total, asked.capped) == (1, False)


@pytest.mark.usefixtures("short_stretches")
def test_when_enough_is_found_it_says_that_there_may_be_more(maya):
    tickets = [cast.ticket("Anything", "The zirconium is gone") for _ in range(5)]
    asked = search(maya, cast.environment(), "zirconium")
    latest = [ticket.number for ticket in reversed(tickets)]
    assert [hit.ticket.number for hit in asked.items] == latest[: asked.total]
    assert asked.total < len(tickets)
    assert asked.capped


def test_how_far_back_is_told_by_what_was_found():
    common = search_stretches.Look(newest=3_000_000, limit=200, share=0.3)
    assert common.first == 834
    assert common.following(0, 834) == 16 * 834  # of those that this reader may read
    assert common.following(100, 834) == 1043  # as many again, and some to spare
    rare = search_stretches.Look(newest=3_000_000, limit=200, share=0.0)
    assert (rare.first, rare.following(7, 130_000)) == (130_000, 3_000_000)
    assert search_stretches.Look(newest=300_000, limit=200, share=0.0).first == 300_000


def test_nobody_finds_what_they_may_not_read(maya):
    secret = cast.team("Security")
    secret.private = True
    secret.save()
    ticket = cast.ticket("Webhooks leak")
    set_team(ticket=ticket, team=secret, by=by(maya))
    add_note(ticket=ticket, staff=maya, body="Only for us: otter")
    stranger, member = cast.staff("Hana Fitzroy"), cast.staff("Ines Prado")
    member.teams.add(secret)
    for q in ("leak", "otter", "quist", f"#{ticket.number}", str(ticket.number), "is:open",
              "-invoice", "has:note", "team:security", "webhooks leak otter"):  # fmt: skip
        assert found(member, q) == [ticket.number], q
        assert found(stranger, q) == [], q
        assert found(cast.light_agent(), q) == [], q
        assert found(AnonymousUser(), q) == [], q


def test_light_agents_find_notes_too(maya):
    ticket = cast.ticket()
    add_note(ticket=ticket, staff=maya, body="The gateway")
    assert found(cast.light_agent(), "gateway") == [ticket.number]


def test_other_environments_are_elsewhere(maya):
    cast.ticket()
    assert not search(maya, cast.environment("staging"), "webhooks").items
    assert not search(maya, cast.environment("staging"), "quist").items


def test_statements_do_not_grow_with_results(maya, django_assert_max_num_queries):
    for name in ("Ada Quist", "Bo Berg", "Cy Dahl"):
        requester = cast.person(name)
        cast.account(name, members=(requester,))
        assign(ticket=cast.ticket(requester=requester), staff=maya, by=by(maya))
    inside = cast.environment()
    with django_assert_max_num_queries(9):
        for hit in search(maya, inside, "webhooks since").items:
            assert hit.ticket.requester.name
            assert hit.ticket.assignee.name


SUBJECT = SearchVector("subject", config="english")


@pytest.mark.parametrize(("model", "where"), [(Ticket, SUBJECT), (Message, F("words"))])
def test_words_are_looked_up_in_an_index(model, where, db):
    words = SearchQuery("webhooks", config="english", search_type="websearch")
    sought = model.objects.alias(found=where).filter(found=words)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert f"{model._meta.model_name}s_words" in sought.order_by().explain()
