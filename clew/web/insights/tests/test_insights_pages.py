"""Errors and LLM traces as staff see them."""

from datetime import timedelta
from uuid import uuid4

import orjson
import pytest

from clew.analytics import selections
from clew.core import clock
from clew.events.store.rows import insert, instant
from clew.tickets.models import ExternalLink
from clew.web.insights.addresses import error_path, trace_path
from tests import cast

pytestmark = pytest.mark.django_db
STALLED = 0xABCDEF
PAGE = error_path(STALLED)


def event(person, name, properties, **columns):
    return {
        "environment_id": person.environment_id, "uuid": uuid4(), "event": name,
        "distinct_id": person.distinct_ids.first().distinct_id, "person_id": person.pk,
        "timestamp": instant(clock.now() - timedelta(hours=1)), "person_mode": "full",
        "properties_text": orjson.dumps(properties).decode(), "received_at": instant(clock.now()),
    } | columns  # fmt: skip


@pytest.fixture
def ada(db):
    return cast.person()


@pytest.fixture
def stored(store, ada):
    """Ada of Heron, Bo without an account and Cy without an email saw the same error."""
    cast.account(members=(ada,))
    frames = [{"function": "deliver", "filename": "src/deliver.ts", "lineno": 9, "in_app": True}]
    caught = {
        "type": "ExportStalled",
        "value": "<b>Part 4</b> stalled",
        "stacktrace": {"frames": frames},
    }
    seen = {"error_type": caught["type"], "error_value": caught["value"],
            "error_fingerprint": STALLED}  # fmt: skip
    people = [ada, cast.person("Bo Lind"), cast.person("Cy Noon", email="")]
    rows = [event(one, "$exception", {"$exception_list": [caught]}, **seen) for one in people]
    rows[0]["group_0"] = "heron"
    asked = {"$ai_input": "Why <i>so</i> slow?", "$ai_model": "halden", "$ai_trace_id": "run/7",
             "$ai_is_error": True, "$ai_error": "too long"}  # fmt: skip
    rows.append(event(ada, "$ai_generation", asked, trace_id="run/7", group_0="heron"))
    insert(store, rows, token=str(uuid4()))
    return people


@pytest.fixture
def desk(client):
    client.force_login(cast.staff())
    return client


def test_an_error_in_the_list_leads_to_its_page(desk, stored):
    text = desk.get("/insights/errors").content.decode()
    assert "ExportStalled" in text
    assert "&lt;b&gt;Part 4&lt;/b&gt; stalled" in text
    assert f'href="{PAGE}"' in text
    assert "No error matches" in desk.get("/insights/errors?q=absent").content.decode()


def test_the_page_shows_stack_people_and_accounts(desk, stored):
    text = desk.get(PAGE).content.decode()
    for said in ("deliver.ts:9", "Ada Quist", "Bo Lind", "Cy Noon", "Heron"):
        assert said in text


@pytest.mark.parametrize("path", [error_path(5), "/insights/errors/xyz", trace_path("none")])
def test_what_was_never_captured_is_not_found(desk, stored, path):
    assert desk.get(path).status_code == 404


def test_each_number_opens_the_customers_behind_it(stored, ada):
    def whom(who):
        of = f"error={STALLED:016x}&who={who}"
        found = selections.selected(ada.environment, "error", of)
        return found.kind, set(found.ids)

    everybody = {person.pk for person in stored}
    assert whom("people") == ("people", everybody)
    assert whom("accounts") == (":company", {"heron"})
    assert whom("tell") == ("people", {person.pk for person in stored[:2]})


def test_whoever_asked_about_it_already_is_not_to_be_told(desk, stored, ada):
    ticket = cast.ticket(requester=stored[1])
    text = desk.post(f"{PAGE}/tickets/links", {"number": f"#{ticket.number}"}).content.decode()
    assert f"Unlink #{ticket.number}" in text
    link = ExternalLink.objects.get(ticket=ticket)
    assert "ExportStalled" in link.title
    found = selections.selected(ada.environment, "error", f"error={STALLED:016x}&who=tell")
    assert list(found.ids) == [ada.pk]
    desk.post(f"{PAGE}/tickets/{ticket.number}/{link.pk}/removal")
    assert not ExternalLink.objects.exists()


def test_tickets_opened_near_it_are_shown_to_those_who_may_read_them(desk, stored, ada):
    near = cast.ticket("Export is stuck", requester=ada)
    hidden = cast.ticket("Secret matter", requester=ada)
    secret = cast.team("Legal")
    type(secret).objects.filter(pk=secret.pk).update(private=True)
    type(hidden).objects.filter(pk=hidden.pk).update(team=secret)
    text = desk.get(f"{PAGE}/tickets").content.decode()
    assert near.subject in text
    assert hidden.subject not in text
    assert near.subject in desk.get("/insights/trace-tickets/run/7").content.decode()


def test_tickets_that_quote_the_message_are_shown(desk, stored):
    said = "It says “<b>Part 4</b> stalled” again"
    quoting = cast.ticket("Odd words", said, requester=cast.person("Dee Far"))
    text = desk.get(f"{PAGE}/tickets").content.decode()
    assert "Quoting its message" in text
    assert f"#{quoting.number} Odd words" in text


def test_a_light_agent_links_nothing(client, stored, ada):
    client.force_login(cast.light_agent())
    number = cast.ticket(requester=ada).number
    assert client.post(f"{PAGE}/tickets/links", {"number": number}).status_code == 403
    assert client.post(f"{PAGE}/tickets/links", {"number": "none"}).status_code == 422


def test_a_trace_shows_its_steps_and_what_failed(desk, stored):
    text = desk.get("/insights/traces?failed=yes&who=ada@heron.example").content.decode()
    assert f'href="{trace_path("run/7")}"' in text
    assert "“Why &lt;i&gt;so&lt;/i&gt; slow?”" in text
    page = desk.get(trace_path("run/7")).content.decode()
    for said in ("What failed", "too long", "Ada Quist", "Heron", "halden"):
        assert said in page


@pytest.mark.parametrize("path", ["/insights/errors", PAGE, "/insights/traces"])
def test_strangers_are_sent_to_sign_in(client, stored, path):
    assert client.get(path).status_code == 302
