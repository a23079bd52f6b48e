"""The triggers that note changed rows, for migrations.

One function for each table, so that its statements are planned once; one row for each changed row
that matters, in the transaction of the change.
"""

from collections.abc import Sequence

from django.db.migrations import RunSQL

_FUNCTION = """
CREATE FUNCTION analytics_note_{table}() RETURNS trigger LANGUAGE plpgsql AS $note$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO analytics_changed ("table", key)
        SELECT DISTINCT '{name}', n.{key}::text FROM new_rows AS n;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO analytics_changed ("table", key)
        SELECT DISTINCT '{name}', o.{key}::text FROM old_rows AS o;
    ELSE
        INSERT INTO analytics_changed ("table", key)
        SELECT DISTINCT '{name}', n.{key}::text
        FROM new_rows AS n JOIN old_rows AS o ON o.{pk} = n.{pk}
        WHERE ({new}) IS DISTINCT FROM ({old});
    END IF;
    RETURN NULL;
END $note$;
CREATE TRIGGER analytics_inserted AFTER INSERT ON {table}
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION analytics_note_{table}();
CREATE TRIGGER analytics_updated AFTER UPDATE ON {table}
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION analytics_note_{table}();
CREATE TRIGGER analytics_deleted AFTER DELETE ON {table}
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION analytics_note_{table}();
"""
_FORGET = """
DROP TRIGGER analytics_inserted ON {table};
DROP TRIGGER analytics_updated ON {table};
DROP TRIGGER analytics_deleted ON {table};
DROP FUNCTION analytics_note_{table}();
"""


def watch(
    table: str,
    *,
    name: str,
    columns: Sequence[str],
    key: str = "id",
    pk: str = "id",
    by_the_hour: Sequence[str] = (),
) -> RunSQL:
    """Note rows of ``table`` as changes of ``name`` when one of ``columns`` changes.

    ``by_the_hour`` are instants that change all the time: only another hour counts.
    """

    def compared(row: str) -> str:
        hours = [f"date_trunc('hour', {row}.{column})" for column in by_the_hour]
        return ", ".join([*(f"{row}.{column}" for column in columns), *hours])

    values = {"table": table, "name": name, "key": key, "pk": pk}
    return RunSQL(
        _FUNCTION.format(**values, new=f"ROW({compared('n')})", old=f"ROW({compared('o')})"),
        _FORGET.format(**values),
    )
