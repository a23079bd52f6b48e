"""What is taken out of log lines before anybody writes them: addresses that open something.

Django names the path of every request it refuses. Some paths are the permission themselves: a
one-time link, a file of a mail. Nothing else of ours puts a secret into a line to begin with.
"""

import logging
import re

OPENS = re.compile(r"(/(?:welcome|m/files|m/unsubscribe|attachments)/)[^/\s'\"]+")


class NoSecretPaths(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                _cut(each) if isinstance(each, str) else each for each in record.args
            )
        record.msg = _cut(str(record.msg))
        return True


def _cut(text: str) -> str:
    return OPENS.sub(r"\1…", text)
