"""The lane diagram's values."""

from clew.analytics.diagnosis.evidence import Call, Detail, Refused
from clew.analytics.diagnosis.lanes import MOST, Sign, Stretch, lanes
from clew.analytics.diagnosis.tests.cases import ago, call, case, person, use

ADA = person("ada", "anon")
OTHER = person("ada@heron.example", ours=False)


def test_a_lane_for_each_id_with_its_sdks_and_whose_it_is():
    uses = [use("ada", first_at=ago(9)), use("ada", "posthog-node", first_at=ago(8))]
    uses += [use("anon", first_at=ago(10)), use("ada@heron.example", first_at=ago(40), ours=False)]
    drawn = lanes(case(people=[ADA, OTHER], uses=uses))
    assert [lane.distinct_id for lane in drawn.lanes] == ["anon", "ada", "ada@heron.example"]
    assert [lane.ours for lane in drawn.lanes] == [True, True, False]
    assert drawn.lanes[1].libs == ("web", "posthog-node")
    assert (drawn.since, drawn.left_out) == (ago(40), 0)


def test_marks_where_ids_were_joined_or_refused():
    alias = Call(ago(3), "$create_alias", "ada", "bob", "web", "u1")
    calls = [call("$identify", "ada", "anon", 5), alias]
    turned_away = [
        Refused(ago(3), "cannot_merge_already_identified", "ada", "bob", "u1"),
        Refused(ago(2), "cannot_merge_with_illegal_distinct_id", "script", "ada", "u2"),
    ]
    drawn = lanes(case(people=[ADA], uses=[use("ada")], calls=calls, refused=turned_away))
    by_id = {lane.distinct_id: lane for lane in drawn.lanes}
    assert [mark.sign for mark in by_id["ada"].marks] == [Sign.IDENTIFY, Sign.REFUSED]
    assert by_id["script"].marks[0].other_id == "ada"
    assert by_id["script"].person == ""


def test_a_device_that_begins_again_was_reset():
    def seen(distinct_id, first, last):
        return Detail(distinct_id, "web", "", "d1", first_at=ago(first), last_at=ago(last))

    details = [seen("d1", 9, 8), seen("ada", 8, 5), seen("anon", 4, 3)]
    drawn = lanes(case(people=[ADA], uses=[use("ada"), use("anon")], details=details))
    signs = {lane.distinct_id: [mark.sign for mark in lane.marks] for lane in drawn.lanes}
    assert signs == {"ada": [], "anon": [Sign.RESET]}
    overlapping = [seen("ada", 8, 5), seen("anon", 6, 3)]
    quiet = lanes(case(people=[ADA], uses=[use("ada"), use("anon")], details=overlapping))
    assert not any(lane.marks for lane in quiet.lanes)


def test_spans_by_session_and_no_more_lanes_than_can_be_read():
    spans = [Stretch("ada", "web", "1", f"s{n}", ago(n), ago(n), 3) for n in range(4)]
    (lane,) = lanes(case(people=[ADA], uses=[use("ada")]), spans).lanes
    assert [span.session for span in lane.spans] == ["s3", "s2", "s1", "s0"]
    many = lanes(case(uses=[use(f"id{n}") for n in range(MOST + 5)]))
    assert (len(many.lanes), many.left_out) == (MOST, 5)
    assert lanes(case()).since is None
