"""The bad morning: accepted webhooks wait in the EU after a failover, two days ago."""

from datetime import timedelta

from clew.demo.activity.errors import raise_error
from clew.demo.activity.moments import Event, Moment
from clew.demo.company.cast import Account, Customer, accounts, customers
from clew.demo.edition import Edition, dice, happens

BEGINS, ENDS = 9 + 41 / 60, 11 + 25 / 60  # hours UTC
TIMEOUTS = {"Enterprise": (70, 110), "Scale": (22, 44), "Boost": (8, 20), "Pay-as-you-go": (2, 5)}


def incident(edition: Edition, number: int) -> list[Event]:
    if edition.day(number) != edition.incident_day:
        return []
    hit = [account for account in accounts() if account.region == "eu" and account.mrr]
    return [event for account in hit for event in _timeouts(edition, account)]


def _timeouts(edition: Edition, account: Account) -> list[Event]:
    """Reported under those whose endpoints wait: the first two people of the account."""
    roll = dice("incident", account.slug)
    owners = [person for person in customers() if person.account is account][:2]
    found: list[Event] = []
    for count in range(roll.randint(*TIMEOUTS[account.plan])):
        who = owners[0] if happens(roll, 0.8) else owners[-1]
        found += _timeout(edition, who, roll.uniform(BEGINS, ENDS), count)
    return found


def _timeout(edition: Edition, who: Customer, hour: float, count: int) -> list[Event]:
    at = edition.incident_day + timedelta(hours=hour)
    moment = Moment(edition, who, who.devices[0], at, dice("timeout", who.handle, count))
    raise_error(moment, "webhook-timeout", endpoint="ep_prod_main", shard=3)
    return moment.out
