"""Whatever is asked, what is run reads only the sources that its reader may read."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clew.analytics.sql.access import Access
from clew.analytics.sql.compiling import compile_query
from clew.analytics.sql.reading import DIALECT
from clew.analytics.sql.refusing import QueryRefused
from clew.analytics.sql.sources import BARRIER, qualified
from clew.analytics.sql.tables import TABLES
from clew.analytics.sql.tests.attacks import ATTACKS

READERS = (
    Access(1, every_ticket=True, bodies=True, own_events=True),
    Access(1, staff_id=5, team_ids=(2,), hidden_team_ids=(3,)),
    Access(2, staff_id=6, own_teams_only=True, team_ids=(4,)),
)
# Names that mean something to us or to the engine, as aliases, CTEs and columns.
NAMES = st.sampled_from(
    ["x", "events", "persons", "clew", "system", "mirror_tickets", "environment_id", "__t1",
     "__c1", "__q1", "`a.b`", "`we``ird`", '"q\\"uote"', "`x' OR 1`", "number", "team_id", "lib",
     "`clew.events`", "FINAL", "properties", "person", "`SELECT`", "ünï", "`\\\\`"]
)  # fmt: skip
COLUMNS = st.sampled_from(
    ["event", "timestamp", "person_id", "properties.a", "properties.$b.c", "properties['d']",
     "e.properties.x", "person.properties.y", "group_0.name", "e.event", "$session_id", "x",
     "environment_id", "properties", "e.*", "*", "_part", "p.id", "p.properties.plan", "events"]
)  # fmt: skip
LITERALS = st.sampled_from(
    ["1", "'a'", "'it''s'", "'\\\\'", "'\\''", "NULL", "true", "[1, 2]", "('a', 1)", "1.5e3",
     "{v:String}", "INTERVAL 1 DAY", "'; DROP TABLE events --'", "'FROM clew.events'", "''"]
)  # fmt: skip
TABLE_NAMES = st.sampled_from(
    ["events", "events AS e", "events e", "events e", "persons p", "persons p",
     "tickets", "ticket_messages", "targets", "sessions",
     "system.one", "clew.events", "mirror_tickets", "x", "clew", "groups", "numbers(3)",
     "merge('clew', '.*')", "events FINAL", "{t:Identifier}", "surveys"]
)  # fmt: skip
HOSTILE = st.sampled_from(
    ["sleep(1)", "throwIf(1)", "file('/etc/passwd')", "dictGet('a', 'b', 1)", "hostName()",
     "1 IN system.one", "1 IN mirror_tickets", "COLUMNS('.*')", "getSetting('readonly')"]
)  # fmt: skip


def _calls(inner):
    return st.one_of(
        st.builds("count({})".format, inner),
        st.builds("sum({})".format, inner),
        st.builds("toString({})".format, inner),
        st.builds("({} = {})".format, inner, inner),
        st.builds("({} + {})".format, inner, inner),
        st.builds("({} AND NOT {})".format, inner, inner),
        st.builds("({} AS {})".format, inner, NAMES),
        st.builds("({} IN ({}))".format, inner, inner),
        st.builds("({} IN {})".format, inner, NAMES),
        st.builds("arrayMap({} -> {}, [1])".format, NAMES, inner),
        st.builds("CASE WHEN {} THEN {} ELSE {} END".format, inner, inner, inner),
        st.builds("({} LIKE {})".format, inner, inner),
        st.builds("max({}) OVER (PARTITION BY {})".format, inner, inner),
        st.builds("CAST({} AS String)".format, inner),
    )


EXPRESSIONS = st.recursive(
    st.one_of(COLUMNS, COLUMNS, LITERALS, LITERALS, NAMES, HOSTILE), _calls, max_leaves=5
)


def _queries(inner):
    froms = st.one_of(
        TABLE_NAMES, TABLE_NAMES, st.builds("({}) AS {}".format, inner, NAMES),
        st.builds("events e JOIN {} ON e.person_id = p.id".format, TABLE_NAMES),
        st.builds("events e LEFT JOIN ({}) p ON {}".format, inner, EXPRESSIONS),
    )  # fmt: skip
    return st.one_of(
        st.builds("SELECT {} FROM {}".format, EXPRESSIONS, froms),
        st.builds("SELECT {} AS {}, {} FROM {} WHERE {}".format,
                  EXPRESSIONS, NAMES, EXPRESSIONS, froms, EXPRESSIONS),
        st.builds("SELECT {} FROM {} GROUP BY {} ORDER BY {}".format,
                  EXPRESSIONS, froms, EXPRESSIONS, EXPRESSIONS),
        st.builds("WITH {} AS ({}) {}".format, NAMES, inner, inner),
        st.builds("WITH {} AS {} {}".format, LITERALS, NAMES, inner),
        st.builds("{} UNION ALL {}".format, inner, inner),
        st.builds("SELECT ({}) AS {}".format, inner, NAMES),
        st.builds("SELECT {} FROM {} WHERE EXISTS ({})".format, EXPRESSIONS, froms, inner),
    )  # fmt: skip


QUERIES = st.recursive(
    st.builds("SELECT {} FROM {}".format, EXPRESSIONS, TABLE_NAMES), _queries, max_leaves=4
)


def sources_of(access):
    plain = [qualified(table.source(access)) for table in TABLES.values()]
    return sorted((text + end for text in plain for end in (BARRIER, "")), key=len, reverse=True)


def left_of(sql, access):
    """The compiled SQL without the sources its reader may read."""
    for source in sources_of(access):
        sql = sql.replace(f"FROM ({source})", "FROM (ALLOWED)")
    return sql


def assert_within_fences(sql, access):
    tokens = DIALECT.tokenize(left_of(sql, access))
    words = [token.text for token in tokens if token.token_type.name != "STRING"]
    kinds = [token.token_type.name for token in tokens if token.token_type.name != "STRING"]
    for at, word in enumerate(words):
        if word.upper() in {"FROM", "JOIN"} and kinds[at] != "IDENTIFIER":
            assert words[at + 1] == "(" or re.fullmatch(r"__q\d+", words[at + 1]), sql
        assert word != "clew", sql
        assert word.upper() not in {"SETTINGS", "FORMAT", "OUTFILE", "FINAL", "SAMPLE"}, sql
        if word == "IN":
            assert words[at + 1] in {"(", "[", "tuple", "{"}, sql


@settings(max_examples=200, suppress_health_check=list(HealthCheck))
@given(query=QUERIES, reader=st.sampled_from(READERS))
def test_every_table_that_is_read_stands_inside_its_fence(query, reader):
    try:
        found = compile_query(query, reader, {"v": "a"})
    except QueryRefused:
        return
    assert_within_fences(found.sql, reader)


@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(
    query=st.builds(
        str.replace, QUERIES, st.just("x"), st.sampled_from([query for query, _ in ATTACKS[:60]])
    )
)
def test_attacks_woven_into_queries_stay_inside(query):
    try:
        found = compile_query(query, READERS[1], {"v": "a"})
    except QueryRefused:
        return
    assert_within_fences(found.sql, READERS[1])


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(text=st.text(max_size=40))
def test_any_text_comes_back_as_it_is(text, store):
    """However it is quoted, and the engine reads nothing else in it."""
    typed = text.replace("\x00", "").encode("utf-8", "replace").decode()
    escaped = typed.replace("\\", "\\\\").replace("'", "\\'")
    found = compile_query(f"SELECT '{escaped}' AS a, {{v:String}} AS b", READERS[0], {"v": typed})
    with store.reader() as client:
        rows = client.query(found.sql, parameters=found.parameters).result_rows
    assert rows == [(typed, typed)]


@settings(max_examples=50, suppress_health_check=list(HealthCheck))
@given(query=QUERIES)
def test_what_is_compiled_parses_and_names_only_our_tables(query, store):
    try:
        found = compile_query(query, READERS[1], {"v": "a"})
    except QueryRefused:
        return
    with store.reader() as client:
        tree = "\n".join(
            row[0]
            for row in client.query(
                f"EXPLAIN AST {found.sql}", parameters=found.parameters
            ).result_rows
        )
    tables = set(re.findall(r"TableIdentifier (\S+)", tree))
    assert {each for each in tables if not each.startswith("__q")} <= {
        f"clew.{each}" for each in ("events", "mirror_persons", "mirror_distinct_ids",
                                    "mirror_groups", "mirror_tickets", "mirror_messages",
                                    "mirror_targets")
    }  # fmt: skip
    assert "TableFunction" not in tree


@pytest.mark.parametrize("reader", READERS, ids=["admin", "agent", "own teams"])
def test_each_table_can_be_read_whole(reader, store):
    """Every registered source is SQL the engine takes, behind every fence."""
    for name in TABLES:
        found = compile_query(f"SELECT * FROM {name}", reader)
        with store.reader() as client:
            assert client.query(found.sql).column_names is not None
