from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from clew.core.actors import SYSTEM, Actor
from clew.core.facts import facts_about
from clew.core.spreadsheets import written
from clew.people import queries
from clew.people.accounts.calculating import Source
from clew.people.accounts.files import read_file, template
from clew.people.actions import account_jobs
from clew.people.actions.account_files import check_file, import_accounts, take_over
from clew.people.actions.account_sources import choose_sources
from clew.people.facts import AccountsImported
from clew.people.models import Account, AccountJob, Group, GroupType, PlanChange, Role, Staff
from clew.people.queries.accounts import account_details

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def production():
    return queries.default_environment()


@pytest.fixture
def accounts(production):
    kind = GroupType.objects.create(
        environment=production, name="company", index=0, is_account=True
    )
    rows = [
        Group(environment=production, type=kind, key=f"k{n}", properties={"plan": "pro", "tier": n},
              created_at=NOW)
        for n in range(5)
    ]  # fmt: skip
    return Group.objects.bulk_create(rows)


@pytest.fixture
def admin():
    staff = Staff.objects.create(email="maya@clew.example", name="Maya", role=Role.ADMIN)
    return Actor.staff(staff)


def finished(job):
    while account_jobs.run(job.pk):
        pass
    job.refresh_from_db()
    return job


def test_all_accounts_follow_a_new_source_and_it_can_be_undone(production, accounts, admin):
    undo = choose_sources(environment=production, sources={"seats": Source("property", "tier")},
                          by=admin)  # fmt: skip
    job = finished(AccountJob.objects.get())
    assert (job.state, job.done, job.total, job.changed) == ("done", 5, 5, 5)
    assert list(Account.objects.order_by("pk").values_list("seats", flat=True)) == [0, 1, 2, 3, 4]
    assert Group.objects.filter(plan="pro").count() == 5
    assert choose_sources(environment=production, sources=undo, by=admin)
    finished(AccountJob.objects.first())
    assert not Account.objects.filter(seats__isnull=False).exists()


def test_a_job_goes_on_where_it_was_left(production, accounts, admin, monkeypatch):
    monkeypatch.setattr(account_jobs, "PIECE", 2)
    choose_sources(environment=production, sources={"seats": Source("property", "tier")}, by=admin)
    job = AccountJob.objects.get()
    assert account_jobs.run_piece(job.pk)
    account_jobs.continue_account_jobs()
    job.refresh_from_db()
    assert (job.state, job.done, job.percent) == ("running", 2, 40)
    assert finished(job).done == 5


def test_a_newer_choice_ends_the_older_job(production, accounts, admin):
    choose_sources(environment=production, sources={"seats": Source("property", "a")}, by=admin)
    choose_sources(environment=production, sources={"seats": Source("property", "b")}, by=admin)
    states = AccountJob.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["stopped", "running"]


def test_a_file_is_checked_first_and_then_taken_over(production, accounts, admin):
    text = written([
        ["Account key", "MRR", "Plan", "Owner", "Colour"],
        ["k0", "1,200", "enterprise", "maya@clew.example", "red"],
        ["k1", "", "pro", "", ""],
        ["k2", "much", "pro", "", ""],
        ["nobody", "5", "", "", ""],
        ["k0", "7", "", "", ""],
    ])  # fmt: skip
    Group.objects.update(plan="pro")
    job = finished(check_file(environment=production, name="crm.csv", text=text, by=admin))
    assert (job.state, job.total, job.changed) == ("checked", 5, 1)
    assert job.examples == [
        {"key": "k0", "changes": [
            ["Plan", "pro", "enterprise"], ["MRR", "", "1200"], ["Customer success", "", "Maya"],
        ]}
    ]  # fmt: skip
    assert [(one["line"], one["text"]) for one in job.problems] == [
        (1, "The column “Colour” is not known and is left out."),
        (4, "MRR: “much” is no amount. Write it like 1,200.50."),
        (5, "There is no account with the key “nobody”."),
        (6, "The account “k0” is on line 2 already."),
    ]
    assert not Account.objects.exists()
    take_over(job=job, by=admin)
    take_over(job=job, by=admin)
    job = finished(job)
    assert (job.state, job.changed, job.problem_count) == ("done", 1, 3)
    details = account_details(Group.objects.get(key="k0"))
    assert details.plan == "enterprise"
    assert details.given == {"mrr", "plan", "csm"}
    assert str(details.owners["csm"]) == "Maya"
    told = [one.fact for one in facts_about(f"environment/{production.pk}")]
    assert [(one.file, one.changed) for one in told if isinstance(one, AccountsImported)] == [
        ("crm.csv", 1)
    ]
    assert PlanChange.objects.get().by_name == "Maya"


def test_a_dash_takes_back_and_an_empty_cell_leaves(production, accounts, admin):
    import_accounts(environment=production, rows=[{"key": "k0", "mrr": 5, "seats": 7}], by=admin)
    text = "key;mrr;seats\nk0;-;\n"
    job = finished(check_file(environment=production, name="x.csv", text=text, by=admin))
    take_over(job=job, by=admin)
    finished(job)
    account = Account.objects.get()
    assert (account.mrr, account.seats, account.given) == (None, 7, {"seats": 7})


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("", "empty"),
        ("mrr\n5", "one of them must be “key”"),
        ("key,colour\na,b", "nothing to take over"),
        ("key,mrr,MRR\na,1,2", "Two columns"),
        ('key,mrr\n"a,5\nb"x,6', ""),
    ],
)
def test_a_file_that_is_none_is_refused(text, mistake):
    found = read_file(text)
    assert mistake in found.mistake if mistake else found.rows


def test_the_template_can_be_read():
    found = read_file(template())
    assert not found.notes
    assert found.rows[0][1] == "northwind"
    assert found.rows[0][2]["ae"] == "Bo Lind"


def test_a_list_of_the_api_is_all_or_nothing(production, accounts, admin):
    rows = [{"key": "k0", "mrr": 5}, {"key": "k1", "mrr": "much"}, {"key": "no", "mrr": 5}]
    with pytest.raises(ValidationError) as refused:
        import_accounts(environment=production, rows=rows, by=admin)
    assert set(refused.value.message_dict) == {"rows.1", "rows.2"}
    assert not Account.objects.exists()


def test_only_admins_import_and_choose(production):
    agent = Actor.staff(Staff.objects.create(email="a@clew.example", name="A", role=Role.LEAD))
    with pytest.raises(PermissionDenied):
        check_file(environment=production, name="x", text="key,mrr\na,1", by=agent)
    with pytest.raises(PermissionDenied):
        choose_sources(environment=production, sources={"mrr": None}, by=agent)


def test_many_lines_are_taken_in_pieces(production, accounts, monkeypatch):
    lines = "".join(f"k{n % 5 if n < 5 else n},{n}\n" for n in range(4_500))
    job = check_file(environment=production, name="x", text=f"key,mrr\n{lines}", by=SYSTEM)
    assert account_jobs.run_piece(job.pk)
    job.refresh_from_db()
    assert (job.done, job.percent) == (2_000, 44)
    job = finished(job)
    assert (job.changed, job.problem_count, len(job.problems)) == (5, 4_495, 50)
