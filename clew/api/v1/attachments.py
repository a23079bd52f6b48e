"""Files on messages."""

from django.http import FileResponse
from ninja import File, Router, UploadedFile

from clew.api.v1.idempotency import created
from clew.api.v1.ticket_shapes import AttachmentShape
from clew.api.v1.tokens import TokenRequest
from clew.core.actors import Actor
from clew.tickets.actions import store_upload
from clew.tickets.attachments import attachment_response
from clew.tickets.queries import attachment_for

router = Router(tags=["tickets"])


@router.post("/attachments", response={201: AttachmentShape})
@created
def upload(request: TokenRequest, file: File[UploadedFile]) -> AttachmentShape:
    """Give the id to a message within a day. At most 25 MB."""
    return AttachmentShape.of(store_upload(file=file, by=Actor.token(request.auth)))


@router.get("/attachments/{secret}")
def download(request: TokenRequest, secret: str) -> FileResponse:
    return attachment_response(attachment_for(request.auth, secret))
