"""Lists of customers: who is in them, in which order, and what their rows say."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clew.tickets.conditions import Takes
from clew.tickets.customer_lists import columns, fields, orders
from clew.tickets.customer_lists.filters import from_text, parsed_filters, to_text
from clew.tickets.customer_lists.finding import count_of, page_of
from clew.tickets.customer_lists.listing import Listing, columns_named
from clew.tickets.customer_lists.rows import rows_of
from tests import cast

pytestmark = pytest.mark.django_db

VALUES = {
    Takes.NOTHING: "",
    Takes.LIST: ["scale"],
    Takes.TEXT: "er",
    Takes.NUMBER: 2,
    Takes.SPAN: "9d",
    Takes.DATE: "2026-11-01",
}


def names_of(asked, known, *, sort="name", q="", **filters):
    listing = Listing(
        known, columns_named(["name"], known), parsed_filters(filters, known), sort, q
    )
    found, cursor = [], ""
    while True:
        page = page_of(asked, listing, cursor, limit=1)
        found += [row.customer.name for row in rows_of(asked, listing, page.ids)]
        if not (cursor := page.next_cursor):
            assert count_of(asked, listing) == len(found)
            return found


def said(field, operator, value=""):
    return {"field": field, "operator": operator, "value": value}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (said("mrr", "gt", 120), "Heron"),
        (said("mrr", "lt", 121), "Kite Tern"),
        (said("mrr", "not_set"), "Wren"),
        (said("mrr", "is_not", 120), "Heron Wren"),
        (said("health_band", "is", ["poor"]), "Heron"),
        (said("health_band", "is_not", ["poor"]), "Kite Tern Wren"),
        (said("health", "gt", 50), "Tern"),
        (said("health_change", "lt", -10), "Heron"),
        (said("trial_ends", "next", "4d"), "Heron Tern"),
        (said("trial_ends", "not_set"), "Wren"),
        (said("last_seen", "ago", "14d"), "Kite Tern Wren"),
        (said("csm", "is", ["me"]), "Heron"),
        (said("csm", "is", ["nobody"]), "Kite Wren"),
        (said("csm", "is", ["Ola"]), "Tern"),
        (said("owner", "is", ["me", "Ola"]), "Heron Tern"),
        (said("open_tickets", "is", 2), "Heron"),
        (said("open_tickets", "lt", 1), "Kite Tern Wren"),
        (said("urgent_tickets", "gt", 0), "Heron"),
        (said("people", "is", 1), "Heron Kite Tern Wren"),
        (said("people", "lt", 1), ""),
        (said("notes", "yes"), "Tern"),
        (said("metric.reports", "gt", 30), "Tern"),
        (said("properties.tier", "gt", 0), "Kite Tern"),
        (said("properties.region", "is", ["North"]), "Heron Kite Tern"),
        (said("plan", "not_set"), "Heron"),
        (said("region", "contains", "nor"), "Heron Kite Tern"),
        (said("name", "contains", "er"), "Heron Tern"),
    ],
)
def test_filters_of_accounts(asked, condition, expected):
    assert names_of(*asked(), all=[condition]) == expected.split()


def test_any_of_several(asked):
    either = [said("health", "gt", 50), said("csm", "is", ["me"])]
    assert names_of(*asked(), any=either) == ["Heron", "Tern"]
    assert names_of(*asked(), all=[said("mrr", "gt", 200)], any=either) == ["Heron"]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("-mrr", "Heron Tern Kite Wren"),
        ("mrr", "Kite Tern Heron Wren"),
        ("health", "Heron Tern Kite Wren"),
        ("-health", "Tern Heron Kite Wren"),
        ("-open_tickets", "Heron Kite Wren Tern"),
        ("csm", "Heron Tern Kite Wren"),
        ("-last_seen", "Heron Tern Wren Kite"),
        ("-metric.reports", "Tern Heron Kite Wren"),
        ("properties.tier", "Wren Heron Tern Kite"),
        ("-name", "Wren Tern Kite Heron"),
    ],
)
def test_orders_of_accounts(asked, sort, expected):
    assert names_of(*asked(), sort=sort) == expected.split()


def test_people_by_what_their_account_says(asked):
    assert names_of(*asked("people"), all=[said("mrr", "gt", 200)]) == ["Herona Quist"]
    assert names_of(*asked("people"), all=[said("open_tickets", "gt", 1)]) == ["Herona Quist"]
    assert names_of(*asked("people"), all=[said("account", "is", ["kite"])]) == ["Kitea Quist"]
    assert names_of(*asked("people"), q="terna@") == ["Terna Quist"]
    assert names_of(*asked("people"), q="wrena") == ["Wrena Quist"]  # a distinct id


@pytest.mark.parametrize("kind", ["accounts", "people"])
def test_each_operator_and_each_order_can_be_asked(asked, kind):
    inside, known = asked(kind)
    everybody = set(names_of(inside, known))
    for field in fields.fields_of(known.kind).values():
        for operator in field.operators:
            closed = [value for value, _ in field.choices()][:1] if field.closed else None
            value = closed if operator.takes is Takes.LIST and closed else VALUES[operator.takes]
            condition = said(field.name, operator.name, value)
            names_of(inside, known, all=[condition])
            tree = parsed_filters({"all": [condition]}, known)
            assert from_text(to_text(tree.all), "", known).data()["all"] == tree.data()["all"]
    for order in [*orders.orders_of(known.kind), "properties.tier"]:
        for sort in (order, f"-{order}"):
            found = names_of(inside, known, sort=sort)
            assert set(found) == everybody
            assert len(found) == len(everybody)


def test_rows_say_what_their_columns_ask(asked):
    inside, known = asked()
    wanted = [*columns.columns_of(known.kind), "metric.reports", "properties.tier"]
    listing = Listing(known, columns_named(wanted, known), sort="-mrr")
    row = rows_of(inside, listing, page_of(inside, listing).ids)[0]
    cells = dict(zip(listing.column_names, row.cells, strict=True))
    expected = {
        "name": "Heron", "key": "heron", "mrr": 8400, "csm": "Maya Lindholm", "health": 20,
        "open_tickets": 2, "urgent_tickets": 1, "people": 1, "notes": 0, "region": "North",
        "metric.reports": 20, "properties.tier": 0, "plan": None, "seats": 10,
    }  # fmt: skip
    assert {name: cells[name].value for name in expected} == expected
    assert cells["mrr"].note == "EUR"
    assert (cells["health"].note, cells["health"].before) == ("poor", 50)


def test_a_page_costs_the_same_however_many_rows(asked):
    inside, known = asked()
    wanted = [*columns.columns_of(known.kind), "metric.reports"]
    listing = Listing(known, columns_named(wanted, known), sort="-mrr")

    def cost():
        with CaptureQueriesContext(connection) as seen:
            rows_of(inside, listing, page_of(inside, listing).ids)
        return len(seen)

    few = cost()
    for number in range(20):
        cast.account(f"Firm {number}", members=(cast.person(f"p{number} Lund"),))
    assert cost() == few
    assert few <= 10  # two for the page, one for each source


@pytest.mark.parametrize(
    "wrong",
    [
        {"all": [said("nothing", "is", "x")]},
        {"all": [said("mrr", "contains", "x")]},
        {"all": [said("mrr", "gt", "much")]},
        {"none": []},
        {"all": "x"},
        [],
    ],
)
def test_what_makes_no_sense_is_refused(asked, wrong):
    with pytest.raises(ValidationError):
        parsed_filters(wrong, asked()[1])


@pytest.mark.parametrize("cursor", ["zzz", "W1t4XSwgMV0", "", "null"])
def test_a_cursor_of_nothing(asked, cursor):
    inside, known = asked()
    listing = Listing(known, columns_named(["name"], known), sort="-mrr")
    if cursor:
        with pytest.raises(ValidationError):
            page_of(inside, listing, cursor)
    else:
        assert len(page_of(inside, listing, cursor).ids) == 4
