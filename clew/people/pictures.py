"""Pictures of staff: re-encoded, so that what is stored is small, square and says nothing more."""

import hashlib
import re
from io import BytesIO
from typing import IO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import FileResponse
from PIL import Image, ImageOps, UnidentifiedImageError

MAX_BYTES = 8 * 1024 * 1024
MAX_PIXELS = 40_000_000  # decoded: what a phone takes, and no bomb
SIDE = 192  # pixels, for 96 on a sharp screen
DIGEST = re.compile(r"[0-9a-f]{64}")
UNREADABLE = "This is not a picture Clew can read. Use a JPEG, PNG, WebP or GIF file."
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


def store_picture(file: IO[bytes], *, size: int) -> str:
    """Its digest. Raises ValidationError when it is too large or no picture."""
    if size > MAX_BYTES:
        raise ValidationError({"picture": "The file is larger than 8 MB. Choose a smaller one."})
    encoded = _encoded(file)
    digest = hashlib.sha256(encoded).hexdigest()
    if not default_storage.exists(_name(digest)):
        default_storage.save(_name(digest), ContentFile(encoded))
    return digest


def _encoded(file: IO[bytes]) -> bytes:
    try:
        with Image.open(file, formats=FORMATS) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise ValidationError({"picture": "This picture has too many pixels."})
            upright = ImageOps.exif_transpose(picture).convert("RGB")
            square = ImageOps.fit(upright, (SIDE, SIDE))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise ValidationError({"picture": UNREADABLE}) from None
    except Image.DecompressionBombError:
        raise ValidationError({"picture": "This picture has too many pixels."}) from None
    out = BytesIO()
    square.save(out, "WEBP", quality=82)  # no exif= is passed, so none is written
    return out.getvalue()


def picture_response(digest: str) -> FileResponse:
    """Raises FileNotFoundError. The name is the content's digest, so it never changes."""
    if not DIGEST.fullmatch(digest):
        raise FileNotFoundError
    return FileResponse(
        default_storage.open(_name(digest)),
        content_type="image/webp",
        headers={
            "Cache-Control": "private, max-age=31536000, immutable",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
        },
    )


def _name(digest: str) -> str:
    return f"pictures/{digest[:2]}/{digest}.webp"
