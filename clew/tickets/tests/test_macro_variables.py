"""Variables in the text of macros: parsing, escaping, defaults, what is missing."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.tickets.macros.known import EXACT
from clew.tickets.macros.parsing import variables
from clew.tickets.macros.rendering import complaints, escaped, missing_in, rendered
from clew.tickets.rendering import html_of, plain_text

values = st.text(max_size=60).filter(lambda text: "\x00" not in text)


def render(text, **known):
    found = {path.replace("__", "."): value for path, value in known.items()}
    return rendered(text, lambda path: found.get(path, ""), trusted=frozenset({"agent.signature"}))


def test_values_take_the_place_of_variables():
    made = render("Hi {{customer.first_name}}, I am {{ agent.name }}.",
                  customer__first_name="Ada", agent__name="Maya")  # fmt: skip
    assert made.markdown == "Hi Ada, I am Maya."
    assert made.missing == ()


def test_a_default_steps_in():
    assert render('Hi {{customer.first_name | default: "there"}}.').markdown == "Hi there."


def test_what_is_not_known_stays_and_is_named():
    made = render("Hi {{customer.first_name}}, {{incident.impact}}")
    assert made.markdown == "Hi {{customer.first_name}}, {{incident.impact}}"
    assert [each.path for each in made.missing] == ["customer.first_name", "incident.impact"]


def test_a_name_cannot_format_or_link():
    made = render("Hi {{customer.name}}", customer__name="**Ada** [x](https://evil.example) <b>")
    html = html_of(made.markdown)
    assert "<strong>" not in html
    assert "<a" not in html.replace('<a href="https://evil.example"', "")
    assert plain_text(made.markdown).startswith("Hi **Ada** [x]")


def test_a_name_cannot_bring_a_variable_along():
    made = render("{{customer.name}}", customer__name="{{agent.signature}}")
    assert missing_in(made.markdown) == []


def test_a_signature_is_markdown_of_our_own():
    assert "**Maya**" in render("{{agent.signature}}", agent__signature="**Maya**").markdown


def test_inside_code_a_value_is_written_as_it_is():
    made = render("Run `id {{customer.email}}`", customer__email="a_b@heron.example")
    assert made.markdown == "Run `id a_b@heron.example`"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("{{customer}}", "is not a variable"),
        ("{{ user.name }}", "There is no variable {{ user.name }}. There are: customer.name"),
        ("{{agent.shoe_size}}", "There is no variable"),
        ("{{customer.name | upper}}", "is not a variable"),
        ("{{ticket.fields}}", "There is no variable"),
    ],
)
def test_what_is_no_variable_is_said_on_saving(text, word):
    assert word in complaints(text)[0]


@pytest.mark.parametrize(
    "text",
    ["Hi {{customer.first_name}}", "{{customer.plan_tier}}", "{{ticket.fields.region}}",
     '{{account.name | default: "your team"}}', "`{{ user.name }}`", "```\n{% x %} {{ y }}\n```",
     "{ not a variable }"],
)  # fmt: skip
def test_what_may_be_saved(text):
    assert complaints(text) == []


@given(values)
def test_any_value_reads_as_itself(value):
    shown = plain_text(f"{escaped(value)}")
    assert re.sub(r"\s+", "", shown) == re.sub(r"[\s\x00]+", "", value)


@given(values)
def test_no_value_makes_a_tag(value):
    tags = set(re.findall(r"<(\w+)", html_of(f"Dear {escaped(value)}, hello")))
    assert tags <= {"p", "a"}  # a bare address in a value is a link to itself
    assert set(re.findall(r"<(\w+)", html_of(escaped(value)))) <= {"p", "a"}


@given(st.dictionaries(st.sampled_from(sorted(EXACT)), values), values)
def test_no_variable_of_ours_survives_unnoticed(known, text):
    """What is left is in ``missing``, and no value adds to it."""
    template = "".join(f"{{{{{path}}}}}\n" for path in sorted(EXACT) if "*" not in path) + text
    before = {each.path for each in variables(template)}
    made = rendered(template, lambda path: known.get(path, ""), trusted=frozenset())
    assert {each.path for each in made.missing} <= before
    assert all(not known.get(each.path, "").strip() or each.in_code for each in made.missing)
