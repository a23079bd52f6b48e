"""Trying a connection before it is kept: what is wrong with it, or what is there."""

import imaplib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clew.channels.email.imap import connection
from clew.channels.email.imap.connection import Access
from clew.channels.email.imap.reader import folder_names, opened_folder
from clew.channels.email.imap.troubles import NoSuchFolderError, in_words
from clew.channels.email.mailboxes.checking import checked, needs_password
from clew.channels.email.models import Mailbox
from clew.core.sealing import unseal

WITHIN = 10.0  # seconds; somebody waits for it


@dataclass(frozen=True)
class Trial:
    works: bool
    said: str
    field: str = ""  # the one to look at
    folders: tuple[str, ...] = ()
    idles: bool = False
    messages: int = 0


def try_connection(given: Mapping[str, Any], password: str, kept: Mailbox | None = None) -> Trial:
    """Of what is typed; without a password, with the one that is kept for this server.

    Raises ValidationError by field.
    """
    values = checked(given)
    if not password and kept is not None and not needs_password(kept, values):
        try:
            password = unseal(kept.password)
        except ValueError as error:
            return Trial(works=False, said=str(error), field="password")
    if not password:
        return Trial(works=False, said="Write the password to try it.", field="password")
    plain = ("host", "port", "security", "user", "folder")
    return _tried(Access(**{name: values[name] for name in plain}, password=password))


def _tried(access: Access) -> Trial:
    client = None
    try:
        client = connection.signed_in(access, within=WITHIN)
        folder = opened_folder(client, access.folder)
        return Trial(
            works=True,
            said="",
            folders=tuple(folder_names(client)),
            idles=connection.can_idle(client),
            messages=folder.messages,
        )
    except (OSError, UnicodeError, imaplib.IMAP4.error) as error:
        trouble = in_words(error, access)
        return Trial(works=False, said=trouble.said, field=trouble.field)
    except NoSuchFolderError as error:
        said = f"There is no folder “{access.folder}” on the server. Choose one of those below."
        return Trial(works=False, said=said, field="folder", folders=tuple(error.folders))
    finally:
        if client is not None:
            connection.leave(client)
