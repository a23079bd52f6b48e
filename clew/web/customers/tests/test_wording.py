import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.web.customers.wording import _WELL_KNOWN, in_words

JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["role", "content", "text", "type", "frames", "message", "name"])
            | st.text(max_size=5),
            inner,
            max_size=4,
        )
    ),
    max_leaves=10,
)
NAMES = [
    "$current_url", "$pathname", "$browser", "$os", "$lib", "$elements", "$el_text", "$set",
    "$unset", "$group_set", "$group_type", "$exception_list", "$ai_input", "$ai_output_choices",
    "$ai_latency", "$ai_total_cost_usd", "$ai_input_tokens", "$feature_flag_response", "alias",
    "$ai_is_error", "$anon_distinct_id", "duration_ms", "$survey_response",
]  # fmt: skip
CHROME = {
    "$browser": "Chrome",
    "$browser_version": 143,
    "$os": "macOS",
    "$geoip_city_name": "Rotterdam",
}


@pytest.mark.parametrize(
    ("event", "properties", "sentence"),
    [
        ("$pageview", {"$current_url": "https://app.example/settings?a=1"}, "Viewed /settings"),
        ("$pageview", {"$pathname": "/team"}, "Viewed /team"),
        ("$pageview", {}, "Viewed a page"),
        ("$screen", {"$screen_name": "Login"}, "Viewed Login"),
        ("$autocapture", {"$event_type": "click", "$el_text": "Save"}, "Clicked “Save”"),
        (
            "$autocapture",
            {"$event_type": "submit", "$elements": [{"tag_name": "form"}]},
            "Sent the form something",
        ),
        ("$autocapture", {"$elements": [{"tag_name": "button"}]}, "Clicked a button"),
        ("$rageclick", {"$el_text": "Pay"}, "Clicked “Pay” again and again"),
        ("$identify", {"$anon_distinct_id": "a"}, "Identified"),
        ("$set", {"$set": {"plan": "scale"}}, "Person properties changed"),
        (
            "$groupidentify",
            {"$group_type": "company", "$group_key": "h", "$group_set": {"name": "Heron"}},
            "Company described: Heron",
        ),
        (
            "$feature_flag_called",
            {"$feature_flag": "new-nav", "$feature_flag_response": True},
            "new-nav evaluated to on",
        ),
        (
            "$feature_flag_called",
            {"$feature_flag": "new-nav", "$feature_flag_response": "blue"},
            "new-nav evaluated to blue",
        ),
        ("$exception", {"$exception_list": [{"type": "Boom", "value": "x"}]}, "Boom"),
        ("$exception", {"$exception_type": "Old", "$exception_message": "y"}, "Old"),
        (
            "$ai_generation",
            {"$ai_input": [{"role": "user", "content": [{"type": "text", "text": "why?"}]}]},
            "Assistant answered “why?”",
        ),
        ("$ai_generation", {"$ai_is_error": True}, "Assistant failed"),
        ("survey sent", {"$survey_name": "CSAT"}, "Survey answered: CSAT"),
        ("endpoint.test", {}, "endpoint.test"),
        (
            "ticket solved",
            {"actor_kind": "staff", "subject": "ticket/1105"},
            "Ticket solved #1105",
        ),
        ("", {}, "(no name)"),
    ],
)
def test_events_read_as_sentences(event, properties, sentence):
    assert in_words(event, properties).sentence == sentence


def test_what_supports_the_sentence():
    assert in_words("$pageview", CHROME).sub == "Chrome 143 on macOS, Rotterdam"
    assert (
        in_words("report made", {"pages": 4, "$lib": "web", "to": "pdf"}).sub == "pages 4 · to pdf"
    )
    assert in_words("slow", {"duration_ms": 360000}).side == "6 min"
    priced = in_words(
        "$ai_generation",
        {
            "$ai_model": "heron-4",
            "$ai_input_tokens": 2000,
            "$ai_output_tokens": 140,
            "$ai_total_cost_usd": 0.018,
            "$ai_latency": "4.2",
        },
    )
    assert priced.sub == "heron-4, 2,140 tokens, $0.018"
    assert priced.side == "4.2 s"


@given(
    st.sampled_from([*_WELL_KNOWN, "own event"]),
    st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=8), JSON, max_size=8),
)
def test_no_properties_can_break_a_sentence(event, properties):
    words = in_words(event, properties)
    assert words.sentence
    assert max(len(words.sentence), len(words.sub), len(words.side)) <= 400
