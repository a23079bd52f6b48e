"""The personal-data register: every model field is declared personal or not, or the build fails."""

from dataclasses import dataclass, field

from django.db.models import Model


@dataclass(frozen=True)
class Declaration:
    """``personal`` names the fields that say something about a person; the rest are ``other``."""

    model: type[Model]
    personal: frozenset[str]
    other: frozenset[str]


@dataclass
class Register:
    declarations: dict[str, Declaration] = field(default_factory=dict)

    def declare(self, model: type[Model], *, personal: str = "", other: str = "") -> None:
        """Field names separated by spaces, as in ``personal="name email"``."""
        self.declarations[model._meta.label] = Declaration(
            model, frozenset(personal.split()), frozenset(other.split())
        )


register = Register()
