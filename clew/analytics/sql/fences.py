"""What every table's source says about its reader, in ClickHouse's SQL. Numbers and our own words
only.
"""

from collections.abc import Iterable, Sequence

from clew.analytics.sql.access import Access


def of_environment(access: Access) -> str:
    return f"environment_id = {int(access.environment_id)}"


def current(store: str, access: Access, columns: Sequence[str], fence: str = "") -> str:
    """The rows of a mirrored table as they are now."""
    names = ", ".join(columns)
    return f"SELECT {names} FROM {store} FINAL WHERE {of_environment(access)}{fence}"  # noqa: S608


def tickets_readable(access: Access) -> str:
    """The same predicate as ``clew.tickets.queries.doors.readable_by``, on copies of tickets."""
    if access.every_ticket:
        return ""
    me = int(access.staff_id)
    own = f"(assignee_id = {me} OR has(follower_ids, {me}) OR {_team(access.team_ids)})"
    if access.own_teams_only:
        return f" AND {own}"
    return f" AND (NOT {_team(access.hidden_team_ids)} OR {own})"


def of_readable_tickets(access: Access, column: str = "ticket") -> str:
    """Rows that hang on tickets: by the ticket's number."""
    if access.every_ticket:
        return ""
    return f" AND {column} IN ({_numbers(access)})"


def own_events(access: Access) -> str:
    """Clew's own events: all for admins; for others those of tickets they read, and of staff who
    signed in as customers.
    """
    if access.own_events:
        return ""
    number = "toUInt64OrZero(substring(own_subject, 8))"
    readable = "" if access.every_ticket else f" AND {number} IN ({_numbers(access)})"
    return (
        " AND (lib != 'clew' OR startsWith(own_subject, 'impersonation')"
        f" OR (startsWith(own_subject, 'ticket/'){readable}))"
    )


def _numbers(access: Access) -> str:
    return current("mirror_tickets", access, ["number"], tickets_readable(access))


def _team(ids: Iterable[int]) -> str:
    listed = ", ".join(str(int(each)) for each in ids)
    return f"team_id IN ({listed})" if listed else "0"
