"""What agents and programs do in Clew, as the peers' operations do it in theirs."""

import json
import random
import re
import uuid
from html import unescape
from pathlib import Path

from bench.peers import corpus
from bench.peers.asking import Answer, Asker, WrongAnswer
from bench.peers.clew_loading import AGENT, PASSWORD
from bench.peers.measuring import Operation

CSRF = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
FOUND = re.compile(r'id="found-tickets">Tickets <span class="count">(the latest )?([\d,]+)<')
ROW = 'class="row" id="row-'
ROWS = 30  # of a list's first page; the next come while one scrolls
TAG = re.compile(r"<[a-z]+ [^>]*hx-get=[^>]*>")
FETCHED = re.compile(r'hx-get="([^"]+)"')
AT_ONCE = re.compile(r'hx-trigger="load\b')
SEEN = 10**12  # the newest message an agent saw: all there are


class Clew:
    """``told`` is what the loader wrote down: tokens, and tickets that can be replied to."""

    def __init__(self, port: int, told: Path) -> None:
        known = json.loads(told.read_text())
        self.port, self.count = port, int(known["tickets"])
        self.tokens, self.waiting = known["tokens"], known["waiting"]
        self._cookies: dict[str, str] = {}

    def operations(self) -> dict[str, Operation]:
        return {
            "list_open": lambda client, _: self.list_open(client),
            "ticket": lambda client, call: self.ticket(client, corpus.visited(call, self.count)),
            "ticket_whole": self.ticket_whole,
            "search_rare": lambda client, _: self.search(client, corpus.RARE),
            "search_2pct": lambda client, _: self.search(client, corpus.MEDIUM),
            "create": self.create,
            "reply": self.reply,
            "reply_form": self.reply_form,
        }

    def sign_in(self) -> Asker:
        """Agent 0, an ordinary agent; each client is a window of theirs."""
        if not self._cookies:
            client = Asker(self.port)
            page = client.get("/sign-in/").text
            agent = {"login": AGENT.format(0), "password": PASSWORD}
            answer = client.post(
                "/sign-in/", agent | {"csrfmiddlewaretoken": csrf(page)}, expected=(302,)
            )
            assert answer.status == 302
            self._cookies = client.cookies
        client = Asker(self.port, self._cookies)
        client.spare["csrf"] = csrf(client.get("/inbox/open").text)
        return client

    def list_open(self, client: Asker) -> Answer:
        page = client.get("/inbox/open")
        holds(page, 'id="row-')
        return page

    def ticket(self, client: Asker, number: int) -> Answer:
        page = client.get(f"/tickets/{number}")
        holds(page, f'data-ticket="{number}"')
        return page

    def ticket_whole(self, client: Asker, call: int) -> None:
        """With all that the page fetches by itself: links, the customer, what they use."""
        number = corpus.visited(call, self.count)
        waiting = fetched(self.ticket(client, number))
        while waiting:
            fragment = client.get(waiting.pop(), **{"HX-Request": "true"})
            waiting += fetched(fragment)

    def search(self, client: Asker, word: str) -> int:
        page = client.get(f"/search?q={word}")
        found = FOUND.search(page.text)
        if found is None:
            raise WrongAnswer(f"nothing was found for {word}")
        return int(found[2].replace(",", ""))

    def create(self, client: Asker, call: int) -> Answer:
        name, address = corpus.customer(call % corpus.CUSTOMERS)
        asked = {
            "subject": f"Bench {call} cannot log in",
            "message": written(call),
            "requester": {"email": address, "name": name},
        }
        return client.post(
            "/api/v1/tickets", given=asked, headers=self._bearer(call), expected=(201,)
        )

    def reply(self, client: Asker, call: int) -> Answer:
        said = {"from": "agent", "public": True, "body": written(call)}
        path = f"/api/v1/tickets/{self.replied(call)}/messages"
        return client.post(path, given=said, headers=self._bearer(call), expected=(201,))

    def reply_form(self, client: Asker, call: int) -> Answer:
        """The composer's own, which leaves after the ten seconds that one can take it back."""
        form = {
            "kind": "reply",
            "body": written(call),
            "nonce": str(uuid.uuid4()),
            "seen": SEEN,
        }
        headers = {"X-CSRFToken": client.spare["csrf"], "HX-Request": "true"}
        path = f"/tickets/{self.replied(call)}/messages"
        answer = client.post(path, form, headers=headers, expected=(200,))
        holds(answer, "Kind regards")
        return answer

    def replied(self, call: int) -> int:
        return int(self.waiting[(call * 7919 + 13) % len(self.waiting)])

    def _bearer(self, call: int) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens[call % len(self.tokens)]}"}


def csrf(page: str) -> str:
    found = CSRF.search(page)
    if found is None:
        raise WrongAnswer("there is no form on this page")
    return found[1]


def holds(answer: Answer, words: str) -> None:
    if words not in answer.text:
        raise WrongAnswer(f"{words!r} is not in {answer.text[:200]!r}")


def fetched(page: Answer) -> list[str]:
    """What htmx asks for as soon as this is shown."""
    tags = [tag for tag in TAG.findall(page.text) if AT_ONCE.search(tag)]
    return [unescape(FETCHED.findall(tag)[0]) for tag in tags]


def written(call: int) -> str:
    return corpus.body(random.Random(call), by_customer=False)
