"""An account's values at a desk: edited in place, merged, people assigned; and who may not."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from clew.people.actions import account_jobs
from clew.people.models import (
    Account,
    AccountJob,
    AccountSource,
    Group,
    GroupType,
    Membership,
    Role,
)
from clew.people.queries.accounts import account_details
from tests import cast

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def heron():
    return cast.account("Heron")


def signed_in(staff):
    client = Client()
    client.force_login(staff)
    return client


@pytest.fixture
def desk():
    return signed_in(cast.staff())


@pytest.fixture
def admin():
    return signed_in(cast.staff("Ines Admin", role=Role.ADMIN))


def toast(answer):
    return json.loads(answer["X-Clew-Toast"])


def take_back(desk, answer):
    undo = toast(answer)["undo"]
    return desk.post(undo["url"], undo["fields"], headers=HTMX)


def test_a_value_is_edited_in_place_and_undone(desk, heron):
    form = desk.get(f"/accounts/{heron.pk}/header?edit=mrr").content.decode()
    assert 'name="mrr"' in form
    answer = desk.post(f"/accounts/{heron.pk}/values", {"mrr": "1,200"}, headers=HTMX)
    assert "1,200" in answer.content.decode()
    assert "set by hand" in answer.content.decode()
    assert "1,200" not in take_back(desk, answer).content.decode()


def test_what_cannot_be_read_is_refused_in_words(desk, heron):
    answer = desk.post(f"/accounts/{heron.pk}/values", {"mrr": "much"}, headers=HTMX)
    assert (answer.status_code, answer.content.decode()) == (
        422, "MRR: “much” is no amount. Write it like 1,200.50.",
    )  # fmt: skip


def test_an_owner_is_chosen_named_and_undone(desk, heron):
    nils = cast.staff("Nils Berg")
    answer = desk.post(
        f"/accounts/{heron.pk}/owners", {"kind": "csm", "staff": nils.pk}, headers=HTMX
    )
    assert "Nils Berg" in answer.content.decode()
    answer = desk.post(
        f"/accounts/{heron.pk}/owners", {"kind": "csm", "name": "Bo Lind"}, headers=HTMX
    )
    assert str(account_details(heron).owners["csm"]) == "Bo Lind"
    take_back(desk, answer)
    assert account_details(heron).owners["csm"].staff == nils


def test_links_are_pages_only(desk, heron):
    url = f"/accounts/{heron.pk}/links"
    answer = desk.post(url, {"label": "CRM", "url": "javascript:alert(1)"}, headers=HTMX)
    assert answer.status_code == 422
    answer = desk.post(url, {"label": "CRM", "url": "https://crm.example/1"}, headers=HTMX)
    assert 'href="https://crm.example/1"' in answer.content.decode()
    assert "crm.example" not in take_back(desk, answer).content.decode()


def test_two_accounts_are_merged_from_a_preview_and_parted(desk, heron, store):
    egret = cast.account("Heron Europe", members=(cast.person("Bo"),))
    assert "Heron Europe" in desk.get(f"/accounts/{heron.pk}/merge").content.decode()
    shown = desk.get(f"/accounts/{heron.pk}/merge", {"key": egret.key}).content.decode()
    assert "becomes part of" in shown
    answer = desk.post(f"/accounts/{heron.pk}/merge", {"key": egret.key}, headers=HTMX)
    assert answer["X-Clew-Location"] == "/customers/group/company/heron"
    egret.refresh_from_db()
    assert egret.merged_into == heron
    assert desk.get(f"/accounts/{egret.pk}/header").status_code == 404
    take_back(desk, answer)
    egret.refresh_from_db()
    assert egret.merged_into is None


def test_somebody_without_an_account_is_assigned_with_one_click(desk, heron):
    ada, bo = cast.person("Ada"), cast.person("Bo")
    cast.account("Heron", members=(ada,))
    Membership.objects.filter(person=bo).delete()
    url = f"/people/{bo.pk}/account-suggestion"
    assert "Looks like Heron" in desk.get(url).content.decode()
    assert "Assigned to" in desk.post(url, {"account": heron.pk}).content.decode()
    assert Membership.objects.get(person=bo).by_hand
    assert "Looks like Heron" in desk.post(f"{url}/undoing", {"account": heron.pk}).content.decode()
    assert "Heron" in desk.get(url, {"q": "hero"}).content.decode()


@pytest.mark.parametrize("account", ["9" * 5000, "\u0663", "-1", "x", ""])
def test_what_is_no_id_is_no_account(desk, account):
    url = f"/people/{cast.person('Bo').pk}/account-suggestion"
    for end in ("", "/undoing"):
        assert desk.post(f"{url}{end}", {"account": account}, headers=HTMX).status_code == 422


def test_light_agents_look_and_change_nothing(heron):
    desk, bo = signed_in(cast.light_agent()), cast.person("Bo")
    shown = desk.get(f"/accounts/{heron.pk}/header?edit=mrr").content.decode()
    assert "<form" not in shown
    for url, given in (
        (f"/accounts/{heron.pk}/values", {"mrr": "5"}),
        (f"/accounts/{heron.pk}/owners", {"kind": "csm", "name": "Bo"}),
        (f"/accounts/{heron.pk}/links", {"label": "x", "url": "https://x.example"}),
        (f"/accounts/{heron.pk}/merge", {"key": cast.account("Egret").key}),
        (f"/people/{bo.pk}/account-suggestion", {"account": heron.pk}),
    ):
        assert desk.post(url, given, headers=HTMX).status_code == 403, url
    assert not Account.objects.exists()


def test_strangers_find_nothing(heron):
    for url in (f"/accounts/{heron.pk}/header", "/settings/accounts", "/settings/accounts/export"):
        assert Client().get(url).status_code in {302, 401}, url


def test_sources_are_tried_saved_and_undone(admin, heron):
    Group.objects.update(properties={"seat_limit": 40, "plan": "scale"})
    page = admin.get("/settings/accounts").content.decode()
    assert "seat_limit, such as 40" in page
    given = {"source-seats": "property:seat_limit"}
    tried = admin.post("/settings/accounts/preview", given, headers=HTMX).content.decode()
    assert "<dd>40</dd>" in tried
    assert not AccountSource.objects.exists()
    answer = admin.post("/settings/accounts/sources", given, headers=HTMX)
    account_jobs.run(AccountJob.objects.get().pk)
    assert Account.objects.get(pk=heron.pk).seats == 40
    take_back(admin, answer)
    assert not AccountSource.objects.exists()


def test_another_kind_of_group_becomes_the_account(admin, heron):
    GroupType.objects.create(environment=heron.environment, name="project", index=1)
    answer = admin.post("/settings/accounts/type", {"type": "project"}, headers=HTMX)
    assert GroupType.objects.get(is_account=True).name == "project"
    take_back(admin, answer)
    assert GroupType.objects.get(is_account=True).name == "company"


def test_a_file_is_chosen_looked_at_and_taken(admin, heron):
    file = SimpleUploadedFile("crm.csv", b"key,mrr\nheron,1200\nnobody,5\n")
    where = admin.post("/settings/accounts/files", {"file": file}).url
    job = AccountJob.objects.get()
    account_jobs.run(job.pk)
    shown = admin.get(where).content.decode()
    assert "1 account changes" in shown
    assert "There is no account with the key “nobody”." in shown
    admin.post(f"{where}/taking")
    account_jobs.run(job.pk)
    assert "1 account changed" in admin.get(f"{where}/progress").content.decode()
    exported = b"".join(admin.get("/settings/accounts/export").streaming_content).decode()
    assert "heron,Heron,,1200" in exported


def test_only_admins_open_the_settings(desk, heron):
    for url in ("/settings/accounts", "/settings/accounts/files", "/settings/accounts/export"):
        assert desk.get(url).status_code == 403, url
    assert desk.post("/settings/accounts/sources", {"source-mrr": "none"}).status_code == 403
