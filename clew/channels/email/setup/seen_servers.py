"""Which servers write findings onto our mail: the admin need not know their names by heart."""

from collections import Counter

from clew.channels.email.models import InboundMail
from clew.channels.email.options import listed
from clew.routing.queries.rules import may_keep_rules
from clew.tickets.queries import Reader

LOOKED_AT = 30  # mails
MOST = 3


def servers_seen(reader: Reader, trusted: str) -> list[str]:
    """Those that wrote the topmost findings of the last mails, most common first; new ones only."""
    if not may_keep_rules(reader):
        return []
    latest = InboundMail.objects.exclude(verdict={}).order_by("-received_at", "-pk")
    verdicts = latest.values_list("verdict", flat=True)[:LOOKED_AT]
    names = Counter(name for each in verdicts if (name := str(each.get("offered", ""))))
    known = set(listed(trusted))
    return [name for name, _ in names.most_common() if name not in known][:MOST]
