"""The original of a message, as text and nothing else."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_GET

from clew.people.requests import StaffRequest
from clew.tickets.attachments import SANDBOX
from clew.tickets.models import Message
from clew.tickets.queries.messages import original_of
from clew.tickets.views.doors import TEXT
from clew.tickets.views.message_doors import on_message


@require_GET
@on_message
def original(request: StaffRequest, message: Message) -> HttpResponseBase:  # noqa: ARG001  the door is the point
    """Strangers wrote it, so it never runs: plain text, no sniffing, in a sandbox."""
    found = original_of(message)
    if found is None:
        raise Http404("No original is kept of this message.")
    cut = f"\n\n… cut: {found.size:,} bytes came.\n" if found.is_cut else ""
    text = bytes(found.content).decode(errors="replace") + cut
    response = HttpResponse(text, content_type=TEXT)
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    ending = "eml" if found.kind == "mail" else "json"
    name = f"ticket-{message.ticket.number}-message-{message.pk}.{ending}.txt"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
