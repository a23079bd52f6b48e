"""Files of a macro: put in and taken out in the editor."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.datastructures import MultiValueDict
from django.views.decorators.http import require_GET, require_POST

from clew.core.actors import Actor
from clew.people.requests import StaffRequest
from clew.tickets.actions.macro_files import attach_to_macro, detach_from_macro
from clew.tickets.actions.macros import may_write
from clew.tickets.attachments import attachment_response
from clew.tickets.forms import UploadForm
from clew.tickets.models import Attachment, Macro, MacroFile
from clew.tickets.queries.macros import macro_file_for
from clew.tickets.views.doors import checked, in_words
from clew.tickets.views.macro_settings import macro_or_404


@require_POST
@in_words
def files(request: StaffRequest, pk: int) -> HttpResponseBase:
    macro = macro_or_404(request, pk)
    for upload in request.FILES.getlist("file"):
        checked(UploadForm(request.POST, MultiValueDict({"file": [upload]})))
        attach_to_macro(macro=macro, file=upload, by=Actor.staff(request.user))
    return _list(request, macro_or_404(request, pk))


@require_GET
def file(request: StaffRequest, pk: int, file: int) -> HttpResponseBase:
    found = file_or_404(request, pk, file)
    row = Attachment(filename=found.filename, digest=found.digest)
    try:
        return attachment_response(row)
    except FileNotFoundError:
        raise Http404("There is no such file.") from None


@require_POST
@in_words
def file_deletion(request: StaffRequest, pk: int, file: int) -> HttpResponseBase:
    found = file_or_404(request, pk, file)
    detach_from_macro(file=found, by=Actor.staff(request.user))
    return _list(request, macro_or_404(request, pk))


def file_or_404(request: StaffRequest, pk: int, file: int) -> MacroFile:
    try:
        return macro_file_for(request.user, pk, file)
    except MacroFile.DoesNotExist:
        raise Http404("There is no such file.") from None


def _list(request: StaffRequest, macro: Macro) -> HttpResponse:
    context = {"macro": macro, "writable": may_write(request.user, macro)}
    return render(request, "settings/macros/files.html", context)
