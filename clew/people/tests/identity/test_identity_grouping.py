from stories import after, group_identify, partition, refusals, sent

from clew.people.identity.ids import person_uuid
from clew.people.identity.incoming import NO_GROUPS, PersonMode
from clew.people.identity.population import Population
from clew.people.identity.rules import apply


def test_groups_get_their_columns_in_the_order_their_types_were_first_seen():
    population = Population(environment_id=1)
    first = apply(sent("x", "user", groups={"company": "acme"}), population)
    second = apply(sent("x", "user", groups={"project": "7", "company": "acme"}), population)
    assert first.group_columns == ("acme", "", "", "", "")
    assert second.group_columns == ("acme", "7", "", "", "")
    assert apply(sent("x", "user"), population).group_columns == NO_GROUPS


def test_a_described_group_keeps_what_was_said_and_the_latest_word_counts():
    population = after(
        group_identify("$company_acme", "company", "acme", name="Acme", plan="free"),
        group_identify("$company_acme", "company", "acme", minute=1, plan="pro"),
    )
    assert population.groups["company", "acme"].properties == {"name": "Acme", "plan": "pro"}


def test_describing_a_group_never_makes_a_customer():
    for distinct_id in ("$company_acme", "backend-7"):
        population = Population(environment_id=1)
        resolved = apply(group_identify(distinct_id, "company", "acme"), population)
        assert partition(population) == set()
        assert not resolved.is_customer
        assert resolved.person_id == person_uuid(1, distinct_id)
        assert resolved.person_mode == PersonMode.PROPERTYLESS
        assert resolved.group_columns == ("acme", "", "", "", "")


def test_describing_a_group_is_the_persons_event_if_there_is_one():
    population = after(sent("$pageview", "user"))
    resolved = apply(group_identify("user", "company", "acme"), population)
    assert resolved.is_customer
    assert resolved.person_id == population.person_of("user").id


def test_a_servers_event_for_a_group_is_the_groups_and_nobodys():
    population = Population(environment_id=1)
    event = sent("invoice paid", "$company_acme", groups={"company": "acme"})
    resolved = apply(event, population)
    assert not resolved.is_customer
    assert resolved.group_columns == ("acme", "", "", "", "")
    assert population.changes.members == {}


def test_a_sixth_type_is_refused_once_and_the_others_still_count():
    five = {f"type{number}": "k" for number in range(5)}
    population = after(sent("x", "user", groups=five))
    columns = [
        apply(sent("x", "user", minute=m, groups={"more": "k", "type4": "z"}), population)
        for m in (1, 2)
    ]
    assert {resolved.group_columns for resolved in columns} == {("", "", "", "", "z")}
    assert refusals(population) == ["group_type_limit_exceeded"]
    assert population.changes.refusals[0].other_id == "more"


def test_groups_that_cannot_be_stored_are_refused_and_the_event_is_kept():
    population = Population(environment_id=1)
    for groups in ({"company": "x" * 401}, {"company": " "}, {"c\x00": "a"}, {"t" * 201: "a"}):
        assert apply(sent("x", "user", groups=groups), population).group_columns == NO_GROUPS
    assert set(refusals(population)) == {"unusable_group"}
    assert apply(sent("$groupidentify", "user"), population).group_columns == NO_GROUPS


def test_whoever_acts_in_a_group_is_a_member():
    population = after(sent("x", "user", groups={"company": "acme"}))
    assert list(population.changes.members) == [
        (population.person_of("user").id, ("company", "acme"))
    ]


def test_sightings_within_a_minute_are_one():
    population = after(*(sent("x", "user", groups={"company": "acme"}) for _ in range(3)))
    first = dict(population.changes.members)
    after(sent("x", "user", minute=1, groups={"company": "acme"}), population=population)
    assert population.changes.members != first
