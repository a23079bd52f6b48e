"""An exception in one line."""

from clew.web.customers.exceptions import Exceptions
from clew.web.customers.wording.shape import Properties, Words, sender


def exception(properties: Properties) -> Words:
    chain = Exceptions.of(properties)
    caught = chain.caught
    return Words(
        icon="error",
        code=caught.type,
        sub=caught.value or sender(properties),
        side=caught.where,
        tone="amber" if chain.level in {"warning", "info", "debug", "log"} else "red",
    )
