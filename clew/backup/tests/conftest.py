from clew.events.tests.conftest import captured, key

__all__ = ["captured", "key"]
