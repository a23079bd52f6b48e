"""What goes wrong with identity in real products: splits, refused merges, nameless servers."""

from dataclasses import replace
from datetime import timedelta

from clew.demo.activity.joining import about
from clew.demo.activity.moments import Event, Moment
from clew.demo.company.cast import Customer, customer, customers
from clew.demo.edition import Edition, dice, happens

SERVER_SINCE = -23  # days: the upgrade that made Brackenfold's webhooks nameless
UPGRADE = -8  # days: Halcyard's new SDK begins every profile again
SPLIT_SINCE = -40


NAMELESS = "srv-eu-7"
BEFORE_UPGRADE = "halcyard-417"


def odd_ids() -> set[str]:
    """Distinct ids that are nobody's in the cast."""
    return {NAMELESS, BEFORE_UPGRADE, customer("bea.thornquist").email}


def oddities(edition: Edition, number: int) -> list[Event]:
    """The day's share of the identity troubles that tickets are about."""
    found = [*_nameless_server(edition, number), *_backend_split(edition, number)]
    found += _old_profile(edition, number)
    once = {-13: _shared_computer, -20: _alias_of_nobody, -31: _alias_the_wrong_way}
    return found + (once[number](edition, number) if number in once else [])


def _moment(edition: Edition, who: Customer, number: int, hour: float, *names: object) -> Moment:
    at = edition.day(number) + timedelta(hours=hour)
    return Moment(edition, who, who.devices[0], at, dice("odd", who.handle, number, *names))


def _nameless_server(edition: Edition, number: int) -> list[Event]:
    """Ada's delivery server sends under its own name, never identified as anybody's."""
    if number < SERVER_SINCE:
        return []
    server = replace(customer("ada.okafor"), distinct_id=NAMELESS)
    moment = _moment(edition, server, number, 6.0, "server")
    for attempt in range(moment.roll.randint(38, 58)):
        late = edition.day(number) == edition.incident_day and 12 <= attempt <= 20  # noqa: PLR2004
        more = {"endpoint": "ep_prod_main", "status": "waiting" if late else "delivered"}
        moment.server("webhook_delivered", {**more, "attempt": 3 if late else 1})
        moment.wait(300, 1700)
    return moment.out


def _backend_split(edition: Edition, number: int) -> list[Event]:
    """Marlowe Pikewell's back end calls Bea by her email address, its front end does not."""
    bea = customer("bea.thornquist")
    if number < SPLIT_SINCE or happens(dice("split", number), 0.5):
        return []
    moment = _moment(edition, replace(bea, distinct_id=bea.email), number, 14.2)
    moment.server(
        "$feature_flag_called",
        {"$feature_flag": "new-flow-editor", "$feature_flag_response": "control"},
        set={"email": bea.email},
    )
    moment.wait(1, 4)
    moment.server("api_key_used", {"key": "studio-sync", "calls": moment.roll.randint(4, 60)})
    return moment.out


def _old_profile(edition: Edition, number: int) -> list[Event]:
    """Until the upgrade, Rafa's product called him by another id."""
    rafa = customer("rafa.brandtives")
    if number >= UPGRADE or happens(dice("before", number), 0.6):
        return []
    moment = _moment(edition, replace(rafa, distinct_id=BEFORE_UPGRADE), number, 9.4)
    moment.page("/runs", "Runs")
    moment.browser("$set", {}, set=about(rafa))
    moment.page("/tables", "Tables")
    return moment.out


def _shared_computer(edition: Edition, number: int) -> list[Event]:
    """Yusuf signs in at the registrar's desk, where Clementine never signed out."""
    yusuf, clementine = customer("yusuf.pemberthy"), customer("clementine.roe")
    moment = _moment(edition, yusuf, number, 10.6)
    theirs = clementine.devices[0].anonymous_id
    moment.browser("$identify", {"$anon_distinct_id": theirs}, set=about(yusuf))
    return moment.out


def _alias_of_nobody(edition: Edition, number: int) -> list[Event]:
    """Polderbake's own script aliases before it has an id."""
    moment = _moment(edition, customer("samir.whitlocke"), number, 11.1)
    moment.server("$create_alias", {"alias": "undefined"})
    return moment.out


def _alias_the_wrong_way(edition: Edition, number: int) -> list[Event]:
    """Thistlecombe's import joins two people who are both known already."""
    harriet = customer("harriet.mossop")
    colleague = next(
        person
        for person in customers()
        if person.account is harriet.account and person is not harriet and person.joined > -number
    )
    moment = _moment(edition, harriet, number, 13.3)
    moment.server("$create_alias", {"alias": colleague.distinct_id})
    return moment.out
