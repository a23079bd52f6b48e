"""Some of those who sign up buy a seat of their own, and pay for it every month."""

from datetime import timedelta

from clew.demo.activity.moments import Event, Moment
from clew.demo.company.cast import Customer
from clew.demo.edition import DAYS, Edition, dice, happens

SUBSCRIBE, PAY = 0.65, 0.75  # of those who came as far
TRIED, BILLED = (1, 6), (0, 4)  # days
MONTH = 30  # days
SEAT = 19  # US dollars a month


def purchases(edition: Edition, who: Customer, number: int) -> list[Event]:
    """What the person's own money did that day, as the back end says it."""
    account = who.account
    if account is None or not account.mrr or who.joined > DAYS:
        return []
    roll = dice("buying", who.distinct_id)
    buys, pays = happens(roll, SUBSCRIBE), happens(roll, PAY)
    subscribes = roll.randint(*TRIED) - who.joined
    first_bill = subscribes + roll.randint(*BILLED)
    at = edition.day(number) + timedelta(hours=16 + 2 * roll.random())
    moment = Moment(edition, who, who.devices[0], at, roll)
    if buys and number == subscribes:
        moment.server("subscription_started", {"plan": "Personal seat", "mrr": SEAT, "seats": 1})
    if buys and pays and number >= first_bill and (number - first_bill) % MONTH == 0:
        moment.wait(60, 600)
        paid = {"amount_usd": SEAT, "plan": "Personal seat", "method": "card"}
        moment.server("invoice_paid", paid)
    return moment.out
