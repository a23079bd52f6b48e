"""One-time links: the first owner, invited staff, and a way back in for those already here."""

from http import HTTPStatus

from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from clew.core import installation
from clew.people import staff_actions, staff_queries
from clew.people.forms import AcceptForm, OwnerForm
from clew.people.models import OwnerInvitation, Role, Staff
from clew.web.settings.ways_in import note_session

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@never_cache
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link uses nothing up (mail scanners open links); the button does."""
    invitation = staff_queries.invitation_for(token)
    if invitation is None:
        return render(request, "welcome/expired.html", status=HTTPStatus.GONE)
    form = form_for(request, invitation)
    if request.method == "POST" and form.is_valid():
        try:
            staff = use(invitation, form)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            login(request, staff, backend=BACKEND)
            note_session(request)
            return redirect("/")
    return render(request, page_for(invitation), {"form": form, "invited": invitation.staff})


def form_for(request: HttpRequest, invitation: OwnerInvitation) -> Form:
    data = request.POST if request.method == "POST" else None
    if invitation.staff is None:
        return OwnerForm(data)
    if chooses_password(invitation.staff):
        return AcceptForm(data, initial={"name": invitation.staff.name})
    return Form(data if data is not None else {})


def page_for(invitation: OwnerInvitation) -> str:
    if invitation.staff is None:
        return "welcome/owner.html"
    return "welcome/accept.html" if chooses_password(invitation.staff) else "welcome/sign_in.html"


def chooses_password(staff: Staff) -> bool:
    """Invited staff do. The demo company's owner has none and gets in by the printed link."""
    return staff.role != Role.OWNER and not staff.has_usable_password()


def use(invitation: OwnerInvitation, form: Form) -> Staff:
    """Raises ValidationError with words for the form."""
    given = form.cleaned_data
    if invitation.staff is None:
        company = given.pop("company")
        owner = staff_actions.create_owner(invitation=invitation, **given)
        installation.rename(name=company)
        return owner
    if chooses_password(invitation.staff):
        return staff_actions.accept_invitation(invitation=invitation, **given)
    return staff_actions.sign_in_by_link(invitation=invitation)
