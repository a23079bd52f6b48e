import pytest

from clew.analytics.sql.access import Access
from clew.analytics.sql.compiling import compile_query
from clew.analytics.sql.refusing import QueryRefused
from clew.analytics.sql.tests.conftest import ADMIN, PERSONS, event, insert

# Word for word as a handbook of a product has it.
AUDIT = """-- Get all user emails for an organization from persons table  
WITH org_users AS (  
    SELECT DISTINCT  
        properties.email as user_email,  
        properties.org__name as org_name  
    FROM persons  
    WHERE properties.organization_id = 'ORGANIZATION_ID'  
        AND properties.email IS NOT NULL  
)  
SELECT   
    e.timestamp,  
    ou.org_name,
    e.properties.target_user_id as target_user_id,  
    e.properties.target_user_email as target_email,  
    e.event,  
    e.properties.staff_user_email as staff_email,  
    e.properties.mode as mode,  
    e.properties.reason as reason
FROM events e  
JOIN org_users ou ON e.properties.target_user_email = ou.user_email  
WHERE   
    e.event IN ('impersonation_started', 'impersonation_upgraded')  
    AND e.timestamp >= now() - INTERVAL 30 DAY  
ORDER BY e.timestamp DESC  
"""  # noqa: W291
ASKED = {
    "SELECT count(), uniq(properties.email), sum(properties.n), max(properties.n) FROM events":
        [[8, 4, 28, 7]],
    "SELECT countIf(properties.paid), count(*) FILTER (WHERE properties.paid) FROM events":
        [[2, 2]],
    "SELECT avgIf(properties.n, event = 'pay'), quantile(0.5)(properties.n) FROM events":
        [[4, 3.5]],
    "SELECT properties.$browser b, count() FROM events GROUP BY b": [["Firefox", 8]],
    "SELECT properties.o.a.b, properties['o']['a'].b, e.properties.o.a.b FROM events e LIMIT 1":
        [["deep", "deep", "deep"]],
    "SELECT properties.nothing IS NULL, properties.n IS NOT NULL FROM events LIMIT 1": [[1, 1]],
    "SELECT JSONExtractArrayRaw(properties, 'tags') FROM events LIMIT 1": [[['"x"', '"y"']]],
    "SELECT count() FROM events WHERE properties.n > 5": [[2]],
    "SELECT count() FROM events WHERE properties.n IN (1, 2, 3) AND properties.price = 2.5": [[3]],
    "SELECT count() FROM events WHERE properties.n BETWEEN 2 AND 3.5": [[2]],
    "SELECT count() FROM events WHERE properties.email IN ('u1@lamp.example')": [[2]],
    "SELECT count() FROM events WHERE properties.paid = true": [[2]],
    "SELECT count() FROM events WHERE NOT properties.paid": [[6]],
    "SELECT sum(properties.n * properties.price) + 1 FROM events": [[71]],
    "SELECT toDate(properties.when), properties.when < now() FROM events LIMIT 1":
        [["2026-01-02", 1]],
    "SELECT properties.n::Int64, CAST(properties.n AS Nullable(Float64)), toInt64(properties.n)"
    " FROM events ORDER BY timestamp DESC LIMIT 1": [[7, 7, 7]],
    "SELECT coalesce(properties.nothing, 0) + 1, if(1, properties.email, 'none') FROM events"
    " ORDER BY timestamp LIMIT 1": [[1, "u0@lamp.example"]],
    "SELECT person.properties.plan, group_0.name, count() FROM events WHERE person.properties.seats"
    " >= 2 GROUP BY 1, 2 ORDER BY 2": [["pro", "Group 0", 2], ["pro", "Group 1", 2]],
    "SELECT e.person.email FROM events AS e WHERE e.group_0.properties.region = 'eu'"
    " ORDER BY e.timestamp LIMIT 1": [["u0@lamp.example"]],
    "SELECT p.name, count() FROM events e JOIN persons p ON e.properties.email = p.properties.email"
    " GROUP BY p.name ORDER BY 1 LIMIT 1": [["P0", 2]],
    "SELECT count() FROM persons LEFT ANTI JOIN events e ON id = e.person_id": [[0]],
    "SELECT name FROM persons p ASOF JOIN events e ON p.id = e.person_id AND"
    " p.last_seen_at >= e.timestamp": [],
    "SELECT count() FROM persons a JOIN persons b USING (id)": [[4]],
    "SELECT tag, count() FROM events ARRAY JOIN JSONExtract(properties, 'tags', 'Array(String)')"
    " AS tag GROUP BY tag ORDER BY tag": [["x", 8], ["y", 8]],
    "WITH e AS (SELECT * FROM events) SELECT properties.o.a.b, count() FROM e GROUP BY 1":
        [["deep", 8]],
    "WITH e AS (SELECT DISTINCT properties FROM events) SELECT uniq(properties.o.a.b) FROM e":
        [[1]],
    "WITH events AS (SELECT * FROM events WHERE properties.n < 3) SELECT count() FROM events":
        [[3]],
    "WITH ids AS (SELECT person_id FROM events WHERE event = 'pay')"
    " SELECT name FROM persons WHERE id IN ids ORDER BY name": [["P1"], ["P3"]],
    "WITH 5 AS least, (SELECT max(properties.n) FROM events) AS most"
    " SELECT count(), most FROM events WHERE properties.n >= least": [[3, 7]],
    "SELECT day, sum(c) OVER (ORDER BY day) FROM (SELECT toStartOfMonth(timestamp) AS day,"
    " count() AS c FROM events GROUP BY day)": [["2026-11-01", 8]],
    "SELECT event, row_number() OVER w AS r FROM events WINDOW w AS (PARTITION BY event"
    " ORDER BY timestamp) QUALIFY r = 1 ORDER BY event": [["page", 1], ["pay", 1]],
    "SELECT event, properties.n FROM events ORDER BY properties.n LIMIT 1 BY event LIMIT 1":
        [["page", "0"]],
    "SELECT count() FROM events WHERE timestamp >= toDateTime('2026-11-08') - INTERVAL 2 DAY":
        [[3]],
    "SELECT 1 AS a UNION ALL SELECT 2 AS b": [[1], [2]],
    "SELECT 1 INTERSECT SELECT 1": [[1]],
    "SELECT event, count() AS c FROM events GROUP BY event HAVING c > 3 ORDER BY c, event":
        [["page", 4], ["pay", 4]],
    "SELECT arrayMap((a, b) -> a + b, [1, 2], [3, 4]), [1, 2][1], (1, 'x').2, map('a', 1)['a']":
        [[[4, 6], 1, "x", 1]],
    "SELECT CASE WHEN 1 THEN 'a' ELSE 'b' END, 1 ? 2 : 3, multiIf(0, 1, 2), 7 DIV 2, 7 % 2":
        [["a", 2, 2, 3, 1]],
    "SELECT 'it''s', 'a\\'b', 'a\\\\b', '{x:String} %s', 'ü\\n', '\\x41', '/*', '--'":
        [["it's", "a'b", "a\\b", "{x:String} %s", "ü\n", "A", "/*", "--"]],
    "SELECT count() FROM events WHERE properties.quote = 'it\\'s \\\\ \"so\"'": [[8]],
    "SELECT EXISTS (SELECT 1 FROM persons WHERE name = 'P0'), 5 > ALL (SELECT 1)": [[1, 1]],
    "SELECT COUNT(DISTINCT event), countif(event = 'pay'), DateDiff('day', min(timestamp),"
    " max(timestamp)) FROM events": [[2, 4, 7]],
    "SELECT toDate(timestamp) AS timestamp FROM events ORDER BY timestamp LIMIT 1":
        [["2026-11-01"]],
    "SELECT $session_id, $group_0 FROM events ORDER BY events.timestamp LIMIT 1": [["s0", "g0"]],
    "SELECT session_id, group_0.name, events FROM sessions ORDER BY 1 LIMIT 1":
        [["s0", "Group 0", 2]],
    "SELECT number, account.name FROM tickets": [],
    "SELECT * EXCEPT (id, created_at, last_seen_at, properties) FROM persons ORDER BY name LIMIT 1":
        [["P0", "u0@lamp.example", True]],
}  # fmt: skip


def test_the_audit_query_runs_as_written(customers, ask):
    ours = (
        '{"target_user_id": "7", "target_user_email": "u1@lamp.example", "mode": "read_only",'
        ' "staff_user_email": "maya@clew.example", "reason": "A broken import", "x": 1}'
    )
    more = {"event": "impersonation_started", "lib": "clew", "properties_text": ours}
    insert(customers, "events", [event(1, uuid=PERSONS[0], timestamp=1_900_000_000, **more)])
    for_organization = AUDIT.replace("ORGANIZATION_ID", "lamp")
    assert ask(AUDIT) == []
    [row] = ask(for_organization)
    assert row[1:] == [
        "Lamp Works", "7", "u1@lamp.example", "impersonation_started", "maya@clew.example",
        "read_only", "A broken import",
    ]  # fmt: skip
    assert compile_query(AUDIT, ADMIN).columns == [
        "timestamp", "org_name", "target_user_id", "target_email", "event", "staff_email",
        "mode", "reason",
    ]  # fmt: skip


def test_queries_answer_as_they_do_in_clickhouse(ask):
    wrong = {query: found for query, rows in ASKED.items() if (found := ask(query)) != rows}
    assert wrong == {}


def test_nobody_reads_another_environment(ask):
    for query in ASKED:
        assert "env2" not in str(ask(query))
    assert ask("SELECT DISTINCT properties.mine FROM events") == [["env1"]]
    assert ask("SELECT count() FROM persons", access=Access(2, every_ticket=True)) == [[1]]


def test_parameters_are_bound(ask):
    given = {"who": "u1@lamp.example' OR 1 --", "ids": [1, 2], "since": "2026-11-07T00:00:00Z"}
    assert ask("SELECT {who:String}, {ids:Array(Int64)}", given) == [[given["who"], [1, 2]]]
    assert ask("SELECT count() FROM events WHERE properties.n IN {ids:Array(Int64)}", given) == [
        [2]
    ]
    assert ask("SELECT count() FROM events WHERE timestamp >= {since:DateTime}", given) == [[2]]
    assert len(ask("SELECT event FROM events LIMIT {n:UInt8}", {"n": 3})) == 3


@pytest.mark.parametrize(
    ("query", "line", "column", "length", "hint"),
    [
        ("SELECT evnt FROM events", 1, 8, 4, "Did you mean event?"),
        ("SELECT\n  event\nFROM event", 3, 6, 5, "Did you mean events?"),
        ("SELECT e.tmestamp FROM events e", 1, 8, 10, "Did you mean timestamp?"),
        ("SELECT event,\n  cuont(1) FROM events", 2, 3, 5, "Did you mean count?"),
        ("SELECT person.emial FROM events", 1, 8, 12, "Did you mean email?"),
        ("SELECT event FROM events WHERE AND", 1, 32, 3, ""),
        ("SELECT id FROM persons a JOIN persons b ON a.id = b.id", 1, 8, 2, "Write a.id."),
        ("SELECT {since:DateTime}", 1, 9, 5, "Send it with the query."),
    ],
)
def test_a_mistake_is_shown_where_it_stands(query, line, column, length, hint):
    with pytest.raises(QueryRefused) as refusal:
        compile_query(query, ADMIN)
    found = refusal.value
    assert (found.line, found.column, found.length, found.hint) == (line, column, length, hint)


@pytest.mark.parametrize(
    ("query", "asked", "rows"),
    [
        ("SELECT event FROM events", None, 100),
        ("SELECT event FROM events LIMIT 5000", None, 50_000),
        ("SELECT event FROM events LIMIT 5000", 20, 20),
        ("SELECT event FROM events", 90_000, 50_000),
        ("SELECT 1 UNION ALL SELECT 2", 10, 10),
    ],
)
def test_a_query_gives_back_a_hundred_rows_unless_it_says_more(query, asked, rows):
    assert compile_query(query, ADMIN, limit=asked).rows == rows


TICKETS = [
    {"id": n, "number": 100 + n, "subject": subject, "team_id": team, "assignee_id": who,
     "version": 1, "environment_id": 1, "created_at": "2026-11-01 00:00:00.000"}
    for n, (subject, team, who) in enumerate(
        [("7", 1, 0), ("8", 3, 5), ("secret", 3, 9), ("more", 0, 0)]
    )
]  # fmt: skip
AGENT = Access(1, staff_id=5, team_ids=(1,), hidden_team_ids=(3,))


def test_agents_read_their_tickets_and_nothing_tells_of_others(customers, ask):
    insert(customers, "mirror_tickets", TICKETS)
    assert ask("SELECT number FROM tickets ORDER BY number", access=AGENT) == [[100], [101], [103]]
    assert ask("SELECT number FROM tickets ORDER BY number") == [[100], [101], [102], [103]]
    # A condition that fails on a row nobody shows would say what stands in it.
    probe = "SELECT count() FROM tickets WHERE number < 103 AND toInt64(subject) > 0"
    assert ask(probe, access=AGENT) == [[2]]
    probe = "SELECT count() FROM tickets WHERE toInt64(if(number = 103, '1', subject)) > 0"
    assert ask(probe, access=AGENT) == [[3]]
