"""The table of who owns what: changed by row, whole, and from a file; nothing half done."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from clew.core.actors import SYSTEM, Actor
from clew.core.models import FactRecord
from clew.people.models import Role
from clew.routing.actions.ownership import (
    GivenRow,
    add_owned_area,
    import_ownership,
    plan_of,
    save_table,
)
from clew.routing.models import ProductGroup, Region
from clew.routing.ownership.files import csv_of
from clew.routing.ownership.rows import digest_of, known_now, read_row, texts_of
from clew.routing.queries.ownership import areas_with_owners, owner_of, ownership_of
from clew.routing.seeded_groups import seed_groups
from clew.tickets.models import Area
from tests import cast

pytestmark = pytest.mark.django_db
DATA = {
    "team": "Delivery",
    "answers": "team",
    "label": "Data Exports",
    "group": "data",
    "pages": "/exports/*\nhttps://app.heron.example/files?x=1",
    "keywords": "CSV export, parquet,, csv EXPORT",
}


@pytest.fixture(autouse=True)
def _house():
    seed_groups(ProductGroup.objects, Region.objects)
    Area.objects.all().delete()
    cast.team()


@pytest.fixture
def lead():
    return Actor.staff(cast.staff("Liv Lead", role=Role.LEAD))


def table():
    return [(area.name, texts_of(ownership_of(area))) for area in areas_with_owners(retired=True)]


def test_a_row_is_read_from_what_people_write():
    row = read_row(DATA, known_now())
    assert row.label == "data-exports"
    assert row.pages == ("/exports/*", "app.heron.example/files")
    assert row.keywords == ("csv EXPORT", "parquet")


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("team", "Nobodies", "There is no team “Nobodies”. There are: Delivery."),
        ("group", "Nothing", "There is no product group “Nothing”"),
        ("answers", "perhaps", "Write support or team."),
        ("pages", "exports", "“exports” is no page."),
        ("keywords", "?!", "has no letter"),
        ("team", "", "Choose the team that answers"),
    ],
)
def test_what_cannot_be_is_said_at_its_cell(field, text, words):
    with pytest.raises(ValidationError) as error:
        read_row({**DATA, field: text}, known_now())
    assert list(error.value.message_dict) == [field]
    assert words in error.value.message_dict[field][0]


def test_agents_read_and_leads_write(lead):
    area = cast.area("Exports")
    for who in (cast.staff(), cast.light_agent()):
        with pytest.raises(PermissionDenied, match="Leads and admins"):
            save_table(given={area.pk: GivenRow(DATA)}, by=Actor.staff(who))
    assert save_table(given={area.pk: GivenRow(DATA)}, by=lead).names == ["Exports"]
    found = owner_of("Exports")
    assert (found.team, found.support_first, found.label) == (cast.team(), False, "data-exports")


def test_one_wrong_cell_saves_nothing(lead):
    one, two = cast.area("Exports"), cast.area("Docs")
    given = {one.pk: GivenRow(DATA), two.pk: GivenRow({**DATA, "pages": "docs"})}
    saved = save_table(given=given, by=lead)
    assert list(saved.errors) == [two.pk]
    assert owner_of("Exports").team is None


def test_two_who_edit_one_row_hear_of_it(lead):
    area = cast.area("Exports")
    seen = digest_of(texts_of(ownership_of(areas_with_owners().get(pk=area.pk))))
    save_table(given={area.pk: GivenRow({**DATA, "label": "first"}, seen)}, by=lead)
    saved = save_table(given={area.pk: GivenRow({**DATA, "label": "second"}, seen)}, by=SYSTEM)
    assert "Somebody changed this row" in saved.errors[area.pk][""][0]
    assert owner_of("Exports").label == "first"


def test_saving_the_same_says_nothing(lead):
    area = cast.area("Exports")
    save_table(given={area.pk: GivenRow(DATA)}, by=lead)
    facts = FactRecord.objects.count()
    assert save_table(given={area.pk: GivenRow(DATA)}, by=lead).names == []
    assert FactRecord.objects.count() == facts


def test_the_file_reads_as_it_was_written(lead):
    add_owned_area(name="Exports", texts=DATA, by=lead)
    add_owned_area(name="=Formula", texts={}, by=lead)
    text = csv_of(table())
    assert text.startswith("\ufeffArea,Team,Answers first,Label,Product group,Pages,Keywords")
    assert "'=Formula" in text
    plan = plan_of(text)
    assert (plan.rows, plan.errors, plan.same) == ([], [], 2)


def test_a_file_is_previewed_and_taken_whole(lead):
    cast.area("Exports")
    cast.area("Docs")
    text = "Area;Team;Answers first;Group\nExports;delivery;team;Data\nReplay;;support;Replay\n"
    plan = plan_of(text)
    assert [(row.name, row.area is None) for row in plan.rows] == [
        ("Exports", False),
        ("Replay", True),
    ]
    changes = [(change.label, change.before, change.after) for change in plan.rows[0].changes]
    assert ("Team", "", "Delivery") in changes
    assert plan.untouched == 1
    import_ownership(text=text, by=lead)
    assert owner_of("Exports").team == cast.team()
    assert str(owner_of("Replay").group) == "Replay"
    assert FactRecord.objects.filter(name="routing.OwnershipImported").count() == 1


def test_one_wrong_line_takes_nothing(lead):
    text = "Area,Team\nExports,Delivery\nDocs,Nobodies\nexports,\n,\nDocs\n"
    plan = import_ownership(text=text, by=lead)
    assert [line for line, _ in plan.errors] == [3, 4, 6]
    assert not Area.objects.exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "There is nothing in it"),
        ("Team,Colour\nDelivery,red\n", "No column is called “Colour”"),
        ("Team\nDelivery\n", "needs a column called Area"),
        ("Area,Area\nDocs,Docs\n", "twice"),
    ],
)
def test_a_file_without_sense_is_refused(text, words, lead):
    plan = import_ownership(text=text, by=lead)
    assert any(words in said for _, said in plan.errors)
    assert not plan.is_ready


def test_columns_that_are_missing_change_nothing(lead):
    add_owned_area(name="Exports", texts=DATA, by=lead)
    import_ownership(text="area\tkeywords\nExports\tdump, backup\n", by=lead)
    found = owner_of("Exports")
    assert found.keywords == ("dump", "backup")
    assert found.team == cast.team()
