from django.template import Context, Template, engines

from clew.core.components import drawn


def rendered(source, **context):
    return Template(drawn(source), engine=engines["django"].engine).render(Context(context))


def test_a_plain_icon_is_drawn_when_the_template_is_compiled():
    assert drawn('<c-icon name="inbox" />') == (
        '<svg class="icon" aria-hidden="true"><use href="/static/clew/icons.svg#i-inbox"/></svg>'
    )


def test_a_label_makes_it_an_image_and_is_escaped():
    svg = rendered('<c-icon name="{{ a }}" label="{{ b }}" size="1rem" />', a="x", b='"><script>')
    assert 'role="img" aria-label="&quot;&gt;&lt;script&gt;"' in svg
    assert 'style="--icon:1rem"' in svg


def test_a_glyph_carries_its_status():
    svg = rendered('<c-glyph status="{{ t.status }}" class="big" />', t={"status": "open"})
    assert 'class="glyph big" data-status="open"' in svg
    assert "#g-open" in svg


def test_anything_else_is_left_to_the_component():
    for source in (
        '<c-icon name="{% if a %}x{% endif %}" />',
        '<c-icon name="i-{{ x }}" />',
        '<c-icon name="x" hx-get="/a" />',
        '<c-button icon="x">Go</c-button>',
    ):
        assert drawn(source) == source
