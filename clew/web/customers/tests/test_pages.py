"""The list, the pages and their parts, as somebody at a desk sees them."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from clew.core import clock
from clew.people.models import CaptureKey, DistinctId, Group, GroupType, IdentityWarning
from clew.web.customers.subject import PARTS, address
from tests import cast

NOBODY = "0c5a1bc7-e4d8-4d48-8314-b52a79079fcc"

pytestmark = pytest.mark.django_db

HOSTILE = "<img src=x onerror=alert(1)>\u202e"


def capture_key(environment):
    """The oldest: the one an installation is born with, or a new one."""
    known = CaptureKey.objects.filter(environment=environment).order_by("created_at").first()
    return (known or CaptureKey.objects.create(name="app", environment=environment)).key


def text(answer):
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_strangers_see_nothing(client, ada, heron):
    for customer in (ada, heron):
        for part in ("", *PARTS):
            answer = client.get(address(customer, part))
            assert answer.status_code == 302
            assert answer["Location"].startswith("/sign-in/")
    assert client.get("/customers/").status_code == 302


def test_the_page_says_who_it_is(desk, ada, heron):
    page = text(desk.get(address(ada)))
    for fact in ("Ada Quist", "ada@heron.example", "Platform engineer", "Identified", "Heron",
                 "Enterprise", "$8,400", "Oskar Bello", "Europe/Amsterdam"):  # fmt: skip
        assert fact in page, fact
    assert address(heron) in page


def test_somebody_anonymous_is_called_so(desk, ada):
    ada.is_identified, ada.name, ada.email = False, "", ""
    ada.save()
    assert "Anonymous" in text(desk.get(address(ada)))


def test_an_absorbed_person_leads_to_the_survivor(desk, ada):
    absorbed = cast.person("Eva Old")
    absorbed.merged_into = ada
    absorbed.save()
    answer = desk.get(address(absorbed))
    assert answer.status_code == 302
    assert answer["Location"].startswith(address(ada))


def test_a_person_of_another_environment_brings_it_along(desk):
    cast.environment()
    staged = cast.person("Stig Test", inside=cast.environment("staging"))
    assert desk.get(address(staged), follow=True).status_code == 200
    assert desk.session["environment"] == "staging"


def test_groups_of_another_environment_are_not_found(desk, heron):
    cast.environment("staging")
    assert desk.get(f"{address(heron)}?environment=staging").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        f"/customers/person/{NOBODY}",
        "/customers/group/company/nobody",
        "/customers/group/nothing/heron",
        f"/customers/timeline/person/{NOBODY}",
    ],
)
def test_unknown_customers_are_not_found(desk, ada, path):
    assert desk.get(path).status_code == 404


@pytest.mark.parametrize("key", ["a/b/../c", "ä ö", "100%", "?q=1#x", "<b>", "a\\b", "..%2f"])
def test_any_group_key_has_a_page(desk, heron, key):
    Group.objects.filter(pk=heron.pk).update(key=key, name="")
    heron.refresh_from_db()
    assert desk.get(address(heron)).status_code == 200
    assert desk.get(address(heron, "people")).status_code == 200


def test_refused_merges_say_what_to_do(desk, ada):
    IdentityWarning.objects.create(
        environment=ada.environment, person=ada, kind="cannot_merge_already_identified",
        event_uuid=uuid4(), distinct_id="ada", other_id="bo", happened_at=clock.now(),
    )  # fmt: skip
    page = text(desk.get(address(ada)))
    assert "Merge refused" in page
    assert "$merge_dangerously" in page


def test_the_timeline_has_days_repeats_and_tickets(desk, ada, happened):
    happened(ada, "$pageview", {"$pathname": "/billing"}, minutes=3)
    happened(ada, "endpoint.test", minutes=9, times=6)
    cast.ticket("Invoices are empty", requester=ada)
    feed = text(desk.get(address(ada, "timeline")))
    assert feed.index("Invoices are empty") < feed.index("Viewed /billing")
    assert "6 times" in feed
    assert "<h2>" in feed


def test_a_ticket_is_told_once_and_a_hidden_one_not_at_all(desk, ada, happened):
    """What Clew itself notes under a customer's id tells of tickets that not everybody reads."""
    for number in (1001, 8802):
        fact = {"actor_kind": "customer", "subject": f"ticket/{number}", "number": number}
        happened(ada, "ticket opened", fact, lib="clew")
    cast.ticket("Invoices are empty", requester=ada)
    feed = text(desk.get(address(ada, "timeline")))
    assert feed.count("pened") == 1
    assert "8802" not in feed
    only = text(desk.get(f"{address(ada, 'timeline')}?name=ticket%20opened"))
    assert "Ticket opened" not in only


def test_the_timeline_goes_on_where_it_ended(desk, ada, happened):
    for turn in range(130):
        happened(ada, f"step {turn}", minutes=turn)
    url, seen = address(ada, "timeline"), []
    while url:
        feed = text(desk.get(url))
        seen += re.findall(r'class="mono">(step \d+)<', feed)
        found = re.search(r'class="tl__next"[^>]*hx-get="([^"]+)"', feed)
        url = found[1].replace("&amp;", "&") if found else ""
    assert seen == [f"step {turn}" for turn in range(130)]


def test_filters_keep_one_kind(desk, ada, happened):
    happened(ada, "own event")
    happened(ada, "$exception", {"$exception_list": [{"type": "Boom"}]})
    events = text(desk.get(address(ada, "timeline") + "?show=events"))
    assert "own event" in events
    assert "Boom" not in events
    only = text(desk.get(address(ada, "timeline") + "?show=events&name=other"))
    assert "own event" not in only


def test_counts_arrive_for_every_tab(desk, ada, happened):
    happened(ada, times=1200, minutes=60)
    happened(ada, "$exception", {})
    cast.ticket(requester=ada)
    counts = dict(
        re.findall(r'id="count-(\w+)"[^>]*>([\d,]+)<', text(desk.get(address(ada, "counts"))))
    )
    assert counts == {"all": "1,202", "events": "1,200", "errors": "1", "llm": "0", "tickets": "1"}


def test_activity_is_also_a_sentence_and_a_table(desk, ada, happened):
    happened(ada, times=3)
    ruler = text(desk.get(address(ada, "ruler") + "?days=7"))
    assert "3 events in the last 7 days" in ruler
    assert ruler.count("<i style=") == 7
    assert "<table" in ruler


def test_errors_are_grouped_and_open_to_their_stack(desk, ada, happened):
    frames = [{"filename": "src/pay.ts", "function": "pay", "lineno": 7, "in_app": True,
               "context_line": "throw new Declined()"}]  # fmt: skip
    sent = {
        "$exception_list": [{"type": "Declined", "value": "no", "stacktrace": {"frames": frames}}]
    }
    uuid = happened(
        ada, "$exception", sent, times=4, error_type="Declined", error_value="no",
        uuid=uuid4(), minutes=1,
    )  # fmt: skip
    errors = text(desk.get(address(ada, "errors")))
    assert "Declined" in errors
    assert "4 times" in errors
    assert "pay.ts:7" in errors
    assert "throw new Declined()" in text(desk.get(address(ada, "event") + f"?uuid={uuid}"))


def test_a_trace_opens_to_its_exchange(desk, ada, happened):
    said = {
        "$ai_trace_id": "t 1", "$ai_model": "heron-4", "$ai_latency": 2, "$ai_input_tokens": 8,
        "$ai_input": [{"role": "user", "content": "Where is my export?"}],
        "$ai_output_choices": [{"role": "assistant", "content": "In your inbox."}],
    }  # fmt: skip
    happened(ada, "$ai_generation", said, trace_id="t 1")
    assert "Where is my export?" in text(desk.get(address(ada, "traces")))
    opened = text(desk.get(address(ada, "trace") + "?id=t+1"))
    assert "In your inbox." in opened
    assert desk.get(address(ada, "trace") + "?id=other").status_code == 404


def test_events_of_others_do_not_open(desk, ada, happened):
    bo = cast.person("Bo Lund")
    uuid = happened(bo)
    assert desk.get(address(bo, "event") + f"?uuid={uuid}").status_code == 200
    assert desk.get(address(ada, "event") + f"?uuid={uuid}").status_code == 404
    assert desk.get(address(ada, "event") + "?uuid=x").status_code == 404


def test_a_group_shows_what_all_its_people_did(desk, ada, heron, happened):
    happened(ada, "export.completed", group_0="heron")
    happened(ada, "private thing")
    feed = text(desk.get(address(heron, "timeline")))
    assert "export.completed" in feed
    assert "private thing" not in feed
    assert "Ada Quist" in feed
    assert "Ada Quist" in text(desk.get(address(heron, "people")))


def test_a_section_without_data_says_how_to_turn_it_on(desk, ada, store):
    key = capture_key(ada.environment)
    for part in ("timeline", "errors", "traces"):
        shown = text(desk.get(address(ada, part)))
        assert key in shown, part
    assert "has not asked for help" in text(desk.get(address(ada, "tickets")))


def test_nothing_a_product_sends_becomes_markup(desk, ada, heron, happened):
    evil = {HOSTILE: HOSTILE, "url": "javascript:alert(1)", "$current_url": HOSTILE,
            "$el_text": HOSTILE, "$ai_input": HOSTILE, "$ai_trace_id": HOSTILE,
            "huge": "A" * 60_000,
            "$exception_list": [{"type": HOSTILE, "value": HOSTILE, "stacktrace": {"frames": [
                dict.fromkeys(("filename", "function", "context_line"), HOSTILE)]}}]}  # fmt: skip
    ada.name, ada.email, ada.properties = HOSTILE, HOSTILE, evil | {"job_title": HOSTILE}
    ada.save()
    Group.objects.filter(pk=heron.pk).update(name=HOSTILE, plan=HOSTILE, properties=evil)
    GroupType.objects.update(name=HOSTILE.replace("/", ""))
    DistinctId.objects.create(environment=ada.environment, person=ada, distinct_id=HOSTILE)
    uuids = [
        happened(ada, name, evil, trace_id=HOSTILE, error_type=HOSTILE, error_value=HOSTILE)
        for name in (HOSTILE, "$pageview", "$autocapture", "$exception", "$ai_generation", "$set")
    ]
    heron.refresh_from_db()
    pages = ["/customers/", f"/customers/?q={HOSTILE[:5]}", address(ada), address(heron)]
    pages += [address(ada, p) for p in PARTS if p not in {"people", "event", "trace"}]
    pages += [address(ada, "event") + f"?uuid={uuid}" for uuid in uuids]
    for path in pages:
        page = text(desk.get(path))
        assert "<img src=x" not in page, path
        assert 'href="javascript' not in page, path
        assert "\u202e" not in re.sub(r'data-copy="[^"]*"', "", page), path
        assert len(page) < 400_000, path


def test_the_list_shows_whom_it_knows(desk, ada, heron):
    cast.ticket(requester=ada)
    page = text(desk.get("/customers/?list=people"))
    for shown in (
        "Ada Quist",
        "ada@heron.example",
        "Heron",
        "Enterprise",
        "Identified",
        'data-c="count">1<',
    ):
        assert shown in page, shown
    groups = text(desk.get("/customers/?type=:company"))
    assert "Accounts" in groups
    assert address(heron) in groups


@pytest.mark.parametrize("q", ["quist", "ada@heron", "ada", "heron"])
def test_the_list_is_searched_by_all_that_names_a_customer(desk, ada, heron, q):
    found = text(desk.get(f"/customers/?q={q}", headers={"HX-Request": "true"}))
    assert "Ada Quist" in found or "heron" in found
    assert "<html" not in found


def test_a_search_that_finds_nothing_offers_to_clear_itself(desk, ada):
    assert "Show everybody" in text(desk.get("/customers/?q=nobody+here"))


def test_an_empty_installation_shows_how_to_connect(desk):
    assert capture_key(cast.environment()) in text(desk.get("/customers/"))


def test_the_list_pages_by_cursor(desk):
    for n in range(70):
        cast.person(f"p{n} Lund", last_seen_at=clock.now() - timedelta(minutes=n))
    page = text(desk.get("/customers/"))
    following = re.search(r'hx-get="(\?[^"]+cursor[^"]+)"', page)[1].replace("&amp;", "&")
    more = text(desk.get(f"/customers/{following}", headers={"HX-Request": "true"}))
    assert page.count("data-row") == 50
    assert more.count("data-row") == 20


@pytest.mark.parametrize("path", ["/customers/?cursor=zzz", "/customers/?q=a&cursor=zzz"])
def test_a_broken_cursor_is_refused(desk, ada, path):
    assert desk.get(path).status_code == 400


def test_broken_places_in_parts_are_refused(desk, ada, heron, store):
    assert desk.get(address(ada, "timeline") + "?before=x").status_code == 400
    assert desk.get(address(heron, "people") + "?cursor=x").status_code == 400
