"""Data for the page benchmarks, made inside the engines: a few minutes for ten million events."""

from django.db import connection

from clew.core.engines.clickhouse import ClickHouse

EVENTS_PER_PERSON = 100
PEOPLE_PER_ACCOUNT = 10

PEOPLE = """
INSERT INTO people_person (id, environment_id, properties, name, email, is_identified, created_at,
                           last_seen_at)
SELECT md5('person-' || n)::uuid, %(environment)s,
       jsonb_build_object('email', 'p' || n || '@c' || n / 10 || '.example', 'role', 'engineer'),
       'Person ' || n, 'p' || n || '@c' || n / 10 || '.example', true,
       now() - interval '90 days', now() - n %% 3600 * interval '1 second'
FROM generate_series(%(first)s, %(last)s) AS n
"""
DISTINCT_IDS = """
INSERT INTO people_distinctid (environment_id, distinct_id, person_id, version, created_at)
SELECT %(environment)s, kind || n, md5('person-' || n)::uuid, 0, now()
FROM generate_series(%(first)s, %(last)s) AS n, unnest(ARRAY['user-', 'anon-']) AS kind
"""
ACCOUNTS = """
INSERT INTO people_group (environment_id, type_id, key, properties, name, plan, created_at,
                          last_seen_at)
SELECT %(environment)s, %(type)s, 'c' || n, jsonb_build_object('mrr', n %% 5000),
       'Company ' || n, (ARRAY['Free', 'Boost', 'Scale', 'Enterprise'])[n %% 4 + 1],
       now() - interval '90 days', now()
FROM generate_series(%(first)s / 10, %(last)s / 10) AS n
ON CONFLICT DO NOTHING
"""
MEMBERSHIPS = """
INSERT INTO people_membership (person_id, group_id, last_seen_at)
SELECT md5('person-' || n)::uuid, g.id, now()
FROM generate_series(%(first)s, %(last)s) AS n JOIN people_group AS g ON g.key = 'c' || n / 10
"""
EVENTS = """
INSERT INTO events (environment_id, distinct_id, timestamp, uuid, event, person_id, person_mode,
                    properties_text, group_0, lib, lib_version, session_id, error_type,
                    error_value, trace_id, received_at)
SELECT {environment:UInt32},
       if(number % 5 = 0, 'anon-', 'user-') || toString(person),
       now64(3) - toIntervalSecond(cityHash64(number, 'when') % (90 * 86400)),
       generateUUIDv4(number), name, generateUUIDv4(person), 'full',
       concat('{"$current_url":"https://app.example/projects/', toString(number % 1000),
              '","$browser":"Chrome","$browser_version":140,"$os":"Mac OS X","$lib":"web",',
              '"$screen_width":1440,"plan":"scale","duration_ms":', toString(number % 9000), '}'),
       'c' || toString(intDiv(person, 10)), 'web', '1.418.10', 's' || toString(number % 100000),
       if(name = '$exception', 'TypeError', ''),
       if(name = '$exception', 'x is undefined (' || toString(number % 7) || ')', ''),
       if(name = '$ai_generation', 't' || toString(number), ''), now64(3)
FROM (SELECT number, cityHash64(number) % {people:UInt32} + {first:UInt32} AS person,
             ['$pageview', '$pageview', '$pageview', '$autocapture', 'project saved',
              'report exported', '$exception', '$ai_generation', '$feature_flag_called',
              '$pageleave'][number % 10 + 1] AS name
      FROM numbers({count:UInt64}))
"""
TICKETS = """
INSERT INTO tickets_ticket (number, environment_id, subject, status, severity, priority, kind,
    area, channel, requester_id, account_id, reply_address, verified, tags, context, snippet,
    last_message_by, message_count, created_at, updated_at, solved_at)
SELECT n, %(environment)s, 'Export ' || n || ' stops at row ' || n %% 977,
       (ARRAY['new', 'open', 'open', 'pending', 'solved', 'solved', 'closed', 'closed',
              'closed', 'closed'])[n %% 10 + 1],
       'medium', 'normal', 'support', 'exports', 'api', md5('person-' || n %% 1000)::uuid,
       (SELECT id FROM people_group WHERE key = 'c' || n %% 1000 / 10), '', false, '{}', '{}',
       'It stops and says nothing', 'customer', 3,
       now() - n %% 900000 * interval '7 second', now() - n %% 900000 * interval '6 second',
       CASE WHEN n %% 10 >= 4 THEN now() - n %% 90 * interval '1 day' END
FROM generate_series(%(first)s, %(last)s) AS n
"""
MESSAGES = """
INSERT INTO tickets_message (ticket_id, public, author_kind, author_name, body, body_html,
                             channel, created_at)
SELECT t.id, true, CASE m WHEN 2 THEN 'staff' ELSE 'customer' END, 'Somebody',
       'Message ' || m || ' of ' || t.number || ': the export stops at some row, every time.'
           || CASE WHEN t.number %% 5 = 0 THEN ' The invoice is wrong too.' ELSE '' END,
       '<p>Message ' || m || ' of ' || t.number || ': the export stops at some row.</p>', 'api',
       t.created_at + m * interval '1 hour'
FROM tickets_ticket AS t, generate_series(1, 3) AS m
WHERE t.number BETWEEN %(first)s AND %(last)s
"""


def fill_people(environment: int, account_type: int, first: int, last: int) -> None:
    bound = {"environment": environment, "type": account_type, "first": first, "last": last}
    with connection.cursor() as cursor:
        for statement in (PEOPLE, DISTINCT_IDS, ACCOUNTS, MEMBERSHIPS):
            cursor.execute(statement, bound)
        cursor.execute("ANALYZE")


def fill_events(store: ClickHouse, environment: int, first: int, people: int) -> None:
    """``EVENTS_PER_PERSON`` events for each person, over 90 days, a million at a time."""
    total, step = people * EVENTS_PER_PERSON, 1_000_000
    with store.writer() as client:
        for done in range(0, total, step):
            count = min(step, total - done)
            share = count // EVENTS_PER_PERSON
            client.command(
                EVENTS,
                parameters={
                    "environment": environment,
                    "people": share,
                    "first": first + done // EVENTS_PER_PERSON,
                    "count": count,
                },
            )


def fill_tickets(environment: int, first: int, last: int) -> None:
    with connection.cursor() as cursor:
        for statement in (TICKETS, MESSAGES):
            cursor.execute(statement, {"environment": environment, "first": first, "last": last})
        cursor.execute("ANALYZE")
