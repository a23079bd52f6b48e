import pytest

from clew.channels.widget.targets import PLAN_HOURS, expected_response

RANGE = "Paid plans are usually answered within 8 to 72 hours on weekdays."


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        ("Enterprise", "Usually answered within 8 hours on weekdays."),
        ("scale", "Usually answered within 24 hours on weekdays."),
        ("Pay as you go", "Usually answered within 72 hours on weekdays."),
        ("pay_as_you_go", "Usually answered within 72 hours on weekdays."),
        ("Free", "Your plan has no response time. We read every message, and answer when we can."),
        ("Platinum", RANGE),
        ("", RANGE),
        (None, RANGE),
    ],
)
def test_customers_are_told_what_their_plan_promises(plan, words):
    assert expected_response(plan, PLAN_HOURS) == words


def test_a_company_without_paid_targets_promises_nothing():
    assert expected_response(None, {"free": None}).startswith("We read every message")
    same = expected_response(None, {"free": None, "paid": 24})
    assert same == "Paid plans are usually answered within 24 hours on weekdays."
