"""Where a quote, its heading or a signature begins, by the names that mail programs give them."""

import re

from clew.channels.email.parsing.tree import Element

MARK = "data-mail"
# Everything from here on is the mail that is answered.
QUOTES = re.compile(
    r"divRplyFwdMsg|appendonsend|yahoo_quoted|protonmail_quote|OLK_SRC_BODY_SECTION"
    r"|ms-outlook-mobile-reference|mail-editor-reference-message|zmail_extra|reply-intro"
    r"|ydp[0-9a-f]+yahoo-quoted|tutanota_quote|hs_reply|replyHeader|x_divRplyFwdMsg"
)
HEADINGS = re.compile(r"gmail_attr|moz-cite-prefix|moz-email-headers-table|zmail_extra_hr")
SIGNATURES = re.compile(
    r"gmail_signature|moz-signature|protonmail_signature_block|ms-outlook-mobile-signature"
    r"|Signature|signature|zmail_signature|ydp[0-9a-f]+signature|AppleMailSignature"
)
# The line that desktop programs draw above a quote.
RULED = re.compile(
    r"border:none;border-top:solid#[0-9a-f]{6}1\.0pt;padding:3\.0ptIn|"
    r"border:none;border-top:solid#[0-9a-f]{6}1\.0pt"
)
FORWARDED = re.compile(r"[Ff]orward(?!ed-by)|moz-forward")


def mark_parts(root: Element) -> None:
    for element in root.iter():
        element.attrib.pop(MARK, None)  # ours, so nobody else may set it
        names = (
            f"{element.get('class') or ''} {element.get('id') or ''} {element.get('name') or ''}"
        )
        if names.strip():
            _mark_named(element, names)
        style = element.get("style")
        if style and RULED.search(style.lower().replace(" ", "")):
            rule = element.makeelement("hr")
            rule.tail, element.text = element.text, None
            element.insert(0, rule)


def _mark_named(element: Element, names: str) -> None:
    if FORWARDED.search(names):
        return
    if SIGNATURES.search(names):
        element.set(MARK, "signature")
    elif QUOTES.search(names):
        element.set(MARK, "quote")
    elif HEADINGS.search(names):
        element.set(MARK, "header")
