"""Settings → Mail → Suspended: what waits for somebody to look, and deciding about it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from clew.channels.email.intake.storing import bytes_of
from clew.channels.email.models import InboundMail
from clew.channels.email.suspended import actions, queries
from clew.channels.email.suspended.preview import preview_of
from clew.channels.email.vocabulary import Outcome
from clew.core.ids import ids_in
from clew.people.doors import admins
from clew.people.requests import StaffRequest
from clew.tickets.views.answers import Toast
from clew.tickets.views.doors import actor, in_words

door = admins("Suspended mail")


@door
def suspended(request: StaffRequest) -> HttpResponse:
    return render(request, "email_settings/suspended.html", _list_context(request))


@door
def suspended_mail(request: StaffRequest, pk: int) -> HttpResponse:
    mail = mail_or_404(request, pk)
    context = {
        "mail": mail,
        "preview": preview_of(mail),
        "is_waiting": mail.outcome == Outcome.QUARANTINED,
    }
    return render(request, "email_settings/suspended_mail.html", context)


@door
def suspended_raw(request: StaffRequest, pk: int) -> HttpResponse:
    """As it came, to save: never shown by the browser."""
    mail = mail_or_404(request, pk)
    response = HttpResponse(bytes_of(mail), content_type="message/rfc822")
    response["Content-Disposition"] = f'attachment; filename="mail-{mail.pk}.eml"'
    response["Content-Security-Policy"] = "sandbox"
    return response


@require_POST
@in_words
@door
def recovery(request: StaffRequest) -> HttpResponse:
    by, sender = actor(request), request.POST.get("as_sender", "")
    mails = _or_refused(queries.recoverable_for(request.user, ids_in(request.POST.getlist("mail"))))
    able = [mail for mail in mails if sender.strip() or mail.reason != "no_sender"]
    if not able:
        raise ValidationError("It names no sender. Choose “Recover as”, and write who it is from.")
    done = [mail for mail in able if actions.recover(mail=mail, by=by, as_sender=sender)]
    return answered(request, Toast(_recovered(done, len(mails) - len(done))))


@require_POST
@in_words
@door
def drop(request: StaffRequest) -> HttpResponse:
    by = actor(request)
    done = [mail for mail in chosen(request) if actions.drop(mail=mail, by=by)]
    undo = [str(mail.pk) for mail in done]
    toast = Toast(f"{_mails(len(done))} dropped").undone_by(reverse("suspended-return"), mail=undo)
    return answered(request, toast)


@require_POST
@in_words
@door
def putting_back(request: StaffRequest) -> HttpResponse:
    by, wanted = actor(request), ids_in(request.POST.getlist("mail"))
    dropped = queries.dropped_for(request.user).filter(pk__in=wanted)
    done = [mail for mail in dropped if actions.put_back(mail=mail, by=by)]
    return answered(request, Toast(f"{_mails(len(done))} put back"))


@require_POST
@in_words
@door
def blocking(request: StaffRequest) -> HttpResponse:
    """Whoever sent these. What they sent already stays where it is."""
    by = actor(request)
    senders = {mail.from_address for mail in chosen(request)} - {""}
    done = [row.pattern for each in sorted(senders) if (row := actions.block(pattern=each, by=by))]
    if not done:
        return answered(request, Toast("Blocked already"))
    toast = Toast(f"{done[0] if len(done) == 1 else f'{len(done)} senders'} blocked")
    return answered(request, toast.undone_by(reverse("blocked-end"), pattern=done))


def chosen(request: StaffRequest) -> list[InboundMail]:
    """Raises ValidationError when nothing is chosen that still waits."""
    return _or_refused(queries.mails_for(request.user, ids_in(request.POST.getlist("mail"))))


def _or_refused(mails: list[InboundMail]) -> list[InboundMail]:
    if not mails:
        raise ValidationError("Choose mail that still waits. Somebody else may have been faster.")
    return mails


def mail_or_404(request: StaffRequest, pk: int) -> InboundMail:
    try:
        return queries.mail_for(request.user, pk)
    except InboundMail.DoesNotExist:
        raise Http404("There is no such suspended mail.") from None


def answered(request: StaffRequest, toast: Toast) -> HttpResponse:
    """The list anew; without JavaScript, its page."""
    if not request.htmx:
        messages.success(request, toast.text)
        return redirect("suspended")
    response = render(request, "email_settings/suspended_list.html", _list_context(request))
    return toast.onto(response)


def _list_context(request: StaffRequest) -> dict[str, object]:
    wanted = request.GET.get("reason", "")
    piles = queries.piles_for(request.user)
    shows_dropped = wanted == queries.DROPPED
    mails = (queries.dropped_for if shows_dropped else queries.suspended_for)(request.user)
    if wanted and not shows_dropped:
        mails = mails.filter(reason=wanted)
    found = list(mails[: queries.SHOWN + 1])
    return {
        "mails": found[: queries.SHOWN],
        "more": len(found) > queries.SHOWN,
        "shown": queries.SHOWN,
        "piles": piles,
        "waiting": sum(pile.count for pile in piles),
        "wanted": wanted,
        "shows_dropped": shows_dropped,
    }


def _mails(count: int) -> str:
    return f"{count} {'mail' if count == 1 else 'mails'}"


def _recovered(done: list[InboundMail], failed: int) -> str:
    on_tickets = sorted({mail.ticket.number for mail in done if mail.ticket})
    where = f" on #{on_tickets[0]}" if len(on_tickets) == 1 else ""
    rest = f". {_mails(failed)} could not be recovered: see the reason there" if failed else ""
    return f"{_mails(len(done))} recovered{where}{rest}"
