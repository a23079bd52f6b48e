from stories import START, after, group_identify, identify, partition, people, refusals, sent

from clew.people.identity.ids import person_uuid
from clew.people.identity.incoming import NO_GROUPS, PersonMode
from clew.people.identity.population import Population
from clew.people.identity.rules import apply


def personless(distinct_id, *, event="$pageview", **parts):
    return sent(event, distinct_id, person_processing=False, **parts)


def test_a_personless_event_makes_nobody_but_has_a_stable_person_id():
    population = Population(environment_id=1)
    event = personless("anon", set={"plan": "pro"}, groups={"company": "acme"})
    resolved = apply(event, population)
    assert resolved.person_id == person_uuid(1, "anon")
    assert resolved.person_mode == PersonMode.PROPERTYLESS
    assert resolved.group_columns == NO_GROUPS
    assert not resolved.is_customer
    assert partition(population) == set()
    assert population.groups == {}


def test_events_from_before_the_login_belong_to_the_person_it_makes():
    population = Population(environment_id=1)
    before = apply(personless("anon"), population)
    after(identify("user", "anon", minute=1), population=population)
    assert population.person_of("user").id == before.person_id


def test_a_personless_event_long_after_the_person_began_is_upgraded():
    population = after(identify("user", "anon"))
    early = apply(personless("anon", minute=1), population)
    late = apply(personless("anon", minute=2, set={"plan": "pro"}), population)
    assert early.person_mode == PersonMode.PROPERTYLESS
    assert late.person_mode == PersonMode.FORCE_UPGRADE
    assert early.person_id == late.person_id == population.person_of("user").id
    assert early.is_customer
    assert population.person_of("user").properties == {}
    assert population.person_of("user").created_at == START


def test_personless_events_can_neither_merge_nor_describe_groups():
    population = Population(environment_id=1)
    apply(
        sent("$identify", "u", person_processing=False, properties={"$anon_distinct_id": "a"}),
        population,
    )
    described = group_identify("u", "company", "acme")
    apply(personless("u", event="$groupidentify", properties=described.properties), population)
    assert partition(population) == set()
    assert population.groups == {}
    assert refusals(population) == ["invalid_event_when_process_person_profile_is_false"] * 2


def test_ids_that_are_nobodys_stay_nobodys():
    population = Population(environment_id=1)
    for distinct_id in ("undefined", "$company_acme", "'null'", ""):
        resolved = apply(sent("x", distinct_id, set={"email": "a@b.example"}), population)
        assert not resolved.is_customer
    assert partition(population) == people()
