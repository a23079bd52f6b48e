"""What is looked at once PostgreSQL is there. Imported after Django is set up."""

from collections.abc import Iterator

from clew.cli.checks import events, post, schema, work
from clew.cli.checks.finding import Check, Finding, looked
from clew.cli.installation import Installation
from clew.core.engines import clickhouse

CHECKS: list[Check] = [
    schema.schema,
    schema.extensions,
    schema.indexes,
    schema.clocks,
    schema.sealed_secrets,
    events.event_store,
    events.capture,
    work.jobs,
    work.attachments,
    work.owner,
    work.restored,
    post.mail_server,
    post.deliveries,
    post.mailboxes,
    post.received_mail,
]


def findings(installation: Installation) -> Iterator[Finding]:
    yield from looked(CHECKS, installation)
    clickhouse.close()
