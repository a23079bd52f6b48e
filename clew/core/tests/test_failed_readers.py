import pytest
from clickhouse_connect.driver.exceptions import DatabaseError


def test_what_a_failed_query_began_to_answer_reaches_nobody_else(store):
    for _ in range(3):
        with pytest.raises(DatabaseError), store.reader() as client:
            client.query("SELECT number, throwIf(number = 900000) FROM numbers(1000000)")
        with store.reader() as client:
            assert client.query("SELECT 1 AS a").result_rows == [(1,)]
