"""The widget's script and its API. Each handler: door, form, action, JSON."""

from http import HTTPStatus
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from clew.channels.widget import actions, bundle, forms, presenting, queries
from clew.channels.widget.bundle import script as widget_script
from clew.channels.widget.bundle import script_response
from clew.channels.widget.context import text
from clew.channels.widget.door import Answer, Call
from clew.channels.widget.identity import claimed_identity
from clew.channels.widget.models import WidgetPost
from clew.channels.widget.options import FILE_LIMIT, options
from clew.channels.widget.rate import OPENING, UPLOADING
from clew.channels.widget.refusals import Refused
from clew.core.actors import Actor
from clew.tickets import actions as tickets
from clew.tickets.actions import store_upload
from clew.tickets.attachments import attachment_response
from clew.tickets.models import Attachment, Ticket
from clew.tickets.queries import attachment_by_secret

ROOM_FOR_FORM = 64 * 1024  # bytes a multipart body needs besides its file


@require_safe
def script(request: HttpRequest) -> HttpResponse:
    return script_response(request, widget_script())


@require_safe
def fields_module(request: HttpRequest) -> HttpResponse:
    return script_response(request, bundle.fields_module())


def config(call: Call) -> Answer:
    chosen = options()
    shown = presenting.form(chosen)
    return shown | {"expected_response": queries.response_time(call.known_session, chosen)}


def start_session(call: Call) -> Answer:
    data = call.json()
    who = claimed_identity(call.key, data)
    session, secret = actions.start_session(
        key=call.key,
        who=who,
        name=text(data.get("name"), 200),
        email=text(data.get("email"), 254),
        previous=call.known_session,
    )
    time = queries.response_time(session)
    answer = {"session": secret, "verified": session.verified, "expected_response": time}
    return JsonResponse(answer, status=HTTPStatus.CREATED)


def list_tickets(call: Call) -> Answer:
    tickets = queries.ticket_list_for(call.session)
    return {"items": [presenting.summary(each) for each in tickets]}


def open_ticket(call: Call) -> Answer:
    data = call.json()
    if earlier := _earlier(call, data.get("nonce")):
        return _written(earlier)
    call.limit(OPENING)
    agent = call.request.headers.get("User-Agent", "")
    request = forms.request(data)
    post = actions.open_from_widget(session=call.session, request=request, user_agent=agent)
    return _written(post)


def show_ticket(call: Call, number: int) -> Answer:
    return presenting.conversation(_ticket(call, number))


def answer_ticket(call: Call, number: int) -> Answer:
    data = call.json()
    if earlier := _earlier(call, data.get("nonce")):
        return _written(earlier)
    ticket, words = _ticket(call, number), forms.words(data)
    return _written(actions.answer_from_widget(session=call.session, ticket=ticket, words=words))


def confirm_solved(call: Call, number: int) -> Answer:
    """Only who may read the ticket; once it is solved, saying so again changes nothing."""
    ticket = _ticket(call, number)
    tickets.confirm_solved(ticket=ticket, person=ticket.requester)
    return {"ticket": presenting.conversation(ticket)}


def upload(call: Call) -> Answer:
    session = call.session
    if int(call.request.META.get("CONTENT_LENGTH") or 0) > FILE_LIMIT + ROOM_FOR_FORM:
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "Files can have up to 25 MB.")
    call.limit(UPLOADING)
    file = call.request.FILES.get("file")
    if file is None:
        raise Refused(HTTPStatus.BAD_REQUEST, "The request has no file.")
    attachment = store_upload(file=file, by=Actor("customer", session.distinct_id, session.name))
    return JsonResponse(presenting.file_of(attachment), status=HTTPStatus.CREATED)


@require_safe
def attachment(request: HttpRequest, secret: str) -> FileResponse:  # noqa: ARG001
    """A link to follow: the secret is the permission, and files on notes have none."""
    try:
        return attachment_response(attachment_by_secret(secret))
    except Attachment.DoesNotExist as error:
        raise Http404 from error


def _ticket(call: Call, number: int) -> Ticket:
    try:
        return queries.ticket_for(call.session, number)
    except Ticket.DoesNotExist as error:
        raise Refused(HTTPStatus.NOT_FOUND, f"You have no ticket #{number} here.") from error


def _earlier(call: Call, nonce: object) -> WidgetPost | None:
    """Before anything is checked: the first attempt may have used up its attachments."""
    try:
        return queries.post_with(call.session, UUID(str(nonce)))
    except ValueError:
        return None


def _written(post: WidgetPost) -> JsonResponse:
    ticket = presenting.conversation(post.ticket)
    answer = {"ticket": ticket, "message_id": post.message_id}
    return JsonResponse(answer, status=HTTPStatus.CREATED)
