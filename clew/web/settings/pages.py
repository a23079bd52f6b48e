"""Every settings page once: the nav draws them, the search finds them."""

from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse

from clew.core.options import OPTIONS
from clew.people.models import Role, Staff

YOU, WORK, ROUTE, HOUSE = "You", "Tickets", "Routing and targets", "Installation"
CUSTOMERS = "Customers"


@dataclass(frozen=True)
class SettingsPage:
    """``name`` is the URL's; ``words`` are what else people call what is on it."""

    name: str
    label: str
    icon: str
    group: str
    help: str
    words: str = ""
    admins: bool = True
    leads: bool = False  # for leads too

    @property
    def url(self) -> str:
        return reverse(self.name)


@dataclass(frozen=True)
class Found:
    label: str
    help: str
    icon: str
    url: str
    place: str  # the page an option is on, "" for a page


PAGES = [
    SettingsPage(
        "profile", "Profile", "user", YOU, "Your name, picture, hours and time zone",
        "theme dark light keyboard single keys shortcuts signature density avatar", admins=False,
    ),
    SettingsPage(
        "notification-settings", "Notifications", "bell", YOU, "What you are told, and how",
        "mail email digest desktop quiet mentions", admins=False,
    ),
    SettingsPage(
        "away", "Away", "moon", YOU, "Out of office: until when, and who stands in",
        "out of office holiday vacation absence deputy leave sick", admins=False,
    ),
    SettingsPage(
        "security", "Signing in", "shield", YOU, "Password, second step, passkeys and sessions",
        "totp two factor recovery codes sign out", admins=False,
    ),
    SettingsPage(
        "macros", "Macros", "zap", WORK, "Answers and changes to use again",
        "canned responses templates variables snippets saved replies", admins=False,
    ),
    SettingsPage(
        "view-settings", "Views", "list", WORK, "Lists of the inbox: their order, hidden ones",
        "saved filters rail sidebar columns", admins=False,
    ),
    SettingsPage(
        "ticket-fields", "Ticket fields", "page", WORK, "What you ask about a ticket beside ours",
        "custom fields properties form required",
    ),
    SettingsPage(
        "tag-settings", "Tags", "tag", WORK, "Colours, new names, merging and deleting",
        "labels rename merge",
    ),
    SettingsPage(
        "automations", "Automations", "thread", WORK, "Rules that act by themselves",
        "triggers workflow time webhook notify dry run pending solve close",
    ),
    SettingsPage(
        "areas", "Product areas", "folder", ROUTE, "What tickets are about, and who owns it",
        "components categories merge rename retire",
    ),
    SettingsPage(
        "ownership", "Ownership", "layers", ROUTE, "Who owns and answers which part of the product",
        "teams areas routing product groups sme experts regions gaps keywords page rules import csv"
        " feature ownership", admins=False,
    ),
    SettingsPage(
        "assignment", "Assignment", "user-plus", ROUTE, "Who gets a ticket that nobody has",
        "round robin least loaded capacity turn sme expert billing specialists", leads=True,
    ),
    SettingsPage(
        "policies", "Policies", "clock", ROUTE, "Priority and response targets, for whom and when",
        "sla targets plan priority deadlines due response time try versions presets",
    ),
    SettingsPage(
        "calendars", "Calendars", "calendar", ROUTE, "When time counts: opening hours and holidays",
        "business hours coverage schedule public holidays time zone weekend closed",
    ),
    SettingsPage(
        "accounts", "Accounts", "users", CUSTOMERS, "Which groups they are, what is known of them",
        "company organisation plan mrr arr trial seats region risk owner csm tam import csv crm",
    ),
    SettingsPage(
        "metrics", "Usage metrics", "chart", CUSTOMERS, "What is counted for every customer",
        "metric usage events count sum people sparkline preset filter property profile figures",
    ),
    SettingsPage(
        "health-settings", "Health", "pulse", CUSTOMERS, "How accounts are doing: parts of a score",
        "account health score weights churn risk healthy fair poor bands activity errors payments",
    ),
    SettingsPage(
        "general", "General", "sliders", HOUSE, "Numbers and switches that everybody goes by",
        "options defaults days",
    ),
    SettingsPage(
        "staff", "People and roles", "identity", HOUSE, "Who works here and what they may do",
        "staff invite deactivate admin agent light grant rights",
    ),
    SettingsPage(
        "teams", "Teams", "users", HOUSE, "Who owns which tickets together", "members private"
    ),
    SettingsPage(
        "mail", "Mail", "mail", HOUSE, "How mail leaves and arrives",
        "smtp imap lmtp email server mailbox address signature dns spf dkim dmarc mx signing key"
        " suspended spam forged blocked senders trust authentication-results forwarders received"
        " bounce duplicate check test",
    ),
    SettingsPage(
        "environments", "Environments and keys", "code", HOUSE, "Capture keys for SDKs and widget",
        "capture key sdk widget install snippet",
    ),
    SettingsPage("tokens", "API tokens", "key", HOUSE, "For programs that use the API", "bearer"),
    SettingsPage(
        "webhooks", "Webhooks", "hook", HOUSE, "Telling other programs what happens here",
        "endpoint signature secret delivery http callback",
    ),
    SettingsPage(
        "audit", "Audit log", "book", HOUSE, "Who did what, and when", "history changes facts"
    ),
    SettingsPage(
        "quarantine", "Refused events", "alert", HOUSE, "Events that could not be taken", "errors"
    ),
    SettingsPage(
        "failed-jobs", "Failed jobs", "retry", HOUSE, "Work that gave up", "background queue"
    ),
]  # fmt: skip


def pages_for(staff: Staff) -> list[SettingsPage]:
    is_lead = staff.role_now == Role.LEAD
    return [page for page in PAGES if staff.is_admin or not page.admins or (page.leads and is_lead)]


def groups_for(staff: Staff) -> list[tuple[str, list[SettingsPage]]]:
    """By heading, in the order of the headings."""
    order = {YOU: 0, WORK: 1, CUSTOMERS: 2, ROUTE: 3, HOUSE: 4}
    rows = sorted(pages_for(staff), key=lambda page: order[page.group])
    return [(name, list(pages)) for name, pages in groupby(rows, key=lambda page: page.group)]


def find(staff: Staff, text: str) -> list[Found]:
    """Pages and single options that have every word of ``text``; those by name first."""
    wanted = text.lower().split()
    if not wanted:
        return []
    hits = [
        (label, Found(label, help_text, icon, url, place))
        for label, help_text, words, icon, url, place in _everything(staff)
        if all(word in f"{label} {help_text} {words}".lower() for word in wanted)
    ]
    named = [found for label, found in hits if all(word in label.lower() for word in wanted)]
    return named + [found for _, found in hits if found not in named]


def _everything(staff: Staff) -> list[tuple[str, str, str, str, str, str]]:
    pages = [
        (page.label, page.help, page.words, page.icon, page.url, "") for page in pages_for(staff)
    ]
    own = reverse("profile")
    rows = [
        (label, text, "", "user", f"{own}#{anchor}", "Profile")
        for label, text, anchor in OWN_OPTIONS
    ]
    if staff.is_admin:
        general = reverse("general")
        rows += [
            (
                each.label, each.help, f"{each.section} {each.unit} {each.key}", "sliders",
                f"{general}#{anchor_of(key)}", f"General, {each.section}",
            )
            for key, each in OPTIONS.items()
        ]  # fmt: skip
    return pages + rows


OWN_OPTIONS = [
    ("Picture", "Shown wherever your name is", "picture"),
    ("Working hours", "When you are usually here, for each weekday", "hours"),
    ("Time zone", "Times on your screen are in this zone", "zone"),
    ("Signature", "Below your replies by email", "signature"),
    ("Theme", "Light, dark or like the system", "theme"),
    ("Keyboard shortcuts", "Single-letter keys on or off, and their list", "keyboard"),
    ("Density", "Comfortable or compact rows in the inbox", "density"),
]


def anchor_of(key: str) -> str:
    return "option-" + key.replace(".", "-").replace("_", "-")
