"""A message's HTML with its looks on each element: many mail programs drop style sheets."""

import re

FIXED = "font-family:Menlo,Consolas,'Courier New',monospace"
CODE = f"{FIXED};font-size:13px;background-color:#eef1f3;padding:1px 4px;border-radius:4px"
CELL = "padding:6px 10px;border:1px solid #d5dadd;text-align:left;vertical-align:top"
HEADING = "line-height:1.3;font-weight:600"
LIST = "margin:0 0 14px;padding:0 0 0 24px"
STYLES = {
    "p": "margin:0 0 14px",
    "ul": LIST,
    "ol": LIST,
    "li": "margin:0 0 4px",
    "blockquote": "margin:0 0 14px;padding:0 0 0 12px;border-left:3px solid #c3cacf;color:#4a545c",
    "pre": (
        f"{FIXED};margin:0 0 14px;padding:10px 12px;font-size:13px;line-height:1.5;"
        "background-color:#f1f4f5;border:1px solid #dde1e3;border-radius:6px;"
        "white-space:pre-wrap;word-break:break-word"
    ),
    "code": CODE,
    "table": "border-collapse:collapse;margin:0;font-size:14px;line-height:1.45",
    "td": CELL,
    "th": f"{CELL};background-color:#f1f4f5;font-weight:600",
    "h1": f"margin:22px 0 8px;font-size:20px;{HEADING}",
    "h2": f"margin:20px 0 8px;font-size:18px;{HEADING}",
    "h3": f"margin:18px 0 6px;font-size:16px;{HEADING}",
    "h4": f"margin:16px 0 6px;font-size:15px;{HEADING}",
    "h5": f"margin:16px 0 6px;font-size:15px;{HEADING}",
    "h6": f"margin:16px 0 6px;font-size:15px;{HEADING}",
    "hr": "margin:20px 0;border:0;border-top:1px solid #c3cacf",
    "img": "max-width:100%;height:auto;border:0;border-radius:6px",
}
KEPT = {"alt", "colspan", "dir", "height", "href", "rowspan", "src", "start", "title", "width"}
SCROLLS = '<div class="scrolls" style="margin:0 0 14px;overflow-x:auto">'
# A whole element at a time, so that what looks like one inside an attribute is not taken for it.
ELEMENT = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:\s+[^\s=>"/]+(?:="[^"]*")?)*)\s*/?>')
ATTRIBUTE = re.compile(r'([^\s=>"/]+)="([^"]*)"')


def dressed(html: str, *, link: str) -> str:
    """``html`` is safe already and written by nh3; ``link`` is the colour of links."""
    styles = STYLES | {"a": f"color:{link};text-decoration:underline;word-break:break-word"}
    in_code_block = False

    def with_style(found: re.Match[str]) -> str:
        nonlocal in_code_block
        closing, tag, attributes = found.groups()
        if tag == "pre":
            in_code_block = not closing
        if closing:
            return f"{found[0]}</div>" if tag == "table" else found[0]
        style = FIXED if tag == "code" and in_code_block else styles.get(tag, "")
        look = f' style="{style}"' if style else ""
        opening = f"<{tag}{_kept(attributes)}{look}>"
        return f"{SCROLLS}{opening}" if tag == "table" else opening

    return ELEMENT.sub(with_style, html)


def _kept(attributes: str) -> str:
    found = ATTRIBUTE.findall(attributes)
    return "".join(f' {name}="{value}"' for name, value in found if name in KEPT)
