"""A component written out says what the component itself says."""

import pytest
from django.template import Context, Template, engines
from django_cotton.compiler_regex import CottonCompiler

from clew.core import clock
from clew.core.components import Loader
from clew.core.flattening import flattened
from clew.core.templatetags.ui import hue

SHOWN = (
    '<c-button icon="x" label="Close & go" />',
    '<c-button variant="primary" key="S">Save {{ name }}</c-button>',
    '<c-button label="Back to {{ name }}" key="U" data-back href="{% url "inbox-home" %}" />',
    '<c-button label="Back to {{ name }}" key="U" data-back href="{% url \'inbox-home\' %}" />',
    '<c-button href="{{ empty }}">Go</c-button>',
    '<c-button href="{{ address }}" class="{{ name }} wide">Go</c-button>',
    '<c-button type="submit" name="a" value="{{ name }}" hx-get="/a?b={{ name }}">Go</c-button>',
    '<c-menu id="m" title="Views" data-side="top"><c-menu-item href="/a">A</c-menu-item></c-menu>',
    '<c-menu-item icon="{{ sign }}" selected="{% if name == sign %}yes{% endif %}">B</c-menu-item>',
    '<c-menu-item selected="{% if yes %}yes{% endif %}" key="{{ name }}">B</c-menu-item>',
    '<c-avatar name="{{ plain }}" size="sm" />',
    '<c-avatar name="{{ name }}" kind="{% if yes %}team{% endif %}" label="Own: {{ name }}" />',
    '<c-avatar kind="empty" label="Nobody" />',
    '<c-avatar kind="empty" />',
    '<c-badge tone="green" icon="check" title="It is so">Verified</c-badge>',
    '<c-badge status="{{ status }}">{{ name }}</c-badge>',
    '<c-badge href="{{ address }}" outline="yes">x</c-badge>',
    '<c-priority level="{{ status }}" label="{{ name }}" />',
    '<c-status status="{{ status }}"><c-tag>{{ name }}</c-tag></c-status>',
    '<c-toast tone="red" icon="alert">{{ name }}</c-toast>',
    '<c-time :at="at" as="short" class="soft" />',
    '<c-time :at="at" as="day" />',
    '<c-time :at="missing" />',
    "<c-mark />",
)
GIVEN = {
    "name": 'Ada "A" <Lovelace> & Co',
    "plain": "Ada Lovelace",
    "empty": "",
    "address": "/a?b=1&c=2",
    "sign": "user",
    "status": "open",
    "yes": True,
    "missing": None,
}


@pytest.fixture
def at():
    return clock.now()


def source(name):
    return Loader(engines["django"].engine)._component(name)


def rendered(text, at):
    page = Template(CottonCompiler().process(text), engine=engines["django"].engine)
    return page.render(Context({**GIVEN, "at": at}))


@pytest.mark.parametrize("text", SHOWN)
def test_it_says_the_same(text, at):
    assert rendered(flattened(text, source), at) == rendered(text, at)


@pytest.mark.parametrize("text", [each for each in SHOWN if '{% url "' not in each])
def test_it_is_written_out(text):
    assert "<c-tag" not in (written := flattened(text, source))
    assert "<c-b" not in written
    assert "<c-m" not in written


def test_what_is_not_understood_stays():
    for text in (
        '<c-avatar name="a" {% if x %}size="sm"{% endif %} />',
        '<c-banner title="a">b</c-banner>',
        '<c-button :href="a.b c">Go</c-button>',
        '<c-toast>A<c-slot name="action">b</c-slot></c-toast>',
    ):
        assert flattened(text, source) == text


def test_a_hue_is_of_the_name_itself(at):
    """Not of its HTML, so that it is the same as in rows that are plain markup."""
    avatar = rendered(flattened('<c-avatar name="{{ name }}" />', source), at)
    assert f"--h:{hue(GIVEN['name'])}" in avatar
