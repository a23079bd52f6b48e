"""Names of charsets as mail programs write them, and the codec that is meant."""

import codecs
import re

# The larger set in each family: what calls itself the smaller one often is the larger one.
CODECS = {
    **dict.fromkeys(
        (
            "ascii",
            "usascii",
            "ansix341968",
            "iso646us",
            "latin1",
            "l1",
            "iso88591",
            "cp819",
            "ansi",
        ),
        "cp1252",
    ),
    **dict.fromkeys(
        ("gb2312", "gb231280", "gbk", "xgbk", "cp936", "windows936", "euccn", "chinese", "gb18030"),
        "gb18030",
    ),
    **dict.fromkeys(
        ("ksc56011987", "ksc56011989", "ksc5601", "euckr", "korean", "windows949", "cp949", "uhc"),
        "cp949",
    ),
    **dict.fromkeys(
        ("shiftjis", "sjis", "xsjis", "mskanji", "windows31j", "cp932", "csshiftjis", "cp943"),
        "cp932",
    ),
    **dict.fromkeys(("eucjp", "xeucjp", "ujis", "cp51932", "eucjpms"), "euc_jis_2004"),
    **dict.fromkeys(("big5", "xbig5", "chinesebig5", "cnbig5", "cp950", "big5hkscs"), "big5hkscs"),
    **dict.fromkeys(("utf8", "utf8mb4", "unicode11utf8", "utf8mac", "xutf8"), "utf-8"),
    **dict.fromkeys(("utf7", "unicode11utf7", "utf7imap", "xunicode20utf7"), "utf-7"),
    **dict.fromkeys(("utf16", "unicode", "ucs2", "iso10646ucs2"), "utf-16"),
    **dict.fromkeys(("macintosh", "mac", "macroman", "xmacroman"), "mac_roman"),
    **dict.fromkeys(("xmaccyrillic", "maccyrillic", "xmacukrainian"), "mac_cyrillic"),
    **dict.fromkeys(("xmacce", "xmaccentraleurope", "xmaccentraleurroman"), "mac_latin2"),
    **dict.fromkeys(("xmacgreek", "macgreek"), "mac_greek"),
    **dict.fromkeys(("xmacturkish", "macturkish"), "mac_turkish"),
    **dict.fromkeys(("tis620", "iso885911", "windows874", "thai"), "cp874"),
    **dict.fromkeys(("iso88598i", "iso88598e", "visual", "logical"), "iso8859_8"),
    **dict.fromkeys(("iso88596i", "iso88596e"), "iso8859_6"),
    **dict.fromkeys(("iso88599", "latin5", "turkish"), "cp1254"),
    **dict.fromkeys(("hzgb2312", "hz"), "hz"),
    "koi8u": "koi8_u",
    "koi8ru": "koi8_u",
}
JAPANESE_BY_ESCAPES = "iso-2022-jp"
# Codecs that are not charsets, or dangerous: slow on purpose-made input, or acting on escapes.
NEVER = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
WINDOWS = re.compile(r"(?:x?windows|win|x?cp|microsoftcp|ibm|dos)(\d{3,5})")


def codec_of(label: str) -> str:
    """The name of a Python codec, or "" when nothing is known by this label."""
    short = re.sub(r"[^a-z0-9]", "", label.lower())[:40]
    if short.startswith(("iso2022jp", "csiso2022jp", "cp5022")):
        return JAPANESE_BY_ESCAPES
    if short in CODECS:
        return CODECS[short]
    page = WINDOWS.fullmatch(short)
    for name in (f"cp{page[1]}" if page else "", label.strip().lower(), short):
        found = _text_codec(name)
        if found:
            return found
    return ""


def _text_codec(name: str) -> str:
    if not name or name in NEVER or not name.isascii() or "\0" in name:
        return ""
    try:
        found = codecs.lookup(name).name
        b"    ".decode(found)
    except UnicodeError:
        pass  # UTF-32 does not like this
    except (LookupError, ValueError, TypeError):
        return ""  # unknown, or turns bytes into bytes as base64 does
    if found in {"ascii", "iso8859-1"}:
        return "cp1252"
    return found if found not in NEVER else ""
