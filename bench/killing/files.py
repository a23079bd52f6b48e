"""What came with mails: every file that a row names is there whole."""

import hashlib

from bench.killing.faults import some
from bench.killing.world import World

NEWEST = 40  # of which the last death may have cut one off
CAME = """
SELECT (regexp_match(message.body, 'm[0-9a-f]{16}'))[1], file.digest, file.size
FROM tickets_attachment AS file JOIN tickets_message AS message ON message.id = file.message_id
ORDER BY file.id DESC LIMIT %s
"""


def files(world: World, *, newest: int = NEWEST) -> list[str]:
    folder = world.server.data_dir / "files" / "attachments"
    cut = []
    for mark, digest, size in world.rows(CAME, newest):
        path = folder / digest[:2] / digest
        content = path.read_bytes() if path.exists() else b""
        if len(content) != size or hashlib.sha256(content).hexdigest() != digest:
            cut.append(f"{digest} of {mark}: {len(content)} of {size} bytes")
    return some("files not whole", cut)


def files_of_mails(world: World) -> list[str]:
    """With all work done: each mail's file is on its ticket, once."""
    came: dict[str, list[str]] = {}
    for mark, digest, _ in world.rows(CAME, None):
        came.setdefault(mark, []).append(digest)
    told = world.told.files
    wrong = [mark for mark, digest in told.items() if came.get(mark) != [digest]]
    return [*some("files of mails not there once", wrong), *files(world, newest=len(told))]
