"""Why a request is not taken, in the words and statuses SDKs already understand."""


class Refusal(Exception):  # noqa: N818 - it is an answer, not a fault of ours
    """Ends a capture request with a plain-text answer."""

    status = 400

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class BadBody(Refusal):
    """The body cannot be read as events."""

    status = 400


class BadToken(Refusal):
    """No token, several tokens, or one no capture key has."""

    status = 401


class TooSlow(Refusal):
    """The body did not arrive in time."""

    status = 408


class TooLarge(Refusal):
    """More bytes than the cap, on the wire or after inflating."""

    status = 413


class TooOften(Refusal):
    """This key and address send more requests than the limit allows."""

    status = 429


class NotNow(Refusal):
    """The durable log cannot be written; SDKs keep the batch and retry."""

    status = 503
