import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.tickets import rendering
from clew.tickets.rendering import html_of, plain_text, shortened


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("**bold** _it_ ~~gone~~", "<strong>bold</strong> <em>it</em> <s>gone</s>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("```python\nx < y\n```", '<pre><code class="language-python">x &lt; y\n</code></pre>'),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "<td>1</td>"),
        ("<https://heron.example/x>", 'href="https://heron.example/x"'),
        ("see https://heron.example/x.", ">https://heron.example/x</a>."),
        ("(https://heron.example/a_b)", '<a href="https://heron.example/a_b"'),
        ("[mail](mailto:ada@heron.example)", 'href="mailto:ada@heron.example"'),
        ("`https://heron.example`", "<code>https://heron.example</code>"),
        ("Use <T> and a < b", "Use &lt;T&gt; and a &lt; b"),
    ],
)
def test_what_people_write_reads_as_they_meant(markdown, html):
    assert html in html_of(markdown)


def test_links_tell_nothing_and_gain_nothing():
    assert 'rel="noopener nofollow ugc"' in html_of("https://heron.example")


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "![pixel](https://tracker.example/p.gif)",
        "![x](javascript:alert(1))",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](java\tscript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:msgbox)",
        "[x](/tickets/1/closure)",
        "[x](//evil.example/x)",
        "<a href='javascript:alert(1)'>x</a>",
        "<style>*{display:none}</style>",
        '<p style="position:fixed">x</p>',
        "<iframe src=https://evil.example></iframe>",
        "<form action=/x><button>",
        '```"><script>alert(1)</script>\nx\n```',
        '```x" onmouseover="alert(1)\nx\n```',
        '<math><mtext></p><style><!--</style><img title="--><img src onerror=alert(1)>">',
        "[x](https://heron.example \"onclick='alert(1)'\")",
        'https://heron.example/"onmouseover=alert(1)',
        "[a]: javascript:alert(1)\n\n[a]",
        "| <img src=x onerror=alert(1)> |\n|---|",
    ],
)
def test_hostile_input_does_nothing(hostile):
    from html.parser import HTMLParser

    class Seen(HTMLParser):
        def handle_starttag(self, tag, attributes):
            assert tag not in {"script", "img", "svg", "style", "iframe", "form", "math", "button"}
            for name, value in attributes:
                assert name in {"href", "rel", "title", "class"}, name
                if name == "href":
                    assert value.startswith(("https://", "http://", "mailto:")), value
                if name == "class":
                    assert value.startswith("language-")

    Seen().feed(html_of(hostile))


def test_deep_nesting_is_rendered_in_time():
    assert html_of(">" * 5000 + "x")
    assert html_of("[" * 20_000)
    assert html_of("*a " * 20_000)


def test_snippets_are_words_on_one_line():
    assert plain_text("# Hi\n\n**Ada** & `x < 1`\n- https://heron.example") == (
        "Hi Ada & x < 1 https://heron.example"
    )
    assert shortened("one two three", 9) == "one two…"
    assert shortened("short", 9) == "short"
    assert len(shortened("x" * 50, 10)) == 10


# Every door decodes UTF-8, so no half of a character comes in.
WRITTEN = st.text(
    st.one_of(
        st.sampled_from(" \t\n\r1.)-+=#>`*_~|\\<&[]!:/@a\ue000\x0c\xa0\u2028"),
        st.characters(codec="utf-8"),
    )
)


@given(WRITTEN)
def test_plain_words_are_taken_as_they_are(text):
    """Without a parser, which would find nothing in them: the words are the same either way."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(rendering, "MEANS_MORE", re.compile(""))
        parsed = plain_text(text)
    assert plain_text(text) == parsed
