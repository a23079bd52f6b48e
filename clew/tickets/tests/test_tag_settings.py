"""Renaming, merging and deleting tags on every ticket that has them."""

import re

import pytest
from django.core.exceptions import ValidationError
from procrastinate.contrib.django.models import ProcrastinateJob

from clew.core.actors import SYSTEM
from clew.people.models import Role
from clew.tickets.actions import tag_settings
from clew.tickets.models import Tag
from clew.tickets.queries.tags import tag_uses, tags_named
from tests import cast
from tests.stops import stopped

pytestmark = pytest.mark.django_db


def tag(name):
    return Tag.objects.get(name=name)


def tags_of(ticket):
    ticket.refresh_from_db()
    return ticket.tags


def test_renaming_keeps_the_order_and_each_once():
    one, two = cast.ticket(tags=["a", "webhook", "z"]), cast.ticket(tags=["b"])
    tag_settings.rename_tag(tag=tag("webhook"), name="Webhooks v2", by=SYSTEM)
    assert tags_of(one) == ["a", "webhooks-v2", "z"]
    assert tags_of(two) == ["b"]
    assert not Tag.objects.filter(name="webhook").exists()
    with pytest.raises(ValidationError, match="Merge a into it"):
        tag_settings.rename_tag(tag=tag("a"), name="b", by=SYSTEM)


def test_merging_leaves_one_and_its_colour():
    one = cast.ticket(tags=["webhook", "x", "hooks"])
    two = cast.ticket(tags=["hooks"])
    tag_settings.edit_tag(tag=tag("hooks"), tone="blue", description="", by=SYSTEM)
    tag_settings.merge_tags(tags=tags_named(["webhook", "hooks"]), into="webhooks", by=SYSTEM)
    assert tags_of(one) == ["webhooks", "x"]
    assert tags_of(two) == ["webhooks"]
    assert tag("webhooks").tone == "blue"
    assert not tags_named(["webhook", "hooks"])
    with pytest.raises(ValidationError, match="at least two"):
        tag_settings.merge_tags(tags=[tag("webhooks")], into="webhooks", by=SYSTEM)


def test_many_are_changed_by_a_job(monkeypatch):
    monkeypatch.setattr(tag_settings, "AT_ONCE", 2)
    monkeypatch.setattr(tag_settings, "BATCH", 2)
    tickets = [cast.ticket(tags=["old", "kept"]) for _ in range(5)]
    tag_settings.rename_tag(tag=tag("old"), name="new", by=SYSTEM)
    assert tags_of(tickets[0]) == ["old", "kept"]
    assert tag_settings.retag(["old"], "new") == 5
    assert [tags_of(ticket) for ticket in tickets] == [["new", "kept"]] * 5
    assert tag_settings.retag(["old"], "new") == 0


def test_a_stop_leaves_the_rest_to_another_job(monkeypatch):
    monkeypatch.setattr(tag_settings, "BATCH", 2)
    tickets = [cast.ticket(tags=["old"]) for _ in range(5)]
    with stopped():
        assert tag_settings.retag(["old"], "new") == 2
    assert [tags_of(ticket) for ticket in tickets].count(["new"]) == 2
    (job,) = ProcrastinateJob.objects.filter(task_name=tag_settings.RETAGGING)
    assert tag_settings.retag(**job.args) == 3


def test_counts(client):
    cast.ticket(tags=["vip", "eu"])
    cast.ticket(tags=["vip"])
    uses = {use.tag.name: (use.tickets, use.unsolved) for use in tag_uses()}
    assert uses == {"eu": (1, 1), "vip": (2, 2)}


def test_the_page_edits_merges_deletes_and_takes_back(client):
    client.force_login(cast.staff("Ada Admin", role=Role.ADMIN))
    ticket = cast.ticket(tags=["vip", "webhook", "hooks"])
    given = {"tag": "vip", "name": "key-account", "tone": "violet", "description": "Large ones"}
    page = client.post("/settings/tags/edit", given, follow=True).content.decode()
    assert re.search(r'data-tone="violet">key-account</span>', page)
    given = {"tag": ["webhook", "hooks"], "into": "webhooks"}
    page = client.post("/settings/tags/merge", given, follow=True).content.decode()
    assert "Merged hooks, webhook into webhooks" in page
    gone = client.post("/settings/tags/deletion", {"tag": "webhooks"}).content.decode()
    assert tags_of(ticket) == ["key-account"]
    undo = re.search(r'name="undo" value="([^"]+)"', gone)[1]
    client.post("/settings/tags/restored", {"undo": undo})
    assert tags_of(ticket) == ["key-account", "webhooks"]
    forged = client.post("/settings/tags/restored", {"undo": "x:y"}, follow=True)
    assert "can no longer be undone" in forged.content.decode()
    log = client.get("/settings/audit?kind=settings").content.decode()
    assert "Renamed tag vip to key-account on 1 ticket" in log
    assert "Merged hooks, webhook into tag webhooks on 1 ticket" in log
