import pytest

from clew.people.identity.ids import can_be_customer, id_text, is_illegal, is_stand_in, person_uuid

ANY_CASE = [
    "anonymous",
    "guest",
    "distinctid",
    "distinct_id",
    "id",
    "not_authenticated",
    "email",
    "undefined",
    "true",
    "false",
]
EXACT = ["[object Object]", "NaN", "None", "none", "null", "0", "undefined"]


@pytest.mark.parametrize("word", ANY_CASE)
def test_words_for_no_id_are_illegal_in_any_case_and_in_quotes(word):
    for form in (word, word.upper(), word.title(), f"'{word}'", f'"{word}"', f'"{word.upper()}"'):
        assert is_illegal(form), form


@pytest.mark.parametrize("word", EXACT)
def test_printed_nothings_are_illegal_as_printed_and_in_quotes(word):
    for form in (word, f"'{word}'", f'"{word}"'):
        assert is_illegal(form), form


@pytest.mark.parametrize("distinct_id", ["", " ", "\t\n", "''", '""', "'  '", "x" * 201, "a\x00b"])
def test_blank_too_long_and_unstorable_ids_are_illegal(distinct_id):
    assert is_illegal(distinct_id)


@pytest.mark.parametrize(
    "distinct_id", ["nan", "NULL", "NONE", "00", "identity", "guest-4", "'", "me@mail.example"]
)
def test_ids_which_only_resemble_illegal_ones_are_legal(distinct_id):
    assert not is_illegal(distinct_id)


@pytest.mark.parametrize("distinct_id", ["$company_acme", "$organization_12_b", "$a_\n"])
def test_ids_that_speak_for_a_group_are_stand_ins(distinct_id):
    assert is_stand_in(distinct_id)
    assert not can_be_customer(distinct_id)


@pytest.mark.parametrize("distinct_id", ["company_acme", "$5", "$company", "$company_", "u$a_b"])
def test_other_ids_speak_for_a_person(distinct_id):
    assert can_be_customer(distinct_id)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("u1", "u1"),
        (17, "17"),
        (17.0, "17"),
        (1.5, "1.5"),
        (True, "true"),
        (None, None),
        ({"a": 1}, "[object Object]"),
        (["u1"], "[object Object]"),
    ],
)
def test_ids_are_read_as_the_sdk_meant_them(value, text):
    assert id_text(value) == text


def test_person_ids_never_change_between_releases():
    assert str(person_uuid(1, "u1")) == "e025c8bb-41a4-5f06-9c13-a60be72cbcd5"
    assert person_uuid(1, "u1") != person_uuid(2, "u1")
