"""Every address of the product, tried by those it is not for.

The addresses come from the URL patterns and the OpenAPI document, so a new one is tried from the
day it is there. One that needs a new kind of value in its address says so: add it to ``FILL``.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from clew.core import callers, clock
from clew.core.actors import SYSTEM, Actor
from clew.coverage.absences import Absence
from clew.coverage.actions.away import go_away
from clew.people.models import Role, Staff, Team
from clew.routing.actions.escalating import escalate
from clew.tickets import actions
from clew.tickets.actions.macros import MacroWords, create_macro
from clew.tickets.bulk.starting import change_many
from clew.tickets.changes import checked_change
from clew.tickets.models import Follower, Message, Ticket
from tests import cast
from tests.programs import caller

pytestmark = [pytest.mark.django_db]

ASKED_FOR = "Zanzibar"
SECRET = "kestrel"  # beside it in everything the hidden ticket holds; tags all staff share
SAID = f"{ASKED_FOR} {SECRET}"
OWN_DOORS = (
    "api/", "m/", "mail/inbound/", "widget", "sign-in/", "welcome/", "-/",
    "healthz", "readyz", "metrics",
)  # fmt: skip
ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")
# What a value in an address stands for. The words before it decide where its name is not enough.
FILL = {
    "number": lambda house: house.hidden.number,
    "inbox/slug": lambda _: "open",
    "views/slug": lambda house: house.view.slug,  # somebody's own
    "settings/teams/slug": lambda house: house.team.slug,
    "absence_id": lambda house: house.absence.pk,  # somebody else's
    "settings/assignment/slug": lambda house: house.team.slug,
    "settings/areas/slug": lambda _: "exports",
    "settings/ownership/groups/slug": lambda _: "data",
    "settings/ownership/regions/slug": lambda _: "europe",
    "areas/slug": lambda _: "exports",
    "product-groups/slug": lambda _: "data",
    "region": lambda _: "europe",
    "settings/calendars/slug": lambda _: "coverage",
    "settings/fields/slug": lambda _: "root-cause",
    "settings/tags/name": lambda _: "bug",
    "settings/health/uses/name": lambda _: "queue",
    "settings/metrics/metric/slug": lambda _: "errors",
    "settings/macros/pk": lambda house: house.macro.pk,  # somebody's own
    "macro_id": lambda house: house.macro.pk,
    "file": lambda _: 1,
    "bulk/pk": lambda house: house.job.pk,
    "merges/pk": lambda _: 1,
    "accounts/pk": lambda _: 1,
    "accounts/merges/pk": lambda _: 1,
    "settings/accounts/files/pk": lambda _: 1,
    "message_id": lambda house: house.note.pk,
    "note_id": lambda _: 1,
    "list_id": lambda _: 1,
    "query_id": lambda _: 1,
    "run_id": lambda _: uuid4(),
    "tickets/messages/pk": lambda house: house.hidden.messages.earliest("pk").pk,
    "tickets/links/tickets/pk": lambda house: house.link.pk,
    "tickets/links/pages/pk": lambda _: 1,
    "tickets/escalations/pk": lambda house: house.escalation.pk,
    "digest": lambda _: "0" * 64,
    "attachments/secret": lambda house: house.file.secret,
    "filename": lambda house: house.file.filename,
    "delivery_id": lambda _: 1,
    "person_id": lambda house: house.hidden.requester_id,
    "insights/errors/tickets/pk": lambda _: 1,
    "fingerprint": lambda _: "0000000000000001",
    "trace_id": lambda _: "t-1",
    "type": lambda _: "company",
    "key": lambda _: "heron",
    "settings/automations/pk": lambda _: 1,
    "settings/automations/lifecycle/slug": lambda _: "solve",
    "firing_id": lambda _: 1,
    "settings/webhooks/pk": lambda _: 1,
    "settings/mail/mailboxes/pk": lambda _: 1,
    "settings/mail/unsent/pk": lambda _: 1,
    "settings/mail/received/pk": lambda _: 1,
    "settings/mail/suspended/pk": lambda _: 1,
    "settings/mail/addresses/pk": lambda _: 1,
    "settings/mail/checks/pk": lambda _: 1,
    "settings/mail/keys/pk": lambda _: 1,
    "settings/webhooks/deliveries/pk": lambda _: 1,
    "settings/staff/pk": lambda house: house.inside.pk,
    "settings/tokens/pk": lambda _: 1,
    "settings/keys/pk": lambda _: 1,
    "settings/dead-letters/pk": lambda _: 1,
    "settings/policies/in/slug": lambda _: "plan",
    "settings/policies/versions/pk": lambda _: 1,
    "settings/policies/reviews/pk": lambda _: "00000000-0000-4000-8000-000000000000",
    "settings/policies/jobs/pk": lambda _: "00000000-0000-4000-8000-000000000000",
    "name": lambda _: "production",
}
ASKED = {  # questions a list might answer with too much
    "q": ASKED_FOR,
    "email": "ada@heron.example",
    "view": "open",
    "show": "tickets",
}


class House:
    """A ticket of a private team, one of nobody's, and those who may and may not read them."""

    def __init__(self) -> None:
        self.inside = cast.staff("Oskar Brandt")
        self.outside = cast.staff("Noor Vale")
        self.light = cast.light_agent()
        self.team = cast.team("Legal")
        Team.objects.filter(pk=self.team.pk).update(private=True)
        self.inside.teams.add(self.team)
        ada = cast.person()
        cast.account(members=(ada,))
        tagged = {"tags": ["legal"], "area": SAID, "context": {"title": SAID}}
        self.hidden = cast.ticket(f"{SAID} contract", f"About {SAID}", requester=ada, **tagged)
        self.open = cast.ticket("Export fails", "Since noon", requester=ada)
        actions.set_team(ticket=self.hidden, team=self.team, by=SYSTEM)
        upload = SimpleUploadedFile(f"{SECRET}.txt", SAID.encode())
        self.file = actions.store_upload(file=upload, by=SYSTEM)
        said = {"ticket": self.hidden, "staff": self.inside, "body": f"{SAID} it is"}
        by = Actor.staff(self.inside)
        self.note = actions.add_note(**said, attachments=[self.file])
        actions.reply(**said)
        actions.assign(ticket=self.hidden, staff=None, by=by)
        self.link = actions.link_tickets(ticket=self.hidden, other=self.open, kind="related", by=by)
        actions.link_page(ticket=self.hidden, url=f"https://{SECRET}.example/1", by=by)
        self.escalation = escalate(
            ticket=self.hidden, to="engineering", team=self.team, note=f"{SAID}!", by=by
        )
        own = {"name": f"My {SAID}", "scope": "personal", "conditions": {"all": []}}
        self.view = actions.create_view(staff=self.inside, by=by, **own)
        words = MacroWords(name=f"My {SAID}", text=f"{SAID}!")
        self.macro = create_macro(words=words, owner=self.inside, by=by)
        gone = Absence(starts_at=clock.now(), ends_at=clock.now() + timedelta(days=2))
        self.absence = go_away(staff=self.inside, absence=gone, by=by)
        self.job = change_many(
            tickets=Ticket.objects.filter(pk=self.hidden.pk),
            environment=self.hidden.environment,
            changes=[checked_change("area", f"{SAID} two")],
            by=by,
        )


@pytest.fixture
def house(store) -> House:
    return House()


def signed_in(staff: Staff | None) -> Client:
    client = Client(raise_request_exception=False)
    if staff is not None:
        client.force_login(staff)
    return client


def routes() -> Iterator[str]:
    """As written in the URL patterns: ``tickets/<int:number>/status``."""

    def walk(resolver: URLResolver, before: str) -> Iterator[str]:
        for each in resolver.url_patterns:
            route = before + str(each.pattern)
            if isinstance(each, URLPattern):
                yield route
            elif not route.startswith(OWN_DOORS):
                yield from walk(each, route)

    own = (*OWN_DOORS, "live")  # the stream is tried in test_live_stream
    return (route for route in walk(get_resolver(), "") if not route.startswith(own))


def address(route: str, house: House) -> str:
    def value(match: re.Match[str]) -> str:
        before = ARGUMENT.sub("", route[: match.start()]).replace("//", "/")
        name = match.group(1)
        found = FILL.get(before + name) or FILL.get(name)
        assert found, f"FILL has nothing for “{name}” in {route}"
        return str(found(house))

    return "/" + ARGUMENT.sub(value, route)


def said(response) -> str:
    parts = response if response.streaming else [response.content]
    if response.streaming and response.is_async:
        parts = async_to_sync(gathered)(response)
    return b"".join(parts).decode(errors="replace") + str(response.headers)


async def gathered(response) -> list[bytes]:
    return [part async for part in response]


def state(ticket: Ticket) -> dict[str, object]:
    """All of it that a door could change, the notes aside."""
    row = Ticket.objects.values().get(pk=ticket.pk)
    noise = {"updated_at", "message_count"}
    public = Message.objects.filter(ticket=ticket, public=True).values_list("pk", "body")
    followers = Follower.objects.filter(ticket=ticket).values_list("staff_id", "email")
    kept = {key: value for key, value in row.items() if key not in noise}
    return kept | {"public": sorted(public), "followers": sorted(followers, key=str)}


def everything(house: House, ticket: Ticket) -> dict[str, object]:
    """A form that fits any verb, so that a refusal is about who asks."""
    return {
        "number": ticket.number, "status": "solved", "assignee": house.light.pk,
        "team": cast.team("Delivery").pk, "severity": "critical", "priority": "high",
        "kind": "reply", "body": "Written by the wrong hand", "area": "Elsewhere",
        "subject": "Changed", "add": "changed", "tags": "changed", "email": "noor@clew.example",
        "follow": "1", "into": house.open.number, "other": house.open.number, "field": "status",
        "value": "solved", "change": f"{ticket.number}:solved", "numbers": ticket.number,
        "url": "https://example.org/1", "name": "Changed", "message": "1", "confirmed": "1",
    }  # fmt: skip


def test_strangers_are_sent_to_sign_in(house):
    client = signed_in(None)
    for route in routes():
        path = address(route, house)
        callers.forget_everybody()  # a stranger for each address: one may not ask this often
        for response in (client.get(path, ASKED), client.post(path)):
            assert response.status_code in {302, 401}, path
            assert response.status_code == 401 or settings.LOGIN_URL in response.url, path
            assert SECRET.encode() not in response.content, path


def test_nothing_tells_of_a_ticket_that_is_hidden(house):
    client = signed_in(house.outside)
    for route in routes():
        path = address(route, house)
        for headers in ({}, {"HX-Request": "true"}):
            response = client.get(path, ASKED | {"number": house.hidden.number}, headers=headers)
            assert response.status_code < 500, path
            assert SECRET not in said(response).lower(), path
            if "tickets/<int:number>" in route:
                assert response.status_code in {404, 405}, path


def test_its_readers_do_see_it(house):
    """Or the test above would prove nothing."""
    client = signed_in(house.inside)
    for path in (f"/tickets/{house.hidden.number}", "/inbox/open", f"/search?q={ASKED_FOR}"):
        shown = re.sub("</?mark>", "", said(client.get(path)))
        assert f"{SAID} contract" in shown, path


@pytest.mark.parametrize("role", [Role.AGENT, Role.LEAD])
def test_no_verb_reaches_a_ticket_that_is_hidden(house, role):
    Staff.objects.filter(pk=house.outside.pk).update(role=role)
    client, before = signed_in(house.outside), state(house.hidden)
    notes = house.hidden.messages.count()
    for route in routes():
        path = address(route, house)
        response = client.post(path, everything(house, house.hidden))
        assert response.status_code < 500, path
        assert SECRET not in said(response), path
        assert state(house.hidden) == before, path
    assert house.hidden.messages.count() == notes


def test_light_agents_change_nothing_but_notes(house):
    client, before = signed_in(house.light), state(house.open)
    tickets = Ticket.objects.count()
    house.hidden = house.open
    for route in routes():
        path = address(route, house)
        response = client.post(path, everything(house, house.open))
        assert response.status_code < 500, path
        assert state(house.open) == before, path
    assert Ticket.objects.count() == tickets


def test_counts_do_not_tell_either(house):
    inside = said(signed_in(house.inside).get("/rail/counts"))
    outside = said(signed_in(house.outside).get("/rail/counts"))
    assert counts(inside)[0] == counts(outside)[0] + 1 == 2


def counts(page: str) -> list[int]:
    return [int(count) for count in re.findall(r'class="nav__count[^"]*"[^>]*>(\d+)<', page)]


def operations(number: int) -> Iterator[tuple[str, str]]:
    """Method and address, as the OpenAPI document has them."""
    document = Client().get("/api/v1/openapi.json").json()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            where = path.replace("{number}", str(number))
            for parameter in operation.get("parameters", ()):
                form = parameter["schema"].get("format")
                value = "00000000-0000-4000-8000-000000000000" if form == "uuid" else "1"
                where = where.replace("{" + parameter["name"] + "}", value)
            assert "{" not in where
            yield method, where


def test_the_api_answers_nobody_without_a_token(house):
    for method, where in operations(house.hidden.number):
        callers.forget_everybody()
        for headers in ({}, {"Authorization": "Bearer clewapi_wrong"}):
            response = Client().generic(method.upper(), where, headers=headers)
            assert response.status_code == 401, f"{method} {where}"
            assert SECRET not in said(response)


def test_a_capture_token_opens_no_door_of_the_api(house):
    capture = caller("capture")
    for method, address_of in operations(house.hidden.number):
        where = address_of.removeprefix("/api/v1")
        if where == "/inbound/email":
            continue  # the one door it does open; see test_api_inbound_email
        response = capture.get(where) if method == "get" else capture.post(where, {}, method=method)
        assert response.status_code == 403, f"{method} {where}"
