"""The language of the search box: what was typed, as values. Reads nothing and never fails."""

from clew.tickets.searching.language import Asked, Hint, Term, Word, parse
from clew.tickets.searching.operators import ORDERS, Operator, named, operators

__all__ = ["ORDERS", "Asked", "Hint", "Operator", "Term", "Word", "named", "operators", "parse"]
