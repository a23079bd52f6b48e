"""The demo's only job: starting over needs the event store, which the server's process holds."""

from procrastinate.contrib.django import app

from clew.demo import notice
from clew.demo.load import start_over


@app.task(name=notice.START_OVER, queue="demo")
def start_over_and_say(base_url: str, capture_key: str) -> None:
    """Failures are said to whoever waits, not tried again: half a demo loads on at next start."""
    try:
        start_over(base_url, capture_key, notice.say)
    except Exception as error:
        notice.say_failed(str(error))
        raise
