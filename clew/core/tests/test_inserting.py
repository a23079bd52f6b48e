import pytest
from django.db import IntegrityError, transaction

from clew.core.inserting import insert, next_key
from clew.core.kept import answers
from clew.people.models import Staff, Team
from tests import cast

pytestmark = pytest.mark.django_db


def test_rows_that_name_each_other_are_there_together():
    message = cast.ticket(body="It broke.", tags=["export"]).messages.get()
    assert message.ticket.tags == ["export"]
    assert message.words


def test_a_row_with_a_key_of_the_sequence_leaves_it_to_nobody_else():
    [(key,)] = answers(f"SELECT {next_key(Team)}", ())
    team = Team(pk=key, name="Night", slug="night")
    insert(team)
    assert Team.objects.get(slug="night").pk == key
    assert Team.objects.create(name="Day", slug="day").pk != key


def test_a_written_row_can_be_saved_again():
    [(key,)] = answers(f"SELECT {next_key(Team)}", ())
    team = Team(pk=key, name="Night", slug="night")
    insert(team)
    team.name = "Late"
    team.save()
    assert Team.objects.get().name == "Late"


def test_either_all_rows_are_there_or_none():
    cast.staff()
    people = [Staff(email=email, name="Bo") for email in ("bo@clew.example", "maya@clew.example")]
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(*people)
    assert Staff.objects.count() == 1
