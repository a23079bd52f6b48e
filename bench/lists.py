"""What a list of customers costs among 100,000 accounts and three times as many people.

    python -m bench.lists [--accounts 100000] [--rounds 15] [--explain=-mrr,health]

Fills the embedded PostgreSQL in a temporary directory. For each standard list, for each order of
accounts and of people in both directions, and for each kind of filter: the page as a browser gets
it, in milliseconds (median and slowest of the rounds) and SQL statements; and in the same run the
ratio to a bare ``SELECT count(*)`` of all accounts, which the machine's mood slows alike. With
--explain PostgreSQL says how it reads the pages of these orders.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.pages import prepare

FILL = """
INSERT INTO people_group (environment_id, type_id, key, properties, name, plan, created_at, last_seen_at)
SELECT {env}, {type}, 'c' || n, jsonb_build_object('tier', n % 7, 'industry', 'i' || n % 40, 'mrr', n % 5000),
       'Company ' || md5(n::text), (ARRAY['free', 'boost', 'scale', 'enterprise'])[n % 4 + 1],
       now() - n % 900 * interval '1 day', now() - n % 90000 * interval '1 minute'
FROM generate_series(1, {accounts}) AS n;
INSERT INTO people_account (group_id, environment_id, mrr, arr, currency, trial_ends_at, renews_at, seats,
                            seats_used, region, risk, given, known, links, updated_at)
SELECT id, {env}, CASE WHEN id % 3 > 0 THEN id % 4000 END, CASE WHEN id % 3 > 0 THEN id % 4000 * 12 END,
       'EUR', CASE WHEN id % 20 = 0 THEN now() + id % 60 * interval '1 day' END,
       now() + id % 365 * interval '1 day', id % 500, id % 300, (ARRAY['emea', 'apac', 'amer'])[id % 3 + 1],
       CASE WHEN id % 50 = 0 THEN 'high' ELSE '' END, '{{}}', '{{}}', '[]', now()
FROM people_group;
INSERT INTO people_accountowner (group_id, kind, staff_id, name, email, since)
SELECT id, 'csm', {staff}, '', '', now() FROM people_group WHERE id % 4 = 0
UNION ALL SELECT id, 'ae', NULL, 'Seller ' || id % 30, '', now() FROM people_group WHERE id % 5 = 0;
INSERT INTO analytics_health (group_id, environment_id, score, band, before, parts, scored_at)
SELECT id, {env}, score, CASE WHEN score < 40 THEN 'poor' WHEN score < 70 THEN 'fair' ELSE 'healthy' END,
       (score + 7) % 100, '[]', now()
FROM (SELECT id, (id * 37) % 100 AS score FROM people_group WHERE id % 10 > 0) AS scored;
INSERT INTO analytics_usagemetric (environment_id, name, slug, description, events, filters, math,
    math_property, days, display, format, currency, more_is_better, position, created_at)
SELECT {env}, 'Reports', 'reports', '', '[]', '[]', 'count', '', 30, 'number', 'number', '', true, 0, now();
INSERT INTO analytics_figure (metric_id, group_id, value, previous, counted_at)
SELECT m.id, g.id, g.id % 1000, g.id % 900, now() FROM people_group AS g, analytics_usagemetric AS m;
INSERT INTO people_person (id, environment_id, properties, name, email, is_identified, created_at, last_seen_at)
SELECT md5('person-' || n)::uuid, {env}, jsonb_build_object('role', 'r' || n % 9, 'plan', 'scale'),
       'Person ' || md5('p' || n), 'p' || n || '@c' || n / 3 || '.example', n % 5 > 0,
       now() - n % 700 * interval '1 day', now() - n % 90000 * interval '1 minute'
FROM generate_series(1, {accounts} * 3) AS n;
INSERT INTO people_membership (person_id, group_id, last_seen_at)
SELECT md5('person-' || n)::uuid, (SELECT min(id) FROM people_group) + n / 3 - 1, now()
FROM generate_series(3, {accounts} * 3) AS n;
INSERT INTO tickets_ticket (number, environment_id, subject, status, severity, priority, kind, area, channel,
    requester_id, account_id, reply_address, verified, tags, context, snippet, last_message_by, message_count,
    created_at, updated_at)
SELECT n, {env}, 'Export ' || n, (ARRAY['new', 'open', 'pending', 'closed'])[n % 4 + 1],
       (ARRAY['critical', 'low'])[(n % 9 > 0)::int + 1], 'normal', 'support', '', 'api',
       md5('person-' || n * 7)::uuid, (SELECT min(id) FROM people_group) + n * 7 / 3 - 1, '', false, '{{}}',
       '{{}}', '', 'customer', 1, now(), now()
FROM generate_series(1, {accounts} / 5) AS n;
"""  # noqa: E501
FILTERS = [
    "plan:is:scale", "mrr:gt:3000", "mrr:not_set:", "health_band:is:poor", "health:lt:20",
    "csm:is:me", "csm:is:nobody", "open_tickets:gt:0", "urgent_tickets:is:0", "people:gt:2",
    "trial_ends:next:14d", "properties.tier:gt:5", "properties.industry:is:i7",
    "metric.reports:gt:990", "region:is:emea",
    "name:contains:abc", "last_seen:ago:30d", "notes:yes:",
]  # fmt: skip


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--accounts", type=int, default=100_000)
    arguments.add_argument("--rounds", type=int, default=15)
    arguments.add_argument("--explain", default="", help="orders, such as -mrr,health")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="clew-bench-") as folder:
        Path(folder).chmod(0o755)
        postgres = prepare(Path(folder))
        try:
            measure(given)
        finally:
            from django.db import connections

            connections.close_all()
            postgres.stop()


def measure(given: argparse.Namespace) -> None:
    from django.test import Client

    owner, inside = filled(given.accounts)
    browser = Client()
    browser.force_login(owner)
    if given.explain:
        for sort in given.explain.split(","):
            explain(owner, inside, sort)
        return
    print(f"{given.accounts:,} accounts{'':37}{'p50 ms':>9}{'most':>9}{'SQL':>5}{'ratio':>8}")
    for name, query in asked_pages(owner, inside):
        path = f"/customers/?{urlencode(query)}"
        page, most, statements = timed(lambda p=path: browser.get(p), given.rounds)
        bare, *_ = timed(bare_count, given.rounds)
        print(f"{name:53}{page:>9.1f}{most:>9.1f}{statements:>5}{page / bare:>7.1f}×", flush=True)


def asked_pages(owner: Any, inside: Any) -> list[tuple[str, dict[str, str]]]:
    from clew.tickets.customer_lists.known_lists import lists_of
    from clew.tickets.customer_lists.orders import TABLES

    found = [(f"list {each.name}", {"list": each.slug}) for each in lists_of(owner, inside)]
    for kind in ("accounts", "people"):
        more = ["metric.reports", "properties.tier"] if kind == "accounts" else ["properties.role"]
        for order in [*TABLES[kind], *more]:
            found += [(f"{kind} by {way}{order}", {"list": kind, "sort": f"{way}{order}"})
                      for way in ("", "-")]  # fmt: skip
    found += [(f"accounts, {text}", {"list": "accounts", "filter": text}) for text in FILTERS]
    found += [
        (f"people, {text}", {"list": "people", "filter": text})
        for text in ("plan:is:scale", "mrr:gt:3900", "email:contains:p77", "identified:no:")
    ]
    found += [(f"{kind}, words “{q}”", {"list": kind, "q": q})
              for kind in ("accounts", "people") for q in ("c77", "ab")]  # fmt: skip
    return found


def timed(ask: Callable[[], Any], rounds: int) -> tuple[float, float, int]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        answer = ask()
        statements = len(seen)
    assert getattr(answer, "status_code", 200) == 200, answer
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        ask()
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took), max(took), statements


def bare_count() -> Any:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_account")
        return cursor.fetchone()


def filled(accounts: int) -> tuple[Any, Any]:
    from django.core.management import call_command
    from django.db import connection
    from django.urls import get_resolver

    from clew.people.models import GroupType
    from clew.people.staff_actions import create_owner
    from clew.people.staff_queries import default_environment

    call_command("migrate", verbosity=0, interactive=False)
    inside = default_environment()
    kind = GroupType.objects.create(environment=inside, name="company", index=0, is_account=True)
    owner = create_owner(name="Bench", email="b@clew.example", password="forty-two grey herons")
    values = {"env": inside.pk, "type": kind.pk, "staff": owner.pk, "accounts": accounts}
    with connection.cursor() as cursor:
        cursor.execute(FILL.format(**values))
        cursor.execute("VACUUM ANALYZE")
    get_resolver().url_patterns  # noqa: B018  the first page does not pay for loading them
    return owner, inside


def explain(owner: Any, inside: Any, sort: str) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from clew.tickets.customer_lists.finding import count_of, page_of
    from clew.tickets.customer_lists.kinds import Asked, kinds_of
    from clew.tickets.customer_lists.listing import Listing, columns_named
    from clew.tickets.customer_lists.vocabulary import Vocabulary

    asked = Asked(owner, inside, kinds_of(inside)[0])
    known = Vocabulary(asked.kind, inside)
    listing = Listing(known, columns_named(["name"], known), sort=sort)
    with CaptureQueriesContext(connection) as seen:
        page_of(asked, listing)
        count_of(asked, listing)
    print(f"== {sort}")
    for query in seen.captured_queries:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {query['sql']}")
            print(*(line for (line,) in cursor.fetchall()), "", sep="\n")


if __name__ == "__main__":
    main()
