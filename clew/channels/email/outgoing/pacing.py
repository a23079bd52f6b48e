"""Not too many mails to one domain in a minute: large mailbox providers defer who hurries."""

from datetime import UTC, datetime, timedelta

from django.db import connection

from clew.channels.email.models import DomainPace
from clew.channels.email.options import PER_DOMAIN
from clew.core import clock
from clew.tickets import deliveries
from clew.tickets.channels import NotYetError
from clew.tickets.models import Delivery

REMEMBERED = timedelta(days=1)
COUNT = """
INSERT INTO email_domainpace (domain, minute, count) VALUES (%s, %s, 1)
ON CONFLICT (domain) DO UPDATE SET minute = excluded.minute,
    count = CASE WHEN email_domainpace.minute = excluded.minute
                 THEN email_domainpace.count + 1 ELSE 1 END
RETURNING count
"""


def wait_for_turn(delivery: Delivery) -> None:
    """Counts this one. Raises NotYetError when its domain has had enough in this minute."""
    most = PER_DOMAIN.value()
    domain = delivery.address.rpartition("@")[2].lower()[:255]
    if not most:
        return
    minute = int(clock.now().timestamp()) // 60
    if _counted(domain, minute) <= most:
        return
    until = datetime.fromtimestamp((minute + 1) * 60, UTC)
    deliveries.spread(channel=delivery.channel, domain=domain, until=until, per_minute=most)
    raise NotYetError(until)


def _counted(domain: str, minute: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [domain, minute])
        return int(cursor.fetchone()[0])


def forget_paces() -> int:
    before = int((clock.now() - REMEMBERED).timestamp()) // 60
    return DomainPace.objects.filter(minute__lt=before).delete()[0]
