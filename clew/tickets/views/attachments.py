"""Files: in before their message is written, out as downloads."""

from django.http import FileResponse, Http404, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from clew.people.requests import StaffRequest
from clew.tickets import actions
from clew.tickets.attachments import attachment_response
from clew.tickets.forms import UploadForm
from clew.tickets.models import Attachment, Ticket
from clew.tickets.pictures import address
from clew.tickets.queries import attachment_for
from clew.tickets.views.doors import actor, checked, on_ticket


@require_POST
@on_ticket
def attachments(request: StaffRequest, ticket: Ticket) -> HttpResponseBase:  # noqa: ARG001  the door is the point
    file = checked(UploadForm(request.POST, request.FILES))["file"]
    stored = actions.store_upload(file=file, by=actor(request))
    told = {"secret": stored.secret, "filename": stored.filename, "size": stored.size}
    return JsonResponse({**told, "url": address(stored)}, status=201)


@require_GET
def attachment(request: StaffRequest, secret: str, filename: str) -> FileResponse:  # noqa: ARG001  for the address bar
    try:
        return attachment_response(attachment_for(request.user, secret))
    except (Attachment.DoesNotExist, FileNotFoundError):
        raise Http404("There is no such file.") from None
