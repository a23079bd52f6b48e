"""The environments one request may be in, read at most once."""

from functools import cached_property

from clew.people.models import Environment
from clew.people.staff_queries import default_environment, every_environment


class Environments:
    """Asks for them only when somebody wants to know: many fragments do not."""

    @cached_property
    def all(self) -> list[Environment]:
        """Production first."""
        return every_environment()

    def named(self, name: str) -> Environment | None:
        return next((each for each in self.all if each.name == name), None)

    def chosen(self, name: str) -> Environment:
        """The one of this name, else the default one."""
        default = next((each for each in self.all if each.is_default), None)
        return self.named(name) or default or default_environment()
