"""The command line. Nothing here knows a domain; it starts engines and asks the product."""

from clew.cli.main import main

__all__ = ["main"]
