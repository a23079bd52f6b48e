"""What agents do in django-helpdesk. Its staff pages have no bearer tokens: programs sign in."""

import random
import re
import urllib.parse
from typing import Any

import psycopg

from bench.peers import corpus
from bench.peers.asking import Answer, Asker, WrongAnswer
from bench.peers.cluster import url
from bench.peers.measuring import Operation
from bench.peers.places import DJHELPDESK_PORT

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
TABLE = re.compile(r'"url": "(/datatables_ticket_list/[^"]+)"')
# As the browser's table asks for its first rows.
FIRST_ROWS = urllib.parse.urlencode(
    {"draw": 1, "start": 0, "length": 25, "search[value]": "", "search[regex]": "false"}
)
OPEN = "/tickets/?status=1&status=2&sort=created&sortreverse=on"
ALL = "/tickets/?status=1&status=2&status=3&status=4&q="


class DjHelpdesk:
    def __init__(self, count: int) -> None:
        self.count = count
        self._cookies: dict[str, str] = {}
        self._fields: dict[int, tuple[Any, ...]] = {}

    def operations(self) -> dict[str, Operation]:
        return {
            "list_open": lambda client, _: self.rows(client, OPEN),
            "ticket": self.ticket,
            "search_rare": lambda client, _: self.rows(client, ALL + corpus.RARE),
            "search_2pct": lambda client, _: self.rows(client, ALL + corpus.MEDIUM),
            "create": self.create,
            "reply_form": self.reply_form,
        }

    def sign_in(self) -> Asker:
        """Agent 0, who is a superuser here."""
        if not self._cookies:
            client = Asker(DJHELPDESK_PORT)
            found = TOKEN.search(client.get("/login/").text)
            assert found
            asked = {"username": "agent0", "password": "agentpass"}
            client.post("/login/", asked | {"csrfmiddlewaretoken": found[1]}, expected=(302,))
            self._cookies = client.cookies
            self._fields = self._read_fields()
        return Asker(DJHELPDESK_PORT, self._cookies)

    def rows(self, client: Asker, path: str) -> int:
        """The page and the rows it fetches; how many were found."""
        table = TABLE.search(client.get(path).text)
        if table is None:
            raise WrongAnswer(f"there is no table on {path}")
        rows = client.get(f"{table[1]}?{FIRST_ROWS}").json
        if not rows["data"]:
            raise WrongAnswer(f"no rows for {path}")
        return int(rows["recordsFiltered"])

    def ticket(self, client: Asker, call: int) -> Answer:
        number = corpus.visited(call, self.count)
        page = client.get(f"/tickets/{number}/")
        if f"/tickets/{number}/update/" not in page.text:
            raise WrongAnswer(f"this is not ticket {number}")
        return page

    def create(self, client: Asker, call: int) -> Answer:
        asked = {
            "queue": 2,
            "title": f"Bench {call} cannot log in",
            "description": written(call),
            "submitter_email": corpus.customer(call % corpus.CUSTOMERS)[1],
            "status": 1,
            "priority": 3,
            "on_hold": False,
        }
        return client.post("/api/tickets/", given=asked, headers=told(client), expected=(201,))

    def reply_form(self, client: Asker, call: int) -> Answer:
        """The page's own form, which sends the ticket's fields back beside the comment."""
        number = corpus.visited(call, self.count)
        title, queue, priority, owner, status = self._fields[number]
        form = {
            "comment": written(call),
            "public": "1",
            "new_status": status,
            "title": title,
            "owner": owner,
            "priority": priority,
            "queue": queue,
            "csrfmiddlewaretoken": client.cookies["csrftoken"],
        }
        path = f"/tickets/{number}/update/"
        return client.post(path, form, headers=told(client), expected=(302,))

    def _read_fields(self) -> dict[int, tuple[Any, ...]]:
        with psycopg.connect(url("djhelpdesk")) as connection:
            found = connection.execute(
                "SELECT id, title, queue_id, priority, coalesce(assigned_to_id, 0), status"
                " FROM helpdesk_ticket"
            )
            return {ident: tuple(fields) for ident, *fields in found}


def told(client: Asker) -> dict[str, str]:
    return {"X-CSRFToken": client.cookies["csrftoken"], "Referer": f"{client.base}/"}


def written(call: int) -> str:
    return corpus.body(random.Random(call), by_customer=False)
