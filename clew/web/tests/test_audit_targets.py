"""What was promised and missed is told in sentences, not in the names of fields."""

import pytest

from clew.web.settings.audit_words import sentence

TARGET = {
    "number": 7,
    "metric": "first_reply",
    "instance": 1,
    "due_at": "2026-03-02T09:00:00+00:00",
}
ESCALATION = {"to": "engineering", "team": "Pipeline", "undoes": False}


@pytest.mark.parametrize(
    ("name", "more", "said"),
    [
        (
            "TargetBreached",
            {**TARGET, "policy": "plan", "target_minutes": 510, "calendar": "always"},
            "Missed the target (8 h 30 min) of the first reply, due 2026-03-02 09:00 UTC",
        ),
        (
            "TargetWarned",
            {**TARGET, "hours": 1},
            "Warned that the first reply is due within 1 hour, at 2026-03-02 09:00 UTC",
        ),
        (
            "CustomerChanged",
            {"plan": "scale", "before": ""},
            "Took note that the plan of the customer changed from unknown to Scale",
        ),
        (
            "CustomerChanged",
            {"plan": "", "before": None},
            "Took note of the customer: plan unknown",
        ),
        ("PriorityFollowsPolicy", {}, "Left the priority to the policy"),
        (
            "Escalated",
            {**ESCALATION, "reason": "Data is missing", "before": ""},
            "Escalated to engineering (Pipeline): Data is missing",
        ),
        (
            "Deescalated",
            {**ESCALATION, "outcome": "fixed", "words": "in 4.2"},
            "Ended the escalation to engineering (Pipeline): fixed, “in 4.2”",
        ),
    ],
)
def test_each_is_a_sentence(name, more, said):
    assert sentence(f"routing.{name}", more) == said
