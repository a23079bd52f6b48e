"""What holds for any history: order, replays, and nothing lost."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stories import after, alias, identify, merge_dangerously, partition, sent

# Laws hold on slow machines too.
law = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

USERS = [f"user{number}" for number in range(4)]
ANONS = [f"anon{number}" for number in range(8)]
IDS = st.sampled_from(USERS + ANONS)

# Each device belongs to one user: no two identifies contradict each other.
logins = st.lists(
    st.tuples(st.sampled_from(USERS), st.sampled_from(ANONS)), unique_by=lambda p: p[1]
)

values = st.dictionaries(st.sampled_from("abc"), st.integers(0, 3), max_size=2)
minutes = st.integers(0, 9)
anything = st.one_of(
    st.builds(lambda i, m, v: sent("x", i, minute=m, set=v), IDS, minutes, values),
    st.builds(lambda i, m, v: sent("x", i, minute=m, set_once=v), IDS, minutes, values),
    st.builds(lambda i, m: sent("x", i, minute=m, person_processing=False), IDS, minutes),
    st.builds(lambda u, a, m: identify(u, a, minute=m), IDS, IDS, minutes),
    st.builds(lambda u, a, m: alias(u, a, minute=m), IDS, IDS, minutes),
    st.builds(lambda u, a, m: merge_dangerously(u, a, minute=m), IDS, IDS, minutes),
)
histories = st.lists(anything, max_size=25)


@law
@given(logins, st.data())
def test_logins_that_do_not_contradict_give_the_same_persons_in_any_order(pairs, data):
    shuffled = data.draw(st.permutations(pairs))
    told = after(*(identify(user, anon) for user, anon in pairs))
    retold = after(*(identify(user, anon) for user, anon in shuffled))
    assert partition(told) == partition(retold)
    assert told.changes.refusals == retold.changes.refusals == []


@law
@given(logins, st.data())
def test_visits_between_logins_do_not_matter_to_who_is_who(pairs, data):
    visits = [sent("x", distinct_id) for distinct_id in {i for pair in pairs for i in pair}]
    events = data.draw(st.permutations([*(identify(u, a) for u, a in pairs), *visits]))
    assert partition(after(*events)) == partition(after(*(identify(u, a) for u, a in pairs)))


@law
@given(histories)
def test_a_replay_changes_nobody(events):
    population = after(*events)
    who = partition(population)
    after(*events, population=population)
    assert partition(population) == who


@law
@given(logins)
def test_replayed_logins_change_nothing_at_all(pairs):
    events = [identify(user, anon, set={"a": 1}) for user, anon in pairs]
    population = after(*events)
    people, ids = dict(population.persons), dict(population.person_ids)
    after(*events, population=population)
    assert population.persons == people
    assert population.person_ids == ids


@law
@given(histories)
def test_no_distinct_id_is_ever_lost_and_each_has_one_living_person(events):
    population = after(*events)
    for event in events:
        if event.person_processing:
            person = population.person_of(event.distinct_id)
            assert population.persons[person.id] is person
    assert set(population.changes.new_ids) == set(population.person_ids)
    assert not population.changes.merged.keys() & population.persons.keys()


@law
@given(histories)
def test_the_same_history_always_gives_the_same_persons(events):
    told, retold = after(*events), after(*events)
    assert told.persons == retold.persons
    assert told.changes == retold.changes


@law
@given(values, values, values)
def test_the_survivor_wins_and_the_event_has_the_last_word(theirs, mine, said):
    population = after(
        sent("$set", "anon", set=theirs),
        sent("$set", "user", set=mine),
        identify("user", "anon", set=said),
    )
    assert population.person_of("anon").properties == {**theirs, **mine, **said}
