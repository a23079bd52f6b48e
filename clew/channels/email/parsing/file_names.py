"""What an attachment is called: never a path, never disguised, never nothing."""

import mimetypes
import re

# Only the table that comes with Python: the machine's own differs from place to place.
TYPES = mimetypes.MimeTypes(filenames=())
MAX_LENGTH = 200
HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
FORBIDDEN = re.compile(r'[<>:"|?*\\/]+')
PATH = re.compile(r"^(?:[A-Za-z]:)?[\\/]|\.\.[\\/]|^[A-Za-z]:|\\\\")
EXTENSIONS = {
    "image/jpeg": ".jpg",
    "text/plain": ".txt",
    "text/html": ".html",
    "text/calendar": ".ics",
    "message/rfc822": ".eml",
    "application/octet-stream": ".bin",
    "image/webp": ".webp",
    "application/pgp-signature": ".asc",
    "application/pkcs7-signature": ".p7s",
    "application/x-pkcs7-signature": ".p7s",
    "application/pkcs7-mime": ".p7m",
    "application/x-pkcs7-mime": ".p7m",
    "application/pgp-encrypted": ".asc",
    "application/ms-tnef": ".dat",
}
PICTURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
)


def safe_name(name: str, type_: str, number: int) -> str:
    """``number`` counts the files, for those that have no name."""
    name = HIDDEN.sub("", name).strip()
    if PATH.search(name):
        name = re.split(r"[\\/:]", name)[-1]
    name = FORBIDDEN.sub("_", name).strip(" .")
    if not name:
        return f"{_kind(type_)}-{number}{extension_of(type_)}"
    return _short(name)


def _kind(type_: str) -> str:
    family = type_.partition("/")[0]
    return {"image": "picture", "audio": "sound", "video": "video", "text": "text"}.get(
        family, "attachment"
    )


def extension_of(type_: str) -> str:
    return EXTENSIONS.get(type_) or TYPES.guess_extension(type_) or ".bin"


def _short(name: str) -> str:
    """The end tells what it is, so the middle goes. Counted in bytes, as file systems do."""
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > 20:  # noqa: PLR2004
        stem, extension = name, ""
    else:
        extension = dot + extension
    room = MAX_LENGTH - len(extension.encode())
    cut = stem.encode()[:room].decode("utf-8", "ignore")
    return cut.rstrip() + extension


def seen_type(type_: str, content: bytes) -> str:
    """Pictures sent as "some bytes" are pictures: only what the bytes themselves prove."""
    if type_ in {"application/octet-stream", "image/*", "image/jpg", "image/pjpeg", "image/x-png"}:
        if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
            return "image/webp"
        return next((each for start, each in PICTURES if content.startswith(start)), type_)
    return type_
