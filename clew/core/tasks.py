"""Background jobs of the house itself."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from clew.core import facts


@app.task(name="core.react", queue="facts", retry=RetryStrategy(max_attempts=8, exponential_wait=2))
def react(fact_id: int, reaction: str) -> None:
    """Run one reaction to one fact. After the last attempt the job stays as a dead letter."""
    facts.run_reaction(fact_id, reaction)


@app.task(
    name="core.react_together",
    queue="facts",
    retry=RetryStrategy(max_attempts=8, exponential_wait=2),
)
def react_together(fact_ids: list[int], reaction: str) -> None:
    """Run one reaction to the facts of one batch."""
    facts.run_reaction_together(fact_ids, reaction)
