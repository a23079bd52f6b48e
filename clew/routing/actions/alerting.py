"""Leads hear of tickets whose customer's plan nobody knows."""

from collections.abc import Iterable
from typing import Any

from procrastinate.contrib.django import app

ALERTING = "routing.alert_of_unknown_plans"


def alert_of_unknown_plans(numbers: Iterable[int]) -> None:
    """After the transaction, by a job; see ``clew.routing.notifying``."""
    chosen: list[Any] = list(numbers)
    if chosen:
        app.configure_task(ALERTING, queue="facts").defer(numbers=chosen)
