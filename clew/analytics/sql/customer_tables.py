"""Events, sessions, survey answers, and the customers they are of, as SQL reads them."""

from clew.analytics.sql.access import Access
from clew.analytics.sql.fences import current, of_environment, own_events
from clew.analytics.sql.tables import AT, MAYBE_AT, Column, Link, SqlTable, register
from clew.people.models import AccountField

_GROUPS = tuple(
    Column(f"$group_{index}", "String", f"Key of the group of type {index}") for index in range(5)
)
PERSON = Link("person", "persons", "person_id", "id")
EVENTS: SqlTable = SqlTable(
    "events",
    "What customers did, and what Clew itself records (lib = 'clew')",
    (
        Column("uuid", "UUID", "The event's own id"),
        Column("event", "String", "Its name"),
        Column("timestamp", AT, "When it happened"),
        Column("distinct_id", "String", "The id the SDK used"),
        Column("person_id", "UUID", "Whose it is, merges included"),
        Column("properties", "JSON", "What was sent with it", is_json=True),
        Column("$session_id", "String", "The browser session"),
        *_GROUPS,
        Column("lib", "String", "The SDK"),
        Column("lib_version", "String", "Its version"),
        Column("error_type", "String", "Of $exception: the error's type"),
        Column("error_value", "String", "Of $exception: its message"),
        Column("trace_id", "String", "Of $ai_…: the trace"),
        Column("received_at", AT, "When Clew got it"),
    ),
    lambda access: _events(access),  # noqa: PLW0108  it comes below
    links=(
        PERSON,
        *(
            Link(f"group_{n}", "groups", f"$group_{n}", "key", f"type_index = {n}")
            for n in range(5)
        ),
    ),
)
PERSONS: SqlTable = SqlTable(
    "persons",
    "Customers; whoever was merged into somebody else is not among them",
    (
        Column("id", "UUID"),
        Column("name", "String"),
        Column("email", "String"),
        Column("is_identified", "Bool", "Signed in at least once"),
        Column("created_at", AT, "First seen"),
        Column("last_seen_at", MAYBE_AT, "To the hour"),
        Column("properties", "JSON", is_json=True),
    ),
    lambda access: current("mirror_persons", access, _names(PERSONS)),
)
DISTINCT_IDS: SqlTable = SqlTable(
    "person_distinct_ids",
    "The ids that products know persons by",
    (
        Column("distinct_id", "String"),
        Column("person_id", "UUID"),
        Column("created_at", AT),
    ),
    lambda access: current("mirror_distinct_ids", access, _names(DISTINCT_IDS)),
    links=(PERSON,),
)
GROUPS: SqlTable = SqlTable(
    "groups",
    "Organisations, projects …; accounts are those of the account type",
    (
        Column("type", "String", "organization, project …"),
        Column("type_index", "UInt8", "0 to 4, as in $group_0"),
        Column("is_account", "Bool", "Of the type that is the customer organisation"),
        Column("key", "String"),
        Column("name", "String"),
        Column("plan", "String"),
        Column("created_at", AT),
        Column("last_seen_at", MAYBE_AT, "To the hour"),
        Column("merged_into", "String", "The key of the account it became part of, or empty"),
        Column("mrr", "Nullable(Float64)", AccountField.MRR.label),
        Column("arr", "Nullable(Float64)", AccountField.ARR.label),
        Column("currency", "String"),
        Column("trial_ends_at", MAYBE_AT),
        Column("renews_at", MAYBE_AT),
        Column("seats", "Nullable(UInt32)"),
        Column("seats_used", "Nullable(UInt32)"),
        Column("region", "String"),
        Column("risk", "String"),
        Column("csm", "String", "Customer success manager"),
        Column("tam", "String", "Technical account manager"),
        Column("ae", "String", "Account executive"),
        Column("health", "Nullable(UInt8)", "0 to 100"),
        Column("health_band", "String", "healthy, fair or poor"),
        Column("properties", "JSON", is_json=True),
    ),
    lambda access: current("mirror_groups", access, _names(GROUPS)),
)
SESSIONS: SqlTable = SqlTable(
    "sessions",
    "One row for each browser session",
    (
        Column("session_id", "String"),
        Column("distinct_id", "String"),
        Column("person_id", "UUID"),
        Column("started_at", AT),
        Column("ended_at", AT),
        Column("duration", "Float64", "Seconds"),
        Column("events", "UInt64"),
        Column("pageviews", "UInt64"),
        Column("errors", "UInt64"),
        Column("entry_url", "String"),
        Column("exit_url", "String"),
        Column("$group_0", "String"),
    ),
    lambda access: _SESSIONS.format(events=_events(access)),
    links=(PERSON, Link("group_0", "groups", "$group_0", "key", "type_index = 0")),
)
SURVEYS: SqlTable = SqlTable(
    "surveys",
    "Survey answers: the events “survey sent”",
    (
        Column("uuid", "UUID"),
        Column("timestamp", AT),
        Column("distinct_id", "String"),
        Column("person_id", "UUID"),
        Column("survey_id", "String"),
        Column("survey_name", "String"),
        Column("response", "String"),
        Column("ticket", "String"),
        Column("team", "String"),
        Column("properties", "JSON", is_json=True),
    ),
    lambda access: _SURVEYS.format(events=_events(access)),
    links=(PERSON,),
)
_SESSIONS = """SELECT `$session_id` AS session_id, any(distinct_id) AS distinct_id,
    any(person_id) AS person_id, min(timestamp) AS started_at, max(timestamp) AS ended_at,
    dateDiff('millisecond', min(timestamp), max(timestamp)) / 1000 AS duration,
    count() AS events, countIf(event = '$pageview') AS pageviews,
    countIf(event = '$exception') AS errors,
    argMinIf(toString(properties.`$current_url`), timestamp, event = '$pageview') AS entry_url,
    argMaxIf(toString(properties.`$current_url`), timestamp, event = '$pageview') AS exit_url,
    anyIf(`$group_0`, `$group_0` != '') AS `$group_0`
FROM ({events}) WHERE `$session_id` != '' GROUP BY `$session_id`"""
_SURVEYS = """SELECT uuid, timestamp, distinct_id, person_id,
    toString(properties.`$survey_id`) AS survey_id,
    toString(properties.`$survey_name`) AS survey_name,
    toString(properties.`$survey_response`) AS response,
    toString(properties.ticketId) AS ticket, toString(properties.team) AS team, properties
FROM ({events}) WHERE event = 'survey sent'"""
_COLUMNS = """uuid, event, timestamp, distinct_id, {person} AS person_id, properties,
    session_id AS `$session_id`, group_0 AS `$group_0`, group_1 AS `$group_1`,
    group_2 AS `$group_2`, group_3 AS `$group_3`, group_4 AS `$group_4`, lib, lib_version,
    error_type, error_value, trace_id, received_at"""
# Ids that came to a person by a merge a moment ago, until a job has rewritten their events.
_MOVED = """SELECT distinct_id, person_id AS survivor FROM mirror_distinct_ids FINAL
    WHERE environment_id = {environment} AND moved_at > toDateTime64('{since}', 3, 'UTC')"""


def register_customer_tables() -> None:
    for table in (EVENTS, PERSONS, DISTINCT_IDS, GROUPS, SESSIONS, SURVEYS):
        register(table)


def _events(access: Access) -> str:
    # Before conditions of the reader's: one that fails would tell of rows it may not show.
    first = "WHERE" if access.own_events else "PREWHERE"
    where = f"{first} {of_environment(access)}{own_events(access)}"
    if access.moved_since is None:
        return f"SELECT {_COLUMNS.format(person='person_id')} FROM events {where}"  # noqa: S608
    moved = _MOVED.format(
        environment=int(access.environment_id), since=f"{access.moved_since:%Y-%m-%d %H:%M:%S}"
    )
    person = "if(moved.distinct_id = '', events.person_id, moved.survivor)"
    columns = _COLUMNS.format(person=person).replace(
        " distinct_id,", " events.distinct_id AS distinct_id,"
    )
    return (
        f"SELECT {columns} FROM (SELECT *, properties FROM events {where}) AS events"  # noqa: S608
        f" LEFT ANY JOIN ({moved}) AS moved ON events.distinct_id = moved.distinct_id"
    )


def _names(table: SqlTable) -> tuple[str, ...]:
    return tuple(column.name for column in table.columns)
