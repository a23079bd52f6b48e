"""Whether the product said who somebody is."""

from clew.analytics.diagnosis.evidence import Case, Known
from clew.analytics.diagnosis.sdks import MADE_UP, is_client, is_server


def is_named(case: Case, person: Known) -> bool:
    """By identify, or by a server: its code is given the ids of users and calls no identify.

    Not an id that a browser made up and handed to the server.
    """
    return person.identified or any(_is_of_server(case, each) for each in person.distinct_ids)


def _is_of_server(case: Case, distinct_id: str) -> bool:
    libs = {use.lib for use in case.by_id.get(distinct_id, ())}
    if not any(is_server(lib) for lib in libs):
        return False
    return not MADE_UP.fullmatch(distinct_id) or not any(is_client(lib) for lib in libs)
