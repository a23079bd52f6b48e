"""What agents do in Request Tracker 5, and programs by its REST interface with a token."""

import random
import re
import urllib.parse

from bench.peers import corpus
from bench.peers.asking import Answer, Asker, WrongAnswer
from bench.peers.measuring import Operation
from bench.peers.places import RT_PORT, folder

ACTIVE = {
    "Query": "Status = '__Active__'",
    "OrderBy": "Priority|Created",
    "Order": "DESC|DESC",
    "Rows": 50,
}
RESULTS = "/Search/Results.html?"
LIST = RESULTS + urllib.parse.urlencode(ACTIVE)
FOUND = re.compile(r"Found ([\d,]+) tickets?")
HISTORY = 2000  # bytes, at least


class RequestTracker:
    def __init__(self, count: int) -> None:
        self.count = count
        token = (folder("rt") / "token").read_text().strip()
        self._bearer = {"Authorization": f"token {token}"}
        self._cookies: dict[str, str] = {}

    def operations(self) -> dict[str, Operation]:
        return {
            "list_open": lambda client, _: self.found(client, ACTIVE),
            "ticket": self.ticket,
            "ticket_whole": self.ticket_whole,
            "search_rare": lambda client, _: self.search(client, corpus.RARE),
            "search_2pct": lambda client, _: self.search(client, corpus.MEDIUM),
            "create": self.create,
            "reply": self.reply,
        }

    def sign_in(self) -> Asker:
        """Agent 0, with the rights of an ordinary agent."""
        if not self._cookies:
            client = Asker(RT_PORT)
            client.post("/NoAuth/Login.html", {"user": "agent0", "pass": "agentpass"})
            if "agent0" not in client.get("/").text:
                raise WrongAnswer("nobody is signed in")
            self._cookies = client.cookies
        return Asker(RT_PORT, self._cookies)

    def search(self, client: Asker, word: str) -> int:
        return self.found(client, {"Query": f"Content LIKE '{word}'", "Rows": 50})

    def found(self, client: Asker, asked: dict[str, object]) -> int:
        """How many tickets."""
        page = client.get(RESULTS + urllib.parse.urlencode(asked)).text
        told = FOUND.search(page)
        if told is None or "/Ticket/Display.html?id=" not in page:
            raise WrongAnswer(f"nothing was found for {asked}")
        return int(told[1].replace(",", ""))

    def ticket(self, client: Asker, call: int) -> Answer:
        number = corpus.visited(call, self.count)
        page = client.get(f"/Ticket/Display.html?id={number}")
        if f"#{number}" not in page.text:
            raise WrongAnswer(f"this is not ticket {number}")
        return page

    def ticket_whole(self, client: Asker, call: int) -> None:
        """What is said on it comes by a second call, which the page makes by itself."""
        self.ticket(client, call)
        number = corpus.visited(call, self.count)
        if len(client.get(f"/Helpers/TicketHistory?id={number}").body) < HISTORY:
            raise WrongAnswer(f"ticket {number} has no history")

    def create(self, client: Asker, call: int) -> Answer:
        asked = {
            "Queue": "Technical",
            "Subject": f"Bench {call} cannot log in",
            "Requestor": corpus.customer(call % corpus.CUSTOMERS)[1],
            "Content": written(call),
            "ContentType": "text/plain",
            "Priority": 30,
        }
        return client.post("/REST/2.0/ticket", given=asked, headers=self._bearer, expected=(201,))

    def reply(self, client: Asker, call: int) -> Answer:
        path = f"/REST/2.0/ticket/{corpus.visited(call, self.count)}/correspond"
        said = {"Content": written(call), "ContentType": "text/plain"}
        return client.post(path, given=said, headers=self._bearer, expected=(201,))


def written(call: int) -> str:
    return corpus.body(random.Random(call), by_customer=False)
