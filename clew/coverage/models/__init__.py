"""When the company is open, and who is away."""

from clew.coverage.models.away import HandOver, OutOfOffice

__all__ = ["HandOver", "OutOfOffice"]
