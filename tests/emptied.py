"""Empties the database after a test that commits, at the cost of the few tables that it filled.

Django's own way truncates all two hundred of them, each of which makes new files, and then writes
down content types and permissions again. What is left is the same either way, and no jobs either.
"""

from typing import Any

from django.db import connection

KEPT = {"django_content_type", "auth_permission"}  # made with the tables, and never changed
QUEUE = {"procrastinate_jobs", "procrastinate_events", "procrastinate_periodic_defers"}

# Whoever still writes is waited for. Neither foreign keys nor triggers take part, as in TRUNCATE.
EMPTY = """
DO $$
DECLARE
  name regclass;
  filled boolean;
BEGIN
  LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE;
  SET LOCAL session_replication_role = replica;
  FOREACH name IN ARRAY '{{{tables}}}'::regclass[] LOOP
    CONTINUE WHEN pg_relation_size(name) = 0;
    EXECUTE format('SELECT EXISTS (SELECT FROM %s)', name) INTO filled;
    IF filled THEN
      EXECUTE format('DELETE FROM %s', name);
    END IF;
  END LOOP;
END
$$
"""


def teardown(_: Any) -> None:
    """Stands in for ``TransactionTestCase._fixture_teardown``."""
    of_models = set(
        connection.introspection.django_table_names(only_existing=True, include_views=False)
    )
    tables = ", ".join(sorted((of_models | QUEUE) - KEPT))
    with connection.cursor() as cursor:
        cursor.execute(EMPTY.format(tables=tables))
