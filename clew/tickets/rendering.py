"""Markdown as people write it, to HTML that is safe to show as is."""

import re
from html import unescape

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

INLINE_TAGS = {"a", "br", "code", "em", "s", "strong"}
BLOCK_TAGS = {"blockquote", "hr", "li", "ol", "p", "pre", "ul"}
HEADINGS = {f"h{level}" for level in range(1, 7)}
TABLE_TAGS = {"table", "tbody", "td", "th", "thead", "tr"}
TAGS = INLINE_TAGS | BLOCK_TAGS | HEADINGS | TABLE_TAGS
ATTRIBUTES = {"a": {"href", "title"}, "code": {"class"}, "ol": {"start"}}
SCHEMES = ("http://", "https://", "mailto:")
LANGUAGE = re.compile(r"language-[\w+#.-]{1,30}")
# A bare address in running text; closing punctuation belongs to the sentence.
ADDRESS = re.compile(r"https?://[^\s<>\"'`]+[^\s<>\"'`.,;:!?)\]}*_]")


def html_of(markdown: str) -> str:
    """Links open nothing but web pages and mail; images and raw HTML stay text."""
    return nh3.clean(
        _markdown.render(markdown),
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_kept,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener nofollow ugc",
    )


def plain_text(markdown: str) -> str:
    """The words on one line, for snippets and subjects."""
    return " ".join(unescape(nh3.clean(_markdown.render(markdown), tags=set())).split())


def shortened(text: str, length: int) -> str:
    """At most ``length`` characters, cut at a word where there is one."""
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" ,.;:") + "…"


def _kept(_tag: str, attribute: str, value: str) -> str | None:
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


_markdown = (
    MarkdownIt("commonmark", {"html": False, "breaks": True})
    .enable(["table", "strikethrough"])
    .disable("image")
)
_markdown.core.ruler.push("addresses", _link_addresses)
