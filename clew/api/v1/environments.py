"""``environment=``: production unless said otherwise."""

from django.core.exceptions import ValidationError

from clew.people.models import Environment
from clew.people.queries import default_environment, environment_named


def environment_called(name: str) -> Environment:
    """Raises ValidationError for one there is not."""
    if not name:
        return default_environment()
    found = environment_named(name)
    if found is None:
        raise ValidationError({"environment": f"There is no environment “{name}”."})
    return found
