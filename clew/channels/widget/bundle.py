"""``/widget.js``: the parts in ``script/`` as one file. Put together here, so nothing is built."""

import gzip
import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

PARTS = Path(__file__).parent / "script"
# In the order they need each other.
ORDER = (
    "page.js",
    "records.js",
    "api.js",
    "elements.js",
    "panel.js",
    "files.js",
    "form.js",
    "conversation.js",
    "start.js",
)
# Pages keep it for an hour, then ask whether it changed; a slow answer never holds them up.
CACHING = "public, max-age=3600, stale-while-revalidate=604800"
WHOLE_LINE_COMMENT = re.compile(r"^\s*//.*$", re.MULTILINE)
INDENT = re.compile(r"^\s+", re.MULTILINE)
CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
CSS_SPACE = re.compile(r"\s*([{};,>]|(?<=[a-z0-9-]):(?= ))\s*")
# Literals stay as they are (a template must not hold another); around operators spaces may go.
JS_SPACE = re.compile(
    r"""("(?:[^"\\\n]|\\.)*"|`[^`]*`|/(?![\s/*])(?:[^/\\\n\[]|\\.|\[[^\]]*\])+/)"""
    r"|[ ]*(=>|===|!==|&&|\|\||[=?:{}(),])[ ]*"
)
# Where no statement can end, and where a block or a statement has ended anyway.
JS_BREAK = re.compile(r"(?<=[{;,(\[=&|?:])\n|\n(?=[)\]},.?:])")
DECLARED = re.compile(r"\bconst(?= |\{|\[)")  # two letters less, and nothing here declares twice
LEADING_ZERO = re.compile(r"(?<![\w.])0(?=\.\d)")


@dataclass(frozen=True)
class Script:
    plain: bytes
    zipped: bytes
    etag: str


def script() -> Script:
    return build() if settings.DEBUG else _kept()


@cache
def _kept() -> Script:
    return build()


def build() -> Script:
    style = " ".join(CSS_COMMENT.sub("", (PARTS / "widget.css").read_text()).split())
    style = LEADING_ZERO.sub("", CSS_SPACE.sub(r"\1", style)).replace(";}", "}")
    parts = [(PARTS / name).read_text() for name in ORDER]
    code = _small("\n".join([f"const STYLE = {json.dumps(style)};", *parts]))
    return _script(f'/* Clew widget */(()=>{{"use strict";\n{code}}})();\n')


@cache
def fields_module() -> Script:
    """For the form, where the installation asks for fields of its own; imported by the bundle."""
    return _script(_small((PARTS / "fields.js").read_text()) + "\n")


def _small(code: str) -> str:
    code = INDENT.sub("", WHOLE_LINE_COMMENT.sub("", code))
    code = JS_SPACE.sub(lambda found: found[1] or found[2], code)
    return DECLARED.sub("let", JS_BREAK.sub("", code).replace(";}", "}"))


def _script(code: str) -> Script:
    plain = code.encode()
    etag = f'"{hashlib.sha256(plain).hexdigest()[:20]}"'
    return Script(plain, gzip.compress(plain, 9, mtime=0), etag)


def script_response(request: HttpRequest, made: Script) -> HttpResponse:
    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    known = request.headers.get("If-None-Match", "")
    unchanged = made.etag in known
    body = b"" if unchanged else (made.zipped if zipped else made.plain)
    response = HttpResponse(
        body,
        status=304 if unchanged else 200,
        content_type="text/javascript; charset=utf-8",
        headers={
            "ETag": made.etag,
            "Cache-Control": CACHING,
            "Access-Control-Allow-Origin": "*",
            "Cross-Origin-Resource-Policy": "cross-origin",
        },
    )
    if zipped and not unchanged:
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
