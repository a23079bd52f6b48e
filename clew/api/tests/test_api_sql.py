import pytest

from clew.core import clock


@pytest.fixture(autouse=True)
def events(stored, ada):
    stored(ada, "export", clock.now(), {"rows": 12, "kind": "csv"})
    stored(ada, "export", clock.now(), {"rows": 30})


def test_rows_of_a_query(agent):
    query = (
        "SELECT event, sum(properties.rows) AS rows FROM events WHERE event = {e:String} GROUP BY 1"
    )
    answer = agent.post("/sql", {"query": query, "parameters": {"e": "export"}}).json()
    assert answer["columns"] == [
        {"name": "event", "type": "LowCardinality(String)"},
        {"name": "rows", "type": "Nullable(Float64)"},
    ]
    assert answer["rows"] == [["export", 42]]
    assert (answer["truncated"], answer["rows_read"]) == (False, 2)
    first = agent.post("/sql", {"query": "SELECT event FROM events", "limit": 1}).json()
    assert (len(first["rows"]), first["truncated"]) == (1, True)


def test_a_mistake_says_where(agent):
    answer = agent.post("/sql", {"query": "SELECT event\nFROM evnts"})
    problem = answer.json()
    assert answer.status_code == 422
    assert (problem["line"], problem["column"], problem["length"]) == (2, 6, 5)
    assert (problem["detail"], problem["hint"]) == (
        "There is no table evnts", "Did you mean events?",
    )  # fmt: skip
    assert agent.post("/sql", {"query": "DROP TABLE events"}).status_code == 422
    assert agent.post("/sql", {"query": "SELECT 1", "limit": 60_000}).status_code == 422
    assert agent.post("/sql", {"query": "SELECT 1", "environment": "no"}).status_code == 422


def test_the_schema_names_tables_columns_and_properties_seen(agent, admin):
    tables = {table["name"]: table for table in agent.get("/sql/schema").json()["tables"]}
    columns = {column["name"]: column for column in tables["events"]["columns"]}
    assert columns["properties"]["properties"] == ["rows", "kind"]
    assert "person → persons" in tables["events"]["links"]
    of_agents = {column["name"] for column in tables["ticket_messages"]["columns"]}
    of_admins = {
        column["name"]
        for table in admin.get("/sql/schema").json()["tables"]
        for column in table["columns"]
        if table["name"] == "ticket_messages"
    }
    assert of_admins - of_agents == {"body"}


def test_strangers_ask_nothing(stranger):
    assert stranger.post("/sql", {"query": "SELECT 1"}).status_code == 401
    assert stranger.get("/sql/schema").status_code == 401
