"""Markdown as people write it, to HTML that is safe to show as is."""

import re
from collections.abc import Mapping, Sequence
from html import escape, unescape
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from clew.tickets.highlighting import MARK, marked
from clew.tickets.pictures import SCHEME

INLINE_TAGS = {"a", "br", "code", "em", "img", "s", "span", "strong"}
BLOCK_TAGS = {"blockquote", "hr", "li", "ol", "p", "pre", "ul"}
HEADINGS = {f"h{level}" for level in range(1, 7)}
TABLE_TAGS = {"table", "tbody", "td", "th", "thead", "tr"}
TAGS = INLINE_TAGS | BLOCK_TAGS | HEADINGS | TABLE_TAGS
ATTRIBUTES = {
    "a": {"href", "title"},
    "code": {"class"},
    "img": {"alt", "class", "loading", "src"},
    "ol": {"start"},
    "span": {"class"},
}
MENTION = "mention"  # the class of a chip with somebody's name
PICTURE = "picture"
OURS = "/attachments/"  # where every picture's address begins
SCHEMES = ("http://", "https://", "mailto:")
LANGUAGE = re.compile(r"language-[\w+#.-]{1,30}")
# A bare address in running text; closing punctuation belongs to the sentence.
ADDRESS = re.compile(r"https?://[^\s<>\"'`]+[^\s<>\"'`.,;:!?)\]}*_]")
SNIPPET = 200  # characters; also the width of Ticket.snippet
# What can mean anything in Markdown or HTML: anywhere, or where a line begins.
MEANS_MORE = re.compile(r"[\\`*_<>\[\]&~|\x00]|(?:^|\r)\s*(?:[-+#=]|\d+[.)])", re.MULTILINE)


def html_of(
    markdown: str, *, pictures: Mapping[str, str] | None = None, mentions: Sequence[str] = ()
) -> str:
    """Links open nothing but web pages and mail; raw HTML stays text.

    ``pictures`` are the addresses of the message's own pictures by secret, other images are their
    names. ``mentions`` are the names to show as chips where the text says ``@name``.
    """
    env = {"pictures": pictures or {}, "mentions": sorted(mentions, key=len, reverse=True)}
    return nh3.clean(
        _markdown.render(markdown, env),
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_kept,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener nofollow ugc",
    )


def plain_text(markdown: str) -> str:
    """The words on one line, for snippets and subjects."""
    if MEANS_MORE.search(markdown) is None:  # as most of what people write: nothing to take away
        return " ".join(markdown.split())
    return " ".join(unescape(nh3.clean(_markdown.render(markdown), tags=set())).split())


def snippet_of(markdown: str) -> str:
    """The first words, as a row or a notification shows them."""
    return shortened(plain_text(markdown), SNIPPET)


def shortened(text: str, length: int) -> str:
    """At most ``length`` characters, cut at a word where there is one."""
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" ,.;:") + "…"


def _kept(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "src":
        return value if value.startswith(OURS) else None
    if tag == "span":
        return value if value == MENTION or MARK.fullmatch(value) else None
    if tag == "img" and attribute == "class":
        return value if value == PICTURE else None
    if attribute == "href":  # relative addresses would act inside Clew
        return value if value.lower().startswith(SCHEMES) else None
    if attribute == "class":
        return value if LANGUAGE.fullmatch(value) else None
    return value


def _link_addresses(state: StateCore) -> None:
    """Make links of bare addresses, except inside links and code."""
    for block in state.tokens:
        if block.type == "inline" and block.children:
            block.children = list(_linked(block.children))


def _linked(tokens: list[Token]) -> list[Token]:
    result: list[Token] = []
    inside = 0
    for token in tokens:
        inside += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if token.type == "text" and not inside and "://" in token.content:
            result += _split(token)
        else:
            result.append(token)
    return result


def _split(token: Token) -> list[Token]:
    parts: list[Token] = []
    end = 0
    for match in ADDRESS.finditer(token.content):
        parts += [_text(token.content[end : match.start()]), *_link(match.group())]
        end = match.end()
    return [*parts, _text(token.content[end:])]


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _link(address: str) -> list[Token]:
    opening = Token("link_open", "a", 1, attrs={"href": address})
    return [opening, _text(address), Token("link_close", "a", -1)]


def _chips(state: StateCore) -> None:
    """Names that the message mentions, except inside links and code."""
    names = state.env.get("mentions")
    if not names:
        return
    said = re.compile(rf"(?<![\w@])@({'|'.join(map(re.escape, names))})(?!\w)")
    for block in state.tokens:
        if block.type == "inline" and block.children:
            block.children = [part for token in block.children for part in _chipped(token, said)]


def _chipped(token: Token, said: re.Pattern[str]) -> list[Token]:
    if token.type != "text" or "@" not in token.content:
        return [token]
    parts: list[Token] = []
    end = 0
    for match in said.finditer(token.content):
        parts += [_text(token.content[end : match.start()]), *_chip(match.group())]
        end = match.end()
    return [*parts, _text(token.content[end:])]


def _chip(words: str) -> list[Token]:
    opening = Token("mention_open", "span", 1, attrs={"class": MENTION})
    return [opening, _text(words), Token("mention_close", "span", -1)]


def _fence(
    _: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: Any
) -> str:
    token = tokens[index]
    language = unescape(token.info).strip().split(" ", 1)[0]
    named = f' class="language-{escape(language)}"' if language else ""
    return f"<pre><code{named}>{marked(token.content, language)}</code></pre>\n"


def _image(
    _: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, env: Any
) -> str:
    """One of the message's own pictures, or the words that stand for it."""
    token = tokens[index]
    source = str(token.attrs.get("src", ""))
    shown = env.get("pictures", {}).get(source.removeprefix(SCHEME))
    name = escape(token.content, quote=True)
    if shown is None or not source.startswith(SCHEME):
        address = "" if source.startswith(SCHEME) else escape(source)
        return f'<a href="{address}">{name or address}</a>' if address else name
    return f'<img src="{escape(shown)}" alt="{name}" class="{PICTURE}" loading="lazy">'


_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(
    [
        "table",
        "strikethrough",
    ]
)
_markdown.core.ruler.push("addresses", _link_addresses)
_markdown.core.ruler.push("mentions", _chips)
_markdown.add_render_rule("fence", _fence)
_markdown.add_render_rule("image", _image)
