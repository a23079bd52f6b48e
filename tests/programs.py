"""Programs that call the API."""

import orjson
from django.test import Client

from clew.core.actors import SYSTEM
from clew.people.key_actions import create_api_token


class Caller:
    """A program with a bearer token."""

    def __init__(self, bearer=""):
        self.client = Client(raise_request_exception=False)
        self.headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}

    def get(self, path, headers=None, **query):
        return self.client.get(f"/api/v1{path}", query, headers={**self.headers, **(headers or {})})

    def post(self, path, body=None, key="", method="post"):
        headers = self.headers | ({"Idempotency-Key": key} if key else {})
        send = getattr(self.client, method)
        return send(f"/api/v1{path}", orjson.dumps(body or {}), "application/json", headers=headers)

    def patch(self, path, body):
        return self.post(path, body, method="patch")

    def upload(self, path, file, key=""):
        headers = self.headers | ({"Idempotency-Key": key} if key else {})
        return self.client.post(f"/api/v1{path}", {"file": file}, headers=headers)


def caller(scope, name="Robot"):
    return Caller(create_api_token(name=name, scope=scope, by=SYSTEM)[1])
