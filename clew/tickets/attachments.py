"""Serving what strangers sent: never as a page of ours."""

from django.core.files.storage import default_storage
from django.http import FileResponse

from clew.tickets.models import Attachment

SANDBOX = "sandbox; default-src 'none'; style-src 'none'; frame-ancestors 'none'"
# First bytes, by the type we then serve: a raster image can be shown, nothing else can.
IMAGES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}


def image_type(start: bytes) -> str:
    """The raster image type these first bytes show, or ""."""
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for magic, kind in IMAGES.items() if start.startswith(magic)), "")


def attachment_response(attachment: Attachment) -> FileResponse:
    """The file: an image by its bytes inline, everything else as a sandboxed download."""
    file = default_storage.open(attachment.storage_name)
    kind = image_type(file.read(16))
    file.seek(0)
    return FileResponse(
        file,
        as_attachment=not kind,
        filename=attachment.filename,
        content_type=kind or "application/octet-stream",
        headers={
            "Content-Security-Policy": SANDBOX,
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "private, max-age=86400, immutable",
        },
    )
