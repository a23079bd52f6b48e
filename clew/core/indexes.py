"""What searches read besides the rows: kept small while people write."""

from django.db import connection

# PostgreSQL collects the words of new rows in a list, up to 4 MB of them, before it sorts them in;
# until then every search reads that list from end to end, and whoever fills it up waits.
SORT_IN = """
SELECT coalesce(sum(gin_clean_pending_list(found.oid)), 0)
FROM pg_class AS found JOIN pg_am AS kind ON kind.oid = found.relam
WHERE kind.amname = 'gin' AND found.relkind = 'i'
  AND found.relnamespace = current_schema()::regnamespace
  AND pg_has_role(found.relowner, 'USAGE')
"""


def sort_in_new_words() -> int:
    """Into every index of words. Returns how many pages (8 kB) waited."""
    with connection.cursor() as cursor:
        cursor.execute(SORT_IN)
        [(pages,)] = cursor.fetchall()
    return int(pages)
