"""Everything the checks looked at of one customer, read once for the whole page."""

from datetime import datetime
from typing import Any

from clew.analytics.diagnosis.lanes import lanes
from clew.analytics.diagnosis.looking import look_at, together
from clew.analytics.diagnosis.reading import read_account, read_person, read_stretches
from clew.analytics.diagnosis.showing import result
from clew.people.queries import account_of
from clew.web.customers.diagnosing.drawn_lanes import drawing
from clew.web.customers.diagnosing.summary import diagnosis_text
from clew.web.customers.diagnosing.tables import ASIDE, flag_rows, sdk_rows
from clew.web.customers.subject import Subject
from clew.web.customers.text import clean


def whole(subject: Subject, about_at: datetime | None) -> dict[str, Any]:
    """``about_at``: when the ticket opened; now, without one."""
    customer = subject.customer
    if subject.person is not None:
        case = read_person(subject.person, about_at=about_at)
        looked = look_at(case)
        if account := account_of(subject.person):
            theirs = look_at(read_account(account, about_at=about_at))
            looked = together(looked, theirs, account.display_name)
    else:
        assert subject.group is not None
        case = read_account(subject.group, about_at=about_at)
        looked = look_at(case)
    drawn = drawing(lanes(case, read_stretches(case, customer.environment_id)), about_at)
    sdks = sdk_rows(case)
    return {
        "result": result(looked.findings, looked.checks),
        "drawing": drawn,
        "sdks": sdks,
        "flags": flag_rows(case),
        "aside": case.aside[:ASIDE],
        "aside_left": max(0, len(case.aside) - ASIDE),
        "refused": case.refused[:ASIDE],
        "case": case,
        "unread": sorted(case.unread),
        "text": diagnosis_text(clean(customer.display_name, 80), case, looked, sdks),
    }
