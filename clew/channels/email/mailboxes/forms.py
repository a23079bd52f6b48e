"""What the pages of mailboxes send. Rules are in ``checking``."""

from typing import Any

from django import forms

from clew.channels.email.mailboxes.checking import FIELDS
from clew.channels.email.models import Mailbox, Security
from clew.people.staff_queries import team_choices

ENCRYPTION = [
    (Security.TLS.value, "TLS (most often port 993)"),
    (Security.STARTTLS.value, "STARTTLS (most often port 143)"),
    (Security.PLAIN.value, "None: only inside your own network"),
]
LATIN = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


class MailboxForm(forms.Form):
    user = forms.CharField(
        label="User name",
        max_length=320,
        widget=forms.TextInput(attrs=LATIN),
        help_text="Most often the address itself: support@ottergrid.example",
        error_messages={"required": "Write whom to sign in as; most often the address itself."},
    )
    password = forms.CharField(
        label="Password",
        max_length=1000,
        required=False,
        strip=False,
        # Never filled in again, whatever was wrong.
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=False),
    )
    host = forms.CharField(
        label="Server",
        max_length=255,
        widget=forms.TextInput(attrs=LATIN | {"placeholder": "imap.kiln.example"}),
        error_messages={"required": "Write the name of the server, such as imap.kiln.example."},
    )
    security = forms.ChoiceField(label="Encryption", choices=ENCRYPTION, initial=Security.TLS)
    port = forms.IntegerField(
        label="Port",
        initial=993,
        min_value=1,
        max_value=65535,
        error_messages={"required": "Write its port; 993 for TLS."},
    )
    folder = forms.CharField(
        label="Folder",
        max_length=255,
        required=False,
        initial="INBOX",
        widget=forms.TextInput(attrs=LATIN | {"list": "mailbox-folders"}),
        help_text="What is in it becomes tickets. Nothing in it is changed, marked or deleted.",
    )
    name = forms.CharField(
        label="Name",
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="As it is called here. Empty: the user name.",
    )
    team = forms.ChoiceField(
        label="Team", required=False, help_text="Gets its tickets, unless the address has a team."
    )
    imports_existing = forms.BooleanField(
        label="Import what is in the folder already",
        required=False,
        help_text="Else only what comes from now on. Old mail waits behind new mail.",
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        teams = [(str(team.pk), str(team)) for team in team_choices()]
        self.fields["team"].choices = [("", "No team"), *teams]  # type: ignore[attr-defined]
        if not self.initial:
            self.fields["host"].widget.attrs["autofocus"] = True


def kept(mailbox: Mailbox) -> dict[str, Any]:
    """As the form starts with it: everything but the password."""
    values = {name: getattr(mailbox, name) for name in FIELDS}
    return {**values, "team": str(mailbox.team_id or "")}
