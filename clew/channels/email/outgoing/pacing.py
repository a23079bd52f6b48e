"""Not too many mails to one domain in a minute: large mailbox providers defer who hurries."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from clew.channels.email.models import DomainPace
from clew.channels.email.options import PER_DOMAIN
from clew.core import clock
from clew.core.bulk import arrays, fetch
from clew.tickets.deliveries import give_back, spread
from clew.tickets.models import Delivery

REMEMBERED = timedelta(days=1)
COUNT = """
INSERT INTO email_domainpace (domain, minute, count)
SELECT domain, %b, more FROM unnest(%b::text[], %b::integer[]) AS given (domain, more)
ORDER BY domain
ON CONFLICT (domain) DO UPDATE SET minute = excluded.minute,
    count = CASE WHEN email_domainpace.minute = excluded.minute
                 THEN email_domainpace.count + excluded.count ELSE excluded.count END
RETURNING domain, count
"""


def whose_turn(deliveries: Sequence[Delivery]) -> list[Delivery]:
    """Counts them; those whose domain has had enough in this minute wait for another one."""
    most = PER_DOMAIN.value()
    if not most:
        return list(deliveries)
    minute = int(clock.now().timestamp()) // 60
    asked = Counter(map(_domain, deliveries))
    before = Counter(_counted(asked, minute)) - asked
    ready, late = list[Delivery](), list[Delivery]()
    for each in deliveries:
        before[_domain(each)] += 1
        (ready if before[_domain(each)] <= most else late).append(each)
    if late:
        _put_off(late, datetime.fromtimestamp((minute + 1) * 60, UTC), most)
    return ready


def _put_off(late: Sequence[Delivery], until: datetime, most: int) -> None:
    """With all else that waits for their domains."""
    give_back(late)
    for channel, domain in {(each.channel, _domain(each)) for each in late}:
        spread(channel=channel, domain=domain, until=until, per_minute=most)


def _domain(delivery: Delivery) -> str:
    return delivery.address.rpartition("@")[2].lower()[:255]


def _counted(asked: Mapping[str, int], minute: int) -> dict[str, int]:
    domains, counts = arrays(asked.items())
    return dict(fetch(COUNT, [minute, domains, counts]))


def forget_paces() -> int:
    before = int((clock.now() - REMEMBERED).timestamp()) // 60
    return DomainPace.objects.filter(minute__lt=before).delete()[0]
